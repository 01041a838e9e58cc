import type { InboundMessage, ProviderCopy, TranscriptEntry } from '../dialogs/message';
import { fastForward } from '../machines/fastForward';
import { FIELD_IDS, FIELDS, type FieldId } from '../machines/lead';
import type { ConversationDocument, RecordDocument } from '../store/documents';
import type { Store } from '../store/store';
import { replacedIn } from './cleaned';
import { type ConversationParts, type OpenConversation, viewOf } from './conversation';
import { isFromCustomer } from './inbound';
import type { Next } from './next';
import { endsInDigits, isAllDigits, withoutSplitCard } from './splitCards';

/** What has to be done about earlier messages once a later one makes a card number of them. */
export interface Halves {
  /** Their entries without their part of it. */
  readonly amend: readonly TranscriptEntry[];
  /** The provider's copies of them. */
  readonly copies: readonly ProviderCopy[];
  /** The same of those that are kept as dead letters. */
  readonly letters: readonly RecordDocument[];
}

/** A message and its conversation as they are to be understood and kept. */
interface Heard {
  readonly open: OpenConversation;
  readonly message: InboundMessage;
}

/**
 * Joins a message with those before it that ended in digits. If that is a card number, all of them lose their part in the
 * same commit, wherever it is kept: until then each is no more than some digits.
 */
export async function withoutHalves(
  parts: ConversationParts,
  open: OpenConversation,
  message: InboundMessage,
): Promise<Heard> {
  const { openDigits = [], id } = open.document;
  if (message.kind !== 'text' || openDigits.length === 0) return { open, message };
  const entries = await entriesOf(parts.store, id, openDigits);
  const texts = entries.map(textOf);
  const cut = withoutSplitCard([...texts, message.text]);
  if (cut === undefined) return { open, message };
  const text = cut.at(-1) ?? '';
  const changed = entries.flatMap((entry, at) => changedEntry(entry, texts[at] ?? '', cut[at] ?? ''));
  const amend = changed.map(({ after }) => after);
  const copies = openDigits.flatMap(({ seq, copy }) => (copy && amend.some((one) => one.seq === seq) ? [copy] : []));
  const letters = await lettersOf(parts.store, id, changed);
  const echo = message.echo && { activity: replacedIn(message.echo.activity, message.text, text) };
  return {
    open: { ...withoutTheirFacts(parts, open, changed), halves: { amend, copies, letters } },
    message: { ...message, text, cardNumberRemoved: true, ...(echo && { echo }) },
  };
}

async function entriesOf(
  store: Pick<Store, 'transcript'>,
  id: string,
  openDigits: NonNullable<ConversationDocument['openDigits']>,
): Promise<readonly TranscriptEntry[]> {
  const found = openDigits.map(async ({ seq }) => (await store.transcript(id, seq - 1, 1))[0]);
  return (await Promise.all(found)).filter((entry) => entry !== undefined);
}

function textOf({ body }: TranscriptEntry): string {
  return body.from === 'customer' && body.kind === 'text' ? body.text : '';
}

interface Changed {
  readonly before: string;
  readonly text: string;
  readonly after: TranscriptEntry;
}

function changedEntry(entry: TranscriptEntry, before: string, after: string): readonly Changed[] {
  const { body } = entry;
  if (before === after || body.from !== 'customer' || body.kind !== 'text') return [];
  const echo = body.echo && { activity: replacedIn(body.echo.activity, before, after) };
  return [{ before, text: after, after: { ...entry, body: { ...body, text: after, ...(echo && { echo }) } } }];
}

const MOST_LETTERS = 1_000;

/** A message whose turn failed is kept a second time, as it was. */
async function lettersOf(
  store: Pick<Store, 'records'>,
  conversationId: string,
  changed: readonly Changed[],
): Promise<readonly RecordDocument[]> {
  const letters = await store.records('deadLetter', { conversationId, limit: MOST_LETTERS });
  return letters.flatMap((letter) => {
    // Written by this program (`bot/deadLetter.ts`), so its shape is known.
    const message = letter.body.message as InboundMessage;
    const part = changed.find(({ before }) => message.kind === 'text' && message.text === before);
    return part === undefined
      ? []
      : [{ ...letter, body: { ...letter.body, message: { ...message, text: part.text } } }];
  });
}

/** An answer made of such a message is none: it is forgotten, and asked for again. */
function withoutTheirFacts(
  parts: ConversationParts,
  open: OpenConversation,
  changed: readonly Changed[],
): OpenConversation {
  const { facts } = open.document;
  const isTheirs = (value: string | null) =>
    value !== null && changed.some(({ before }) => before.trim() !== '' && fold(before).includes(fold(value)));
  const fields = Object.entries(facts.fields).filter(([, fact]) => !(holdsDigits(fact.value) && isTheirs(fact.value)));
  if (fields.length === Object.keys(facts.fields).length) return open;
  const left = Object.fromEntries(fields) as Partial<Record<FieldId, never>>;
  const known = { ...facts, fields: left, revision: facts.revision + 1 };
  const { step } = fastForward(open.flow.machine, known);
  return { ...open, ...viewOf(parts, { ...open.document, facts: known, step }, open.now) };
}

function holdsDigits(value: string | null): boolean {
  return value !== null && /\p{N}/u.test(value);
}

function fold(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();
}

const MOST_PARTS = 5;

/** What is to be looked at with the next message. */
export function openDigitsAfter(
  open: OpenConversation,
  next: Next,
  message: InboundMessage,
  seq: number,
): ConversationDocument['openDigits'] {
  const { openDigits = [] } = open.document;
  // One that was fetched afterwards may have been written before them.
  if (!isFromCustomer(message) || message.sentAt !== undefined) return open.document.openDigits;
  if (message.kind !== 'text' || message.cardNumberRemoved || message.replayed) return undefined;
  if (!endsInDigits(message.text) || isAnswer(open, next)) return undefined;
  const own = { seq, ...(message.copy && { copy: message.copy }) };
  return isAllDigits(message.text) ? [...openDigits, own].slice(-MOST_PARTS) : [own];
}

/** What was taken for a choice or for the customer's own number is no part of a card's; as a name or a street it may be. */
function isAnswer({ document }: OpenConversation, next: Next): boolean {
  const changed = FIELD_IDS.filter((id) => next.facts.fields[id]?.value !== document.facts.fields[id]?.value);
  const isFree = changed.some((id) => FIELDS[id].kind === 'name' || FIELDS[id].kind === 'address');
  const isLedOn = next.step !== document.step && next.status === document.status;
  return !isFree && (changed.length > 0 || isLedOn);
}
