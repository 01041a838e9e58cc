import type { AgentHub, HubAnswer, HubNews } from '../../adapters/hubs/agentHub';
import type { IsHeld } from '../../adapters/lease';
import type { ConversationDocument, WorkItem } from '../../store/documents';
import type { Store } from '../../store/store';
import { backoff } from '../backoff';
import type { Bot } from '../composeBot';
import { insist } from '../insist';
import type { Intake } from '../intake';
import type { Log } from '../telemetry';
import { unlessErased } from '../unlessErased';
import { createWorkLoop, type WorkLoop } from '../workLoop';
import { customerEntry, hubContext, type ShownClasses } from './context';
import type { HubWork } from './hubWork';
import { holderOf, liveSession, sessionName } from './session';

export interface HubLineParts {
  readonly hub: AgentHub;
  /** Classes of fields whose values may leave in the clear. */
  readonly shown: ShownClasses;
  /** So long the centre may not take what it is told before people of ours have to. */
  readonly patienceMs: number;
  readonly store: Store;
  readonly intake: Pick<Intake, 'take'>;
  readonly look: Bot['look'];
  readonly clock: () => number;
  /** As in `BotParts`. */
  readonly steady?: () => number;
  readonly random: () => number;
  readonly log: Log;
}

/** Longer than the longest telling (a few calls of 20 seconds each), so that a claim runs out only when its worker is gone. */
const LEASE_MS = 120_000;
const AT_ONCE = 8;
/** That it is over the centre hears by any later word of ours, so it is not told for ever. */
const MOST_FAREWELLS = 12;
const MOST_ENTRIES = 5_000;

/**
 * Tells the contact centre what turns left for it, one thing at a time in each conversation and in their order. What it
 * does not take in time, or will never take, is never dropped in silence: the conversation goes to our own desk, where
 * everything the customer wrote stands.
 */
export function createHubLine(parts: HubLineParts): WorkLoop {
  return createWorkLoop({
    name: 'hub',
    store: parts.store,
    kinds: ['hub'],
    leaseMs: LEASE_MS,
    atOnce: AT_ONCE,
    perform: (item, isHeld) => perform(parts, item, isHeld),
    clock: parts.clock,
    ...(parts.steady ? { steady: parts.steady } : {}),
    log: parts.log,
  });
}

async function perform(parts: HubLineParts, item: WorkItem, isHeld: IsHeld): Promise<void> {
  const document = await unlessErased(() => parts.store.load(item.conversationId));
  const work = workOf(item);
  const isOver = work.tell !== 'withdrawn' && liveSession(document ?? NOBODYS)?.asked !== work.asked;
  if (document === undefined || isOver) return settle(parts, item, 'dead');
  if (work.tell === 'withdrawn' && (await wasNeverTold(parts, item))) return settle(parts, item, 'dead');
  if (work.hub !== parts.hub.name) return lose(parts, item, document, 'notConfigured');
  const news = await newsOf(parts, item, document);
  if (news === undefined) return settle(parts, item, 'dead');
  const isAgain = item.attempts > 1 || item.orphaned === true;
  await follow(parts, item, document, await parts.hub.tell(news, { isHeld, isAgain }));
}

/** A request that was over before its first try, or was refused by it: of its end there is nothing to tell. */
async function wasNeverTold({ store }: HubLineParts, item: WorkItem): Promise<boolean> {
  const { asked } = workOf(item);
  const request = (await store.work(item.conversationId)).find(
    (one) => one.kind === 'hub' && workOf(one).tell === 'requested' && workOf(one).asked === asked,
  );
  return request !== undefined && request.status === 'dead' && request.attempts === 1;
}

const NOBODYS: Parameters<typeof liveSession>[0] = { pen: { owner: 'bot', epoch: 0 } };

/** As `bot/hub/hubWork.ts` wrote it, so its shape is known. */
function workOf({ body }: WorkItem): HubWork {
  return body as unknown as HubWork;
}

async function newsOf(
  { store, look, shown }: HubLineParts,
  item: WorkItem,
  document: ConversationDocument,
): Promise<HubNews | undefined> {
  const { tell, seq, order, asked, at } = workOf(item);
  const { id: conversationId, market } = document;
  const session = sessionName(conversationId, { asked });
  const about = { id: item.id, session, conversationId, market, order, at };
  if (tell === 'withdrawn') return { ...about, kind: 'withdrawn' };
  const entries = await store.transcript(conversationId, 0, Math.min(seq, MOST_ENTRIES));
  const open = await look(document);
  if (tell === 'requested') return { ...about, kind: 'requested', context: hubContext(open, entries, shown) };
  const entry = customerEntry(open, entries, seq);
  if (entry === undefined) return undefined;
  return entry.media === undefined
    ? { ...about, kind: 'customerWrote', text: entry.text }
    : { ...about, kind: 'customerSent', media: entry.media };
}

async function follow(
  parts: HubLineParts,
  item: WorkItem,
  document: ConversationDocument,
  answer: HubAnswer,
): Promise<void> {
  if (answer.class === 'taken') return settle(parts, item, 'done');
  const { tell, at } = workOf(item);
  parts.log.warn({ event: `hub.${answer.class}`, tell, reason: answer.reason, attempt: item.attempts });
  if (tell === 'withdrawn') {
    if (answer.class === 'refused' || item.attempts >= MOST_FAREWELLS) return settle(parts, item, 'dead');
  } else if (answer.class === 'refused' || parts.clock() - at >= parts.patienceMs) {
    return lose(parts, item, document, answer.reason);
  }
  const waitMs = Math.max(backoff(item.attempts, parts.random), retryAfterOf(answer));
  await settle(parts, item, 'pending', parts.clock() + waitMs);
}

function retryAfterOf(answer: HubAnswer): number {
  return answer.class === 'later' ? Math.min(answer.retryAfterMs ?? 0, LONGEST_WAIT_MS) : 0;
}

/** Whatever the centre asks for: the customer waits. */
const LONGEST_WAIT_MS = 5 * 60_000;

/** People of ours have to help. The turn comes first: should we end here, the item is told to nobody any more. */
async function lose(parts: HubLineParts, item: WorkItem, document: ConversationDocument, reason: string) {
  const { hub, asked } = workOf(item);
  parts.log.error({ event: 'hub.lost', hub, reason });
  const name = holderOf(hub);
  await insist(() =>
    parts.intake.take({
      kind: 'agent',
      id: `${item.id}:lost`,
      conversationId: item.conversationId,
      channel: document.channel,
      receivedAt: parts.clock(),
      agent: name,
      name,
      epoch: asked,
      action: { kind: 'hub', event: { kind: 'lost', reason } },
    }),
  );
  await settle(parts, item, 'dead');
}

async function settle(
  { store }: HubLineParts,
  { conversationId, id, fence }: WorkItem,
  status: 'done' | 'dead' | 'pending',
  dueAt?: number,
): Promise<void> {
  await store.settle({ conversationId, id, fence, status, ...(dueAt !== undefined && { dueAt }) });
}
