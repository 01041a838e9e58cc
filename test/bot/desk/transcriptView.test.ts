import type { DeskEntry } from '../../../bot/desk/contract';
import { transcriptView } from '../../../bot/desk/transcriptView';
import { valueLabel } from '../../../dialogs/labels';
import type { TranscriptEntry } from '../../../dialogs/message';
import { FIELD_IDS, FIELDS } from '../../../machines/lead';
import { MARKETS, type Market } from '../../../machines/market';
import type { ConversationDocument } from '../../../store/documents';
import { customer, type Line, play, products } from '../../support/conversation';

/** One real conversation, as the desk shows it. */
async function read(market: Market, lines: readonly Line[], change: Change = {}) {
  const product = products.current();
  const { chat } = await play(product, { market }, [customer.opens(), ...lines]);
  const stored = await product.store.load(chat.conversationId);
  if (!stored) throw new Error('The conversation was never opened.');
  const document = { ...stored, ...change.document };
  const entries = await product.store.transcript(stored.id, 0, 1_000);
  const { view } = await product.look(document);
  const all = [
    ...entries,
    ...(change.entries ?? []).map((body, index) => ({ seq: stored.seq + index + 1, at: 9, body })),
  ];
  const shown = transcriptView({ view, document, entries: all, work: [], deliveries: [] });
  return { document, view, said: entries, shown: shown.entries, words: shown.words };
}

interface Change {
  readonly document?: Partial<ConversationDocument>;
  /** Said after it. */
  readonly entries?: readonly TranscriptEntry['body'][];
}

const textsOf = (entries: readonly DeskEntry[], from: DeskEntry['from']) =>
  entries.filter((entry) => entry.from === from).map(({ text }) => text);

products.startsOnce();

describe.each(MARKETS)('what a customer of %s answered', (market) => {
  it('stands nowhere in the transcript, and the questions all do', async () => {
    const { document, view, said, shown } = await read(market, [customer.answersUpTo('confirm')]);
    const text = shown.map((entry) => `${entry.text}\n`).join('');
    const personal = FIELD_IDS.filter(
      (field) => FIELDS[field].privacy !== 'none' && document.facts.fields[field]?.value,
    );
    expect(personal.length).toBeGreaterThan(3);
    // "Yes" is the answer to another question too.
    for (const field of personal.filter((one) => one !== 'existingCardholder')) {
      const value = document.facts.fields[field]?.value ?? '';
      const label = valueLabel(view, field, value);
      if (FIELDS[field].kind !== 'choice') expect(text).not.toContain(value);
      expect(linesWith(text, label)).toEqual([]);
    }
    const questions = said.filter(({ body }) => body.from === 'bot' && body.reply.summary === undefined).length;
    expect(shown.filter(({ from, masked }) => from === 'bot' && !masked)).toHaveLength(questions);
  });
});

/** A label is a word of the language: it tells something only where it ends a line, as it does in a summary or an answer. */
function linesWith(text: string, label: string): string[] {
  return text.split('\n').filter((line) => line === label || line.endsWith(`: ${label}`));
}

describe('an answer', () => {
  const upTo = (step: string) => customer.answersUpTo(step);

  it('shows enough to be recognised, and what is nobody’s secret in full', async () => {
    const { shown } = await read('HK', [upTo('employmentStatus')]);
    const answers = textsOf(shown, 'customer');
    expect(answers).toEqual([
      'zh-Hant-HK',
      'Larkfield Cash Back',
      '是',
      '我同意',
      '先•••',
      'C•••',
      'T•••',
      '•••• 567',
      'n•••@e…',
    ]);
  });

  it('is told from the same word in answer to another question', async () => {
    const { shown } = await read('PH', [upTo('salutation')]);
    expect(textsOf(shown, 'customer').filter((text) => /^Yes$|^Y•••$/.test(text))).toEqual(['Yes', 'Y•••']);
  });

  it('that was not taken is hidden all the same', async () => {
    const { shown } = await read('HK', [upTo('mobile'), customer('my number is 2812 3456')]);
    expect(textsOf(shown, 'customer').at(-1)).toBe('•••• 456');
    expect(shown.at(-2)).toMatchObject({ from: 'customer', masked: true });
  });

  it('is none when it is a command', async () => {
    const { shown } = await read('HK', [upTo('mobile'), customer('help')]);
    expect(shown.filter(({ from }) => from === 'customer').at(-1)).toMatchObject({ text: 'help' });
    expect(shown.filter(({ from }) => from === 'customer').at(-1)).not.toHaveProperty('masked');
  });

  it('given by a button far up is known by the button', async () => {
    const { shown } = await read('HK', [upTo('confirm'), customer.tapsOld('employmentStatus', 'STUDENT')]);
    const last = shown.filter(({ from }) => from === 'customer').at(-1);
    expect(last).toMatchObject({ text: '•••', masked: true });
    // "Changed: employment is now …" does not tell it either.
    const told = shown.at(-1)?.text ?? '';
    expect(told).toMatch(/•••/);
    expect(told).not.toMatch(/學生|Student/);
  });

  it('is hidden where an agent, a note or a later text repeats it', async () => {
    const reply = { text: 'So it is 5123-4567, or ٥١٢٣ ٤٥٦٧?', locale: 'en-HK', speaker: 'Anna' };
    const { shown, words } = await read('HK', [upTo('email')], { entries: [{ from: 'agent', agent: 'ann', reply }] });
    expect(shown.at(-1)).toMatchObject({
      from: 'agent',
      name: 'Anna',
      text: 'So it is •••• 567, or •••• 567?',
      masked: true,
    });
    expect(words.mask('Call +852 5123 4567 after six')).toBe('Call •••• 567 after six');
    expect(words.mask('Reference 9512345670')).toBe('Reference 9512345670');
  });
});

describe('what a customer writes to a person', () => {
  const chats = (text: string): TranscriptEntry['body'] => ({ from: 'customer', kind: 'text', text });
  const speaks: TranscriptEntry['body'] = { from: 'agent', agent: 'ann', reply: { text: 'Hello', locale: 'en-HK' } };

  it('is read once the person has spoken', async () => {
    const { shown } = await read('HK', [customer.answersUpTo('mobile')], {
      entries: [chats('is it free?'), speaks, chats('thank you, and is it free?')],
    });
    expect(textsOf(shown, 'customer').slice(-2)).toEqual(['•••', 'thank you, and is it free?']);
  });

  it('is read since somebody took it, or is waited for', async () => {
    const held: Partial<ConversationDocument> = {
      status: 'open',
      pen: { owner: 'agent:ann', epoch: 2, takenAt: 2 },
      desk: { lastAgent: { id: 'ann', at: 5 } },
    };
    const open = await read('HK', [customer.answersUpTo('mobile')], {
      document: held,
      entries: [chats('is it free?')],
    });
    expect(open.shown.at(-1)?.text).toBe('is it free?');
    const waiting: Partial<ConversationDocument> = { status: 'pending', desk: { waitingSince: 5 } };
    const pending = await read('HK', [customer.answersUpTo('mobile')], {
      document: waiting,
      entries: [chats('is it free?')],
    });
    expect(pending.shown.at(-1)?.text).toBe('is it free?');
  });
});

describe('hostile words', () => {
  it('are text in their own order', async () => {
    const { shown } = await read('HK', [customer('\u202e<img src=x onerror=alert(1)>\u2066=HYPERLINK("a")\u0000')]);
    const last = shown.filter(({ from }) => from === 'customer').at(-1);
    expect(last?.text).toBe('<img src=x onerror=alert(1)>=HYPERLINK("a")');
  });
});
