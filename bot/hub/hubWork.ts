import type { AgentHub } from '../../adapters/hubs/agentHub';
import type { InboundMessage } from '../../dialogs/message';
import { AT_ONCE, type ConversationDocument, type HubSession, type WorkItem } from '../../store/documents';
import { isFromCustomer } from '../inbound';
import { isHub, liveSession } from './session';

/** What a `hub` item tells. What is said in it is read when it is told, so that an erasure leaves nothing of it here. */
export interface HubWork {
  readonly hub: HubSession['name'];
  readonly asked: HubSession['asked'];
  readonly tell: 'requested' | 'customer' | 'withdrawn';
  /** With `customer` the place of the entry; else the last one there was. */
  readonly seq: number;
  /** Grows with each turn of the conversation. */
  readonly order: number;
  readonly at: number;
}

/** One turn, as far as a contact centre may have to hear of it. */
export interface HubTurn {
  readonly before: ConversationDocument;
  /** As it will be stored. */
  readonly after: ConversationDocument;
  readonly message: InboundMessage;
  /** Where the customer's own words stand, if there are any. */
  readonly own: number | undefined;
}

/**
 * What becomes of the session, and what the centre is to be told: that a customer needs a person, what they write from
 * then on, and that the pen is somebody else's. Worked out in one place from what the turn came to, so that no decision
 * can forget it. Pure.
 */
export function hubAfter(
  hub: Pick<AgentHub, 'name' | 'serves'> | undefined,
  turn: HubTurn,
): { readonly session: HubSession | undefined; readonly work: readonly WorkItem[] } {
  const { before, after, message, own } = turn;
  const last = before.desk?.hub;
  const live = liveSession(after);
  const next = live ?? (asksFor(hub, turn) ? { name: hub.name, asked: after.pen.epoch, epoch: after.pen.epoch } : live);
  const isOver = last !== undefined && live?.asked !== last.asked && !saysSoItself(message);
  const isWritten = live !== undefined && own !== undefined && isFromCustomer(message);
  return {
    session: next,
    work: [
      ...(isOver ? [item(turn, last, 'withdrawn')] : []),
      ...(isWritten ? [item(turn, live, 'customer')] : []),
      ...(next !== undefined && live === undefined ? [item(turn, next, 'requested')] : []),
    ],
  };
}

/** Whenever a customer begins to wait for a person, unless it is the centre that had them wait. */
function asksFor(
  hub: Pick<AgentHub, 'name' | 'serves'> | undefined,
  { before, after, message }: HubTurn,
): hub is Pick<AgentHub, 'name' | 'serves'> {
  if (hub === undefined || after.status !== 'pending' || after.pen.epoch === before.pen.epoch) return false;
  if (after.marketChoices !== undefined || isOfHub(message)) return false;
  const { id: conversationId, market, channel, desk } = after;
  return hub.serves({ conversationId, market, channel, queue: desk?.queue ?? '' });
}

function isOfHub(message: InboundMessage): boolean {
  return message.kind === 'agent' && isHub(message.agent);
}

/** What is lost is lost by us: the centre may still think that it has the conversation. */
function saysSoItself(message: InboundMessage): boolean {
  return message.kind === 'agent' && message.action.kind === 'hub' && message.action.event.kind !== 'lost';
}

function item({ after, message, own }: HubTurn, { name, asked }: HubSession, tell: HubWork['tell']): WorkItem {
  const { id: conversationId, version } = after;
  const seq = tell === 'customer' && own !== undefined ? own : after.seq;
  const body: HubWork = { hub: name, asked, tell, seq, order: version, at: message.receivedAt };
  const fresh = { status: 'pending', dueAt: AT_ONCE, attempts: 0, fence: 0, leaseUntil: 0 } as const;
  return { ...fresh, id: `${conversationId}:hub:${version}:${tell}`, conversationId, kind: 'hub', body: { ...body } };
}
