import type { Outgoing, SendOutcome } from '../../adapters/channels/channel';
import type { Address, Reply, TranscriptEntry } from '../../dialogs/message';
import { mayLeave } from '../../machines/handoff';
import type { ConversationDocument, WorkItem } from '../../store/documents';
import { sendTemplate } from './replyParking';
import { UNTIL_LISTED_MS } from './replyTries';
import {
  type ClaimedReply,
  clearance,
  handOver,
  noteTaken,
  type ReplyWorker,
  type Verdict,
  workOf,
} from './replyWorker';
import { windowClosesAt } from './window';
import { within } from './within';

const FIND_MS = 8_000;
const CLOCKS_DIFFER_MS = 60_000;

/** Sends what is still to be sent of one reply, each part noted as soon as it was taken. */
export async function sendReply(worker: ReplyWorker, claimed: ClaimedReply): Promise<Verdict> {
  const { item, tried } = claimed;
  const conversation = await worker.store.load(item.conversationId);
  if (conversation?.address === undefined) return { kind: 'dropped', reason: 'noAddress' };
  const { from, to, epoch, confirmsOptOut = false, after = 0 } = workOf(item);
  // Read after the claim: a claim that comes after a takeover sees it.
  if (epoch !== undefined && !mayLeave(conversation.pen, epoch)) return { kind: 'withheld' };
  if (conversation.optedOut && !confirmsOptOut) return { kind: 'dropped', reason: 'optedOut' };
  const { lastInboundAt, address } = conversation;
  if (workOf(item).isTemplate) return sendTemplate(worker, claimed);
  const isClosed = worker.clock() >= (windowClosesAt(conversation) ?? 0) || lastInboundAt <= after;
  if (isClosed) return { kind: 'closed', code: '', lastInboundAt };

  const [entries, deliveries] = await Promise.all([
    worker.store.transcript(item.conversationId, from - 1, to - from + 1),
    worker.store.deliveries(item.conversationId),
  ]);
  const said = composed(worker, item, repliesIn(entries));
  const taken = new Set(deliveries.filter(({ workId }) => workId === item.id).map(({ part }) => part));
  const begunAt = tried.isWhole ? tried.since : (entries[0]?.at ?? conversation.createdAt);
  const sending: Sending = {
    ...claimed,
    address,
    lastInboundAt,
    since: begunAt - CLOCKS_DIFFER_MS,
    known: deliveries.map(({ sid }) => sid),
  };
  return sendParts(
    worker,
    sending,
    said.filter(([part]) => !taken.has(part)),
  );
}

interface Sending extends ClaimedReply, Pick<ConversationDocument, 'lastInboundAt'> {
  readonly address: Address;
  /** Nothing of this reply was sent earlier. */
  readonly since: number;
  /** Messages that are accounted for. */
  readonly known: string[];
}

type Part = readonly [part: number, message: Outgoing];

/** What is to be sent of it, by the places it had when it was sent first. */
function composed({ messenger }: ReplyWorker, { conversationId, body }: WorkItem, replies: readonly Reply[]) {
  const { parts, asText = false } = workOf({ body });
  const inText = parts ? parts.inText === true : asText;
  const all: readonly Part[] = [...messenger.compose(replies, { conversationId, asText: inText }).entries()];
  if (parts === undefined) return all;
  const { first, last = all.length } = parts;
  const some = all.filter(([part]) => part >= first && part <= last);
  return asText ? some.map(([part, { body: text, content }]): Part => [part, { body: content?.asText ?? text }]) : some;
}

function repliesIn(entries: readonly TranscriptEntry[]) {
  return entries.flatMap(({ body }) => (body.from === 'customer' ? [] : [body.reply]));
}

async function sendParts(worker: ReplyWorker, sending: Sending, parts: readonly Part[]): Promise<Verdict> {
  for (const part of parts) {
    const verdict = (await findPart(worker, sending, part)) ?? (await sendPart(worker, sending, part));
    if (verdict.kind !== 'sent') return verdict;
  }
  return { kind: 'sent' };
}

/** Whether a part of unknown fate was taken after all; undefined when it is to be sent. */
async function findPart(worker: ReplyWorker, sending: Sending, [part, message]: Part): Promise<Verdict | undefined> {
  if (!sending.tried.isDoubtful) return undefined;
  const { address, since, known, item } = sending;
  const found = await within(FIND_MS, worker.messenger.find(message, address, since, known)).catch(
    () => 'notAnswered' as const,
  );
  if (found === 'timedOut' || found === 'notAnswered') {
    return { kind: 'failed', reason: 'notLookedUp', isDoubtful: true, afterMs: 0 };
  }
  if (found === undefined) return undefined;
  known.push(found);
  await noteTaken(worker, item, { part, sid: found });
  return { kind: 'sent' };
}

async function sendPart(worker: ReplyWorker, sending: Sending, [part, message]: Part): Promise<Verdict> {
  const { item, isHeld, address, known } = sending;
  const notNow = await clearance(worker, item, address);
  if (notNow !== undefined) return notNow;
  const of = { conversationId: item.conversationId, workId: item.id, part, isHeld };
  const outcome = await handOver(worker, item, { part, sent: worker.messenger.send(message, address, of) });
  if (outcome.class === 'sent') known.push(outcome.sid);
  return verdictOn(outcome, sending);
}

function verdictOn(outcome: SendOutcome, { lastInboundAt }: Sending): Verdict {
  switch (outcome.class) {
    case 'sent':
      return { kind: 'sent' };
    case 'later':
      return { kind: 'failed', reason: outcome.reason, isDoubtful: false, afterMs: outcome.retryAfterMs ?? 0 };
    case 'uncertain':
      return { kind: 'failed', reason: outcome.reason, isDoubtful: true, afterMs: UNTIL_LISTED_MS };
    case 'refused':
      if (outcome.problem === 'windowClosed') return { kind: 'closed', code: outcome.code, lastInboundAt };
      return { kind: 'refused', problem: outcome.problem, code: outcome.code };
  }
}
