import type { DeskConversation, DeskEntry } from '../../../../bot/desk/contract';
import { mayNow, slashQuery, whyNot } from '../../../../web/desk/client/conversation/composerState';
import { askAfter, mergeConversation } from '../../../../web/desk/client/server/mergeConversation';
import { createEventReader, type StreamEvent } from '../../../../web/desk/client/server/sse';
import { visiblePieces } from '../../../../web/desk/client/shared/visibleText';
import { visibleRange } from '../../../../web/desk/client/work/visibleRange';

const entry = (seq: number, more: Partial<DeskEntry> = {}): DeskEntry => ({
  seq,
  at: seq,
  from: 'bot',
  text: `${seq}`,
  ...more,
});
/** Only what is looked at here. */
const conversation = (transcript: readonly DeskEntry[], more: object = {}) =>
  ({ transcript, seq: transcript.at(-1)?.seq ?? 0, ...more }) as unknown as DeskConversation;

describe('what is asked for again', () => {
  it('is everything at first, and then what comes after the newest entry', () => {
    expect(askAfter(undefined)).toBeUndefined();
    expect(askAfter(conversation([entry(1), entry(2, { delivery: 'read' })]))).toBe(2);
  });

  it('is also what was still on its way, so that its ticks come along', () => {
    const known = conversation([entry(1, { delivery: 'sent' }), entry(2, { from: 'customer' })]);
    expect(askAfter(known)).toBe(0);
    const fresh = conversation([entry(1, { delivery: 'read' }), entry(2, { from: 'customer' }), entry(3)]);
    const merged = mergeConversation(known, fresh);
    expect(merged.transcript.map(({ seq, delivery }) => [seq, delivery])).toEqual([
      [1, 'read'],
      [2, undefined],
      [3, undefined],
    ]);
    expect(merged.seq).toBe(3);
  });
});

describe('the composer', () => {
  const composer = { may: 'write', windowClosesAt: 1_000, maxLength: 10 } as DeskConversation['composer'];

  it('closes with the window, before the server is asked again', () => {
    expect(mayNow({ composer }, 999)).toBe('write');
    expect(mayNow({ composer }, 1_000)).toBe('templateOnly');
    expect(mayNow({ composer: { ...composer, may: 'optedOut' } }, 1_000)).toBe('optedOut');
  });

  it('refuses what is too long, and what nobody filled in but the customer’s name', () => {
    expect(whyNot('1234567890', composer)).toBeUndefined();
    expect(whyNot('12345678901', composer)).toContain('1 character too long');
    expect(whyNot('{x} {x}', { maxLength: 99 })).toContain('{x}');
    expect(whyNot('{customer}', { maxLength: 99 })).toBeUndefined();
  });

  it('hears a slash at the beginning of a word', () => {
    expect(slashQuery('/he', 3)).toEqual({ from: 0, query: 'he' });
    expect(slashQuery('a /he', 5)).toEqual({ from: 2, query: 'he' });
    expect(slashQuery('and/or', 6)).toBeUndefined();
  });
});

describe('a stream of events', () => {
  const TEXT = ': here\n\nid: 1\ndata: {"a":1}\n\nid: 2\r\ndata: x\r\ndata: y\r\n\r\nevent: z\n\n';

  it.each([1, 2, 3, 7, 1_000])('is read the same in pieces of %i', (size) => {
    const events: StreamEvent[] = [];
    const read = createEventReader((event) => events.push(event));
    for (let at = 0; at < TEXT.length; at += size) read(TEXT.slice(at, at + size));
    expect(events).toEqual([
      { id: '1', data: '{"a":1}' },
      { id: '2', data: 'x\ny' },
    ]);
  });
});

describe('what somebody wrote', () => {
  it('names what shows nothing and could turn the text around, and leaves scripts and emoji whole', () => {
    expect(visiblePieces('a\u202eb')).toEqual([
      { kind: 'text', text: 'a' },
      { kind: 'control', code: 'U+202E' },
      { kind: 'text', text: 'b' },
    ]);
    for (const whole of ['สวัสดี', 'नमस्ते\u200dक', '👩\u200d👩\u200d👧', 'a\n\tb', 'می\u200cخواهم']) {
      expect(visiblePieces(whole)).toEqual([{ kind: 'text', text: whole }]);
    }
  });
});

it('draws the rows in view and a few around them', () => {
  expect(visibleRange({ top: 6_800, height: 680, rowHeight: 68, count: 5_000 })).toEqual({ from: 94, to: 116 });
  expect(visibleRange({ top: 0, height: 680, rowHeight: 68, count: 3 })).toEqual({ from: 0, to: 3 });
});
