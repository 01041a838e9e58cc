import { parseMultipart } from '../../../../adapters/channels/webchat/multipart';
import { parseActivity } from '../../../../adapters/channels/webchat/parse';
import { readActivity } from '../../../../adapters/channels/webchat/readActivity';
import { renderEntries, renderEntry } from '../../../../adapters/channels/webchat/render';
import type { Reply } from '../../../../dialogs/message';
import { toPayload } from '../../../../dialogs/payload';

const sender = { conversationId: 'conversation-0001', userId: 'dl_u', market: 'SG' } as const;
const context = { conversationId: 'c', userId: 'dl_u', bankName: 'Larkfield Bank' };

function parse(activity: object) {
  const read = readActivity({ type: 'message', ...activity });
  if (read === undefined) throw new Error('An activity has a type.');
  return parseActivity(read, {
    sender,
    receivedAt: 5,
    newId: () => 'ours',
  });
}

function render(reply: Partial<Reply>) {
  return renderEntry(
    { seq: 12, at: 0, body: { from: 'bot', reply: { text: 'Hi', locale: 'en-SG', ...reply } } },
    context,
  );
}

describe('reading an activity', () => {
  it.each([
    ['typed text', { text: 'hi' }, { kind: 'text', text: 'hi' }],
    ['empty text', { text: '' }, { kind: 'text', text: '' }],
    [
      'a tap',
      { text: 'Red', value: { payload: 'r1q2|pick:red' } },
      { kind: 'choice', payload: 'r1q2|pick:red', label: 'Red' },
    ],
    [
      'a tap with another caption',
      { text: 'Red', value: { payload: 'cmd|help' }, channelData: { messageBack: { displayText: 'Help' } } },
      { kind: 'choice', payload: 'cmd|help', label: 'Help' },
    ],
    ['a post back', { text: 'r1q2|skip', channelData: { postBack: true } }, { kind: 'choice', payload: 'r1q2|skip' }],
    [
      'a tap under the question that it names',
      { text: 'x', value: { payload: toPayload('r1q2', 'pick:red', 'productChoice2') } },
      { kind: 'choice', payload: 'r1q2.productChoice2|pick:red', label: 'x' },
    ],
    ['a payload as value', { value: 'r1q2|grant' }, { kind: 'choice', payload: 'r1q2|grant' }],
    ['text that only looks like a payload', { text: 'a|b' }, { kind: 'text', text: 'a|b' }],
    ['a foreign payload', { text: 'x', value: { payload: 'drop table' } }, { kind: 'text', text: 'x' }],
    [
      'a payload over the limit',
      { text: 'x', value: { payload: `r1q2|pick:${'x'.repeat(300)}` } },
      { kind: 'text', text: 'x' },
    ],
    ['an image', { attachments: [{ contentType: 'image/png' }] }, { kind: 'media', media: 'image' }],
    ['a voice note', { attachments: [{ contentType: 'audio/ogg' }] }, { kind: 'media', media: 'audio' }],
    ['a film', { attachments: [{ contentType: 'video/mp4' }] }, { kind: 'media', media: 'video' }],
    ['a contact', { attachments: [{ contentType: 'text/vcard' }] }, { kind: 'media', media: 'contact' }],
    ['a paper', { attachments: [{ contentType: 'application/pdf' }] }, { kind: 'media', media: 'document' }],
    ['something else', { attachments: [{}] }, { kind: 'media', media: 'unknown' }],
    ['a place', { entities: [{ type: 'Place' }] }, { kind: 'media', media: 'location' }],
  ])('understands %s', (_name, activity, expected) => {
    expect(parse(activity)).toMatchObject({
      ...expected,
      conversationId: 'conversation-0001',
      channel: 'webchat',
      receivedAt: 5,
    });
  });

  it("keys a message by its sender's id, and by ours when there is none fit to be one", () => {
    const idOf = (clientActivityID: unknown) => parse({ text: 'x', channelData: { clientActivityID } })?.id;
    expect(idOf('a-1.b:2')).toBe('dl:a-1.b:2');
    for (const unfit of [undefined, 7, '', 'with space', 'x'.repeat(129), 'new\nline'])
      expect(idOf(unfit)).toBe('dls:ours');
  });

  it('counts a field of the wrong type as absent', () => {
    expect(parse({ text: 'x', from: 'me', channelData: 7, entities: {}, attachments: 'no', locale: 5 })).toMatchObject({
      kind: 'text',
      text: 'x',
    });
    expect(parse({ text: { a: 1 } })).toBeUndefined();
  });

  it('echoes nothing that a customer could have typed', () => {
    const card = '4111 1111 1111 1111';
    const told = { text: 'x', locale: card, replyToId: card, localTimezone: card, localTimestamp: card, speak: card };
    const message = parse({
      ...told,
      channelData: { note: card, clientTimestamp: card, deep: { card } },
      entities: [{ type: 'ClientCapabilities', note: card }],
    });
    expect(JSON.stringify(message)).not.toContain('4111');
  });

  it('finds the parts of a form and refuses what is none', () => {
    const body = Buffer.from(
      '--x\r\nContent-Disposition: form-data; name="activity"\r\nContent-Type: a/b\r\n\r\n{}\r\n--x--\r\n',
    );
    expect(parseMultipart(body, 'multipart/form-data; boundary="x"')).toMatchObject([
      { name: 'activity', contentType: 'a/b', bytes: Buffer.from('{}') },
    ]);
    expect(
      parseMultipart(Buffer.from('--x\r\nno end of headers--x--'), 'multipart/form-data; boundary=x'),
    ).toBeUndefined();
    expect(parseMultipart(body, 'multipart/form-data')).toBeUndefined();
  });
});

describe('writing an activity', () => {
  it('is a message from the bank with an id that sorts', () => {
    expect(render({})).toMatchObject({
      type: 'message',
      id: 'c|0000012',
      timestamp: '1970-01-01T00:00:00.000Z',
      channelId: 'directline',
      conversation: { id: 'c' },
      from: { id: 'assistant', name: 'Larkfield Bank', role: 'bot' },
      recipient: { id: 'dl_u' },
      locale: 'en-SG',
      text: 'Hi',
      textFormat: 'plain',
      inputHint: 'acceptingInput',
    });
  });

  it('offers quick replies as taps that carry their payload', () => {
    const activity = render({
      choices: [{ payload: 'r1q1|pick:a', label: 'Alpha' }],
      prompt: { promptId: 'r1q1', step: 's', kind: 'ask' } as Reply['prompt'],
    });
    expect(activity.suggestedActions).toEqual({
      to: ['dl_u'],
      actions: [
        { type: 'messageBack', title: 'Alpha', text: 'Alpha', displayText: 'Alpha', value: { payload: 'r1q1|pick:a' } },
      ],
    });
    expect(activity.inputHint).toBe('expectingInput');
  });

  it('shows offers as cards in a row and does not offer the same choice twice', () => {
    const select = (code: string) => ({ payload: `r1q1|pick:${code}`, label: 'Choose' });
    const activity = render({
      cards: [
        {
          title: 'Gold',
          subtitle: 'Best',
          lines: ['No fee', 'Points'],
          select: select('g'),
          link: { label: 'Terms', url: 'https://b.example/t' },
        },
        { title: 'Blue', lines: [], select: select('b') },
      ],
      choices: [select('g'), select('b'), { payload: 'r1q1|skip', label: 'Skip' }],
    });
    expect(activity.attachmentLayout).toBe('carousel');
    expect(activity.attachments?.[0]).toEqual({
      contentType: 'application/vnd.microsoft.card.hero',
      content: {
        title: 'Gold',
        subtitle: 'Best',
        text: 'No fee\nPoints',
        buttons: [
          {
            type: 'messageBack',
            title: 'Choose',
            text: 'Choose',
            displayText: 'Choose',
            value: { payload: 'r1q1|pick:g' },
          },
          { type: 'openUrl', title: 'Terms', value: 'https://b.example/t' },
        ],
      },
    });
    expect(activity.suggestedActions?.actions.map(({ title }) => title)).toEqual(['Skip']);
    expect(activity.channelData).toMatchObject({
      cards: [{ title: 'Gold' }, { title: 'Blue' }],
      choices: [{}, {}, {}],
    });
  });

  it('shows a link as a card that opens it', () => {
    const link = { label: 'Continue', url: 'https://b.example/c' };
    expect(render({ link }).attachments).toEqual([
      {
        contentType: 'application/vnd.microsoft.card.hero',
        content: { buttons: [{ type: 'openUrl', title: 'Continue', value: link.url }] },
      },
    ]);
  });

  it('hands pages the same things as data', () => {
    const said = {
      lead: { status: 'submitted', reference: 'R1' },
      progress: { answered: 1, total: 3 },
      search: { total: 50 },
      input: 'tel',
    } as const;
    expect(JSON.parse(JSON.stringify(render(said).channelData))).toEqual(said);
  });

  it('keeps the watermark where it was when there is nothing new', () => {
    expect(renderEntries([], 7, context)).toEqual({ activities: [], watermark: '7' });
  });
});
