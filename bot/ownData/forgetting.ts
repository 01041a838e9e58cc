import type { ConversationDocument, WorkItem } from '../../store/documents';
import type { Store } from '../../store/store';
import type { Erasures } from '../operator/erasure';
import { lastsUntil } from '../standsInTheWay';
import type { Log } from '../telemetry';
import { unlessErased } from '../unlessErased';
import { createWorkLoop, type WorkLoop } from '../workLoop';
import type { Certificates } from './certificates';
import type { DocumentCodes } from './documentCode';
import { certificateOf } from './links';

export interface ForgettingParts {
  readonly store: Store;
  readonly erasures: Pick<Erasures, 'forget'>;
  readonly certificates: Pick<Certificates, 'prepare'>;
  readonly codes: Pick<DocumentCodes, 'subjectOf'>;
  /** As in `OneApplicationParts`. */
  readonly oneApplicationMs: number;
  readonly clock: () => number;
  readonly log: Log;
}

const LEASE_MS = 60_000;
const AT_ONCE = 2;
/** An answer of the bank, a case, a person who is writing: each takes its time, and none for ever. */
const AGAIN_MS = 60_000;

/**
 * Erases what customers want erased. The wish is work like any other: kept with the turn that confirmed it, done after
 * any crash, and put off while something hinders it.
 */
export function createForgetting(parts: ForgettingParts): WorkLoop {
  const { store, clock, log } = parts;
  return createWorkLoop({
    name: 'forgetting',
    store,
    kinds: ['erase'],
    leaseMs: LEASE_MS,
    atOnce: AT_ONCE,
    perform: (item) => perform(parts, item),
    clock,
    log,
  });
}

async function perform(parts: ForgettingParts, { id, conversationId, fence }: WorkItem): Promise<void> {
  const { store, clock, log } = parts;
  const document = await unlessErased(() => store.load(conversationId));
  // Another process, or operators, were first: the item is gone with all else.
  if (document === undefined) return;
  if (!(await isFree(parts, document)) || (await isKept(parts, document))) {
    log.info({ event: 'erasure.waits', conversation: conversationId });
    await store.settle({ conversationId, id, fence, status: 'pending', dueAt: clock() + AGAIN_MS });
  }
}

/** The certificate first, so that nothing is gone without one. A turn in between keeps it for now: it may be a confirmation. */
async function isKept(parts: ForgettingParts, document: ConversationDocument): Promise<boolean> {
  const { erasures, certificates, codes, clock } = parts;
  const certificate = certificateOf(codes, document.id);
  const destroyed = await countOf(parts, document);
  await certificates.prepare(certificate, document.id, { at: clock(), destroyed });
  return (await erasures.forget(document, certificate)) === 'kept';
}

/**
 * Not under an agent's hands, not while an application stands in the way of another, of which only this knows, and not
 * before what was said last has left for the customer's phone.
 */
async function isFree(
  { store, clock, oneApplicationMs }: ForgettingParts,
  document: ConversationDocument,
): Promise<boolean> {
  if (document.pen.owner.startsWith('agent:')) return false;
  if (lastsUntil(document.submitted, oneApplicationMs) > clock()) return false;
  const work = await store.work(document.id);
  return !work.some(
    ({ kind, status, dueAt }) =>
      kind === 'reply' && (status === 'claimed' || (status === 'pending' && dueAt <= clock())),
  );
}

async function countOf({ store }: ForgettingParts, { id, seq, facts }: ConversationDocument) {
  const decisions = await store.records('consent', { conversationId: id, limit: MOST_DECISIONS });
  return { messages: seq, answers: Object.keys(facts.fields).length, decisions: decisions.length };
}

const MOST_DECISIONS = 10_000;
