import { textBesides } from '../../../web/chat/client/besides';
import { readActivity, readRows } from '../../../web/chat/client/protocol';
import { readShell } from '../../../web/chat/client/shell';

const bot = (channelData: object, more: object = {}) =>
  readActivity(
    {
      type: 'message',
      id: 'c|1',
      timestamp: '2026-01-01T00:00:00Z',
      from: { id: 'assistant', role: 'bot' },
      text: 'Hi',
      channelData,
      ...more,
    },
    'u1',
  );

describe('readActivity', () => {
  it('knows the customer by the id, and keeps the id the page gave the message', () => {
    const activity = {
      type: 'message',
      id: 'c|2',
      timestamp: '2026-01-01T00:00:00Z',
      from: { id: 'u1' },
      text: 'A',
      channelData: { clientActivityID: 'x' },
    };
    expect(readActivity(activity, 'u1')).toEqual({
      kind: 'own',
      id: 'c|2',
      at: Date.UTC(2026, 0, 1),
      text: 'A',
      clientId: 'x',
    });
  });

  it('shows a choice that is on a card once', () => {
    const choices = [
      { payload: 'p|1', label: 'Gold' },
      { payload: 'p|2', label: 'Later' },
    ];
    const message = bot({ choices, cards: [{ title: 'Gold', lines: ['a'], select: choices[0] }] });
    expect(message).toMatchObject({ choices: [{ payload: 'p|2' }], cards: [{ title: 'Gold' }] });
  });

  it('takes suggested actions when a message has no choices of its own', () => {
    const actions = [{ type: 'messageBack', title: 'Yes', value: { payload: 'p|yes' } }];
    expect(bot({}, { suggestedActions: { actions } })).toMatchObject({ choices: [{ payload: 'p|yes', label: 'Yes' }] });
  });

  it('drops a link that is no web address', () => {
    expect(bot({ link: { label: 'Go', url: 'javascript:alert(1)' } })).toMatchObject({ link: undefined });
    expect(bot({ link: { label: 'Go', url: 'https://larkfield.example/' } })).toMatchObject({ link: { label: 'Go' } });
  });

  it.each([undefined, null, 'x', 7, {}, { type: 'message' }, { type: 'event', id: '1' }])('ignores %p', (raw) => {
    expect(readActivity(raw, 'u1')).toBeUndefined();
  });

  it('survives a message whose parts have the wrong shape', () => {
    const broken = {
      choices: 'x',
      cards: [1, {}],
      summary: [null],
      progress: { answered: 1, total: 0 },
      lead: 3,
      prompt: [],
    };
    expect(bot(broken)).toMatchObject({ choices: [], cards: [], summary: [], progress: undefined, prompt: undefined });
  });
});

describe('readRows', () => {
  it('keeps the rows that can be chosen', () => {
    const choices = [{ payload: 'p', label: 'A', aliases: ['B', 3] }, { label: 'no payload' }];
    expect(readRows({ choices })).toEqual([{ payload: 'p', label: 'A', description: undefined, aliases: ['B'] }]);
    expect(readRows(undefined)).toEqual([]);
  });
});

describe('readShell', () => {
  it('falls back to left-to-right English for what is missing', () => {
    expect(readShell('{"market":"SG"}')).toMatchObject({
      market: 'SG',
      locale: 'en',
      dir: 'ltr',
      sandbox: false,
      languages: [],
    });
  });
});

describe('textBesides', () => {
  it('leaves out the lines that the summary and the ticket show', () => {
    const summary = [{ label: 'Name', value: 'Mei' }];
    expect(textBesides('Please check:\nName: Mei\n\nRight?', { summary })).toBe('Please check:\n\nRight?');
    expect(textBesides('Your number:\nLF-1', { summary: [], reference: 'LF-1' })).toBe('Your number:');
    expect(textBesides('Name: Mei', { summary: [] })).toBe('Name: Mei');
  });
});
