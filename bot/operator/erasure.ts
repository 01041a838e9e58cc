import type { AuditEntry, ConversationDocument } from '../../store/documents';
import { isOperatorsThread } from '../../store/operatorsThread';
import type { Erasure, Store } from '../../store/store';
import { StoreFault } from '../../store/storeFault';
import type { Intake } from '../intake';
import type { Log } from '../telemetry';
import { unlessErased } from '../unlessErased';
import type { ErasedEntry, ErasedList } from './erasedList';
import type { OperatorThread } from './thread';

/**
 * Takes people out of the store: by two operators, by the rule the bank set for what nobody came back to, or because its
 * customer wants it. Each step is harmless when done again, and is finished by doing so.
 */
export interface Erasures {
  erase(wish: ErasureWish): Promise<ErasureRuling>;
  /** Only as it was judged: one whose customer wrote meanwhile is kept, and so is whatever two operators would be refused. */
  retire(judged: Pick<ConversationDocument, 'id' | 'version'>, reason: string): Promise<'erased' | 'kept'>;
  /** The same at its customer's own wish, under the number of the certificate that they got. */
  forget(judged: Pick<ConversationDocument, 'id' | 'version'>, certificate: string): Promise<'erased' | 'kept'>;
  /** Every conversation erased so far: to be kept where a restored store cannot lose it. */
  list(): Promise<readonly ErasedEntry[]>;
}

export interface ErasureWish {
  readonly conversationId: string;
  readonly operator: string;
  /** A case number or the like: it is kept in the audit, so it names nobody. */
  readonly reason: string;
  /** Also with a case open: whoever wants it has settled with the bank what becomes of the application. */
  readonly evenWithOpenCase: boolean;
}

export type ErasureRuling =
  | { readonly kind: 'proposed' | 'erased' | 'unknown' }
  | {
      readonly kind: 'refused';
      readonly code: 'SecondOperatorNeeded' | 'SubmissionUnderWay' | 'CaseOpen' | 'NotAConversation';
    };

export interface ErasureParts {
  readonly store: Store & Erasure;
  readonly intake: Pick<Intake, 'alone'>;
  /** Of its own: its lines are what has been proposed, and what was erased. */
  readonly thread: OperatorThread;
  readonly erasedList: ErasedList;
  readonly clock: () => number;
  readonly log: Log;
  /** Told of each, so that a page that shows it is left at once. */
  readonly onErased?: (conversationId: string) => void;
}

/** The thread whose lines say what was erased. */
export const ERASURES_THREAD = 'operators:erasures';
const PROPOSED = 'conversation.erasureProposed';
const ERASED = 'conversation.erased';
const RETIRED = 'conversation.retired';
const FORGOTTEN = 'conversation.forgotten';
/** It was to go, and its customer wrote in that very moment. */
const KEPT = 'conversation.kept';
const MOST_LINES = 1_000_000;
const MOST_LOOKS = 5;

export function createErasures(parts: ErasureParts): Erasures {
  const lines = () => linesOf(parts);
  return {
    erase: (wish) => parts.intake.alone(wish.conversationId, () => erase(parts, wish)),
    retire: (judged, reason) =>
      parts.intake.alone(judged.id, () =>
        takeOut(parts, judged, { operator: 'retention', action: RETIRED, details: { reason } }),
      ),
    forget: (judged, certificate) =>
      parts.intake.alone(judged.id, () =>
        takeOut(parts, judged, { operator: 'customer', action: FORGOTTEN, details: { certificate } }),
      ),
    list: async () => [...timesOf(await lines())].map(([conversation, at]) => ({ conversation, at })),
  };
}

async function linesOf({ store, thread }: ErasureParts): Promise<readonly AuditEntry[]> {
  const records = await store.records('audit', { conversationId: thread.id, limit: MOST_LINES });
  return records.map(({ body }) => body).toSorted((one, other) => one.seq - other.seq);
}

async function erase(parts: ErasureParts, wish: ErasureWish): Promise<ErasureRuling> {
  const { conversationId, operator } = wish;
  if (isOperatorsThread(conversationId)) return { kind: 'refused', code: 'NotAConversation' };
  const own = (await linesOf(parts)).filter(({ subject }) => subject === conversationId);
  const agreed = own.filter(({ action }) => action === ERASED);
  const seen = await look(parts.store, wish);
  if (seen.kind === 'refused') {
    if (agreed.length > 0) keep(parts, wish);
    return seen;
  }
  if (agreed.some(({ details }) => isCovered(wish, details))) return finish(parts, wish);
  if (seen.kind === 'gone') return agreed.length > 0 ? finish(parts, wish) : { kind: 'unknown' };
  const proposal = own.find(({ action, details }) => action === PROPOSED && isSameWish(details, wish));
  if (proposal === undefined) {
    await note(parts, wish, PROPOSED);
    return { kind: 'proposed' };
  }
  if (proposal.operator === operator) return { kind: 'refused', code: 'SecondOperatorNeeded' };
  await note(parts, wish, ERASED);
  return finish(parts, wish);
}

/** The line first, so that nothing is ever gone of which the audit does not say why. */
async function takeOut(
  parts: ErasureParts,
  { id, version }: Pick<ConversationDocument, 'id' | 'version'>,
  why: Pick<AuditEntry, 'operator' | 'action' | 'details'>,
): Promise<'erased' | 'kept'> {
  const { store, thread, erasedList, clock } = parts;
  if (isOperatorsThread(id)) return 'kept';
  const seen = await look(store, { conversationId: id, evenWithOpenCase: false });
  if (seen.kind !== 'free' || seen.version !== version) return 'kept';
  const line = { ...why, subject: id };
  await thread.append(() => line);
  erasedList.add({ conversation: id, at: clock() });
  if ((await store.erase(id, version)) === 'erased') {
    toldOf(parts, id);
    return 'erased';
  }
  keep(parts, { conversationId: id });
  await thread.append(() => ({ ...line, action: KEPT }));
  return 'kept';
}

/** With a case open it must have been said by both. */
function isSameWish(details: AuditEntry['details'], { evenWithOpenCase }: ErasureWish): boolean {
  return details.evenWithOpenCase === evenWithOpenCase;
}

/** Whoever finishes it alone goes no further than the two agreed. */
function isCovered({ evenWithOpenCase }: ErasureWish, agreed: AuditEntry['details']): boolean {
  return !evenWithOpenCase || agreed.evenWithOpenCase === true;
}

type Seen =
  /** Nothing hinders its erasure, as long as it has this version. */
  | { readonly kind: 'free'; readonly version: number }
  | { readonly kind: 'gone' }
  | Extract<ErasureRuling, { kind: 'refused' }>;

/** The version before what it is judged by: a turn in between then makes it another one. */
async function look(
  store: Store,
  { conversationId, evenWithOpenCase }: Pick<ErasureWish, 'conversationId' | 'evenWithOpenCase'>,
): Promise<Seen> {
  const document = await unlessErased(() => store.load(conversationId));
  if (document === undefined) return { kind: 'gone' };
  const code = await whyNotErased(store, document, evenWithOpenCase);
  return code === undefined ? { kind: 'free', version: document.version } : { kind: 'refused', code };
}

/** Why a conversation must be kept: an application of it is with nobody else yet, or people are about to settle one. */
export async function whyNotErased(
  store: Pick<Store, 'work' | 'records'>,
  { id }: Pick<ConversationDocument, 'id'>,
  evenWithOpenCase: boolean,
): Promise<'SubmissionUnderWay' | 'CaseOpen' | undefined> {
  if (await isUnderWay(store, id)) return 'SubmissionUnderWay';
  if (evenWithOpenCase) return undefined;
  const cases = await store.records('case', { conversationId: id, limit: MOST_LINES });
  return cases.some(({ body }) => body.status === 'open') ? 'CaseOpen' : undefined;
}

async function isUnderWay(store: Pick<Store, 'work'>, conversationId: string): Promise<boolean> {
  const work = await store.work(conversationId);
  return work.some(({ kind, status }) => kind === 'callout' && (status === 'pending' || status === 'claimed'));
}

async function note({ thread }: ErasureParts, wish: ErasureWish, action: string): Promise<void> {
  const { conversationId: subject, operator, reason, evenWithOpenCase } = wish;
  await thread.append(() => ({ operator, action, subject, details: { reason, evenWithOpenCase } }));
}

/**
 * Looks again as often as a turn, here or in another process, comes in between: it may be a confirmation. Refused then,
 * it stays agreed and is finished by whoever asks again. The list first: what is gone from the store must not come back
 * with a backup.
 */
async function finish(parts: ErasureParts, wish: ErasureWish): Promise<ErasureRuling> {
  const { store, erasedList, clock } = parts;
  const { conversationId } = wish;
  for (let looks = 1; looks <= MOST_LOOKS; looks += 1) {
    const seen = await look(store, wish);
    if (seen.kind === 'refused') {
      keep(parts, wish);
      return seen;
    }
    erasedList.add({ conversation: conversationId, at: clock() });
    const outcome = await store.erase(conversationId, seen.kind === 'free' ? seen.version : undefined);
    if (outcome === 'changed') continue;
    toldOf(parts, conversationId);
    return { kind: 'erased' };
  }
  throw new StoreFault('busy', { detail: 'its customer is writing: erase it again later' });
}

function toldOf({ onErased, log }: ErasureParts, conversation: string): void {
  onErased?.(conversation);
  log.info({ event: 'conversation.erased', conversation });
}

/** It lives on, for now: a restore must not take it for one that was erased. */
function keep(
  { erasedList, clock }: ErasureParts,
  { conversationId: conversation }: Pick<ErasureWish, 'conversationId'>,
): void {
  erasedList.takeBack({ conversation, at: clock() });
}

/** Does again what was done before the store was put back to an earlier state. Gives how many were still there. */
export async function eraseAgain(
  { store, thread }: Pick<ErasureParts, 'store' | 'thread'>,
  entries: readonly ErasedEntry[],
): Promise<number> {
  const known = await erasedBefore(store, thread);
  const missing = new Set(entries.map(({ conversation }) => conversation).filter((id) => !known.has(id)));
  for (const subject of missing) {
    const details = { reason: 'erased before the restore', evenWithOpenCase: true };
    await thread.append(() => ({ operator: 'restore', action: ERASED, subject, details }));
  }
  for (const { conversation } of entries) await store.erase(conversation);
  return missing.size;
}

async function erasedBefore(store: Pick<Store, 'records'>, { id }: OperatorThread): Promise<ReadonlySet<string>> {
  const records = await store.records('audit', { conversationId: id, limit: MOST_LINES });
  return erasedIn(records.map(({ body }) => body));
}

/** The conversations that lines of the erasures' thread say were erased. */
export function erasedIn(lines: readonly AuditEntry[]): ReadonlySet<string> {
  return new Set(timesOf(lines.toSorted((one, other) => one.seq - other.seq)).keys());
}

const GONE: ReadonlySet<string> = new Set([ERASED, RETIRED, FORGOTTEN]);

/** Which of them are gone, and since when; oldest line first. */
function timesOf(lines: readonly AuditEntry[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { action, subject, at } of lines) {
    if (GONE.has(action)) times.set(subject, at);
    if (action === KEPT) times.delete(subject);
  }
  return times;
}
