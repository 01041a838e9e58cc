import type { HubEvent } from '../../../dialogs/hubEvent';
import type { AgentHub, HubAnswer, HubDoor, HubNews, HubReceipt } from '../agentHub';
import { type HubScope, inScope } from '../serves';
import { type HandoffActivity, type HandoffStatus, initiation } from './handoff';

export interface BotFrameworkHubOptions extends HubScope {
  /** How ids of conversations of that channel begin: nowhere else can the hub hear of a customer. */
  readonly prefix: string;
  /** Who may say how a handoff goes, by the activity's `from.id`; left out: anybody but the customer. */
  readonly statusFrom?: readonly string[];
}

/** The channel's side of it. `adapters/channels/botframework` keeps to this. */
export interface BotFrameworkHandoff {
  /** How an event reaches the customer's conversation; false: it is not known how, until the customer writes again. */
  connect(send: SendEvent): void;
  /** The hub says how a handoff goes. Undefined: nobody is listening. */
  status(report: StatusReport): Promise<HubReceipt | undefined>;
}

export type SendEvent = (conversationId: string, activity: HandoffActivity) => Promise<boolean>;

export interface StatusReport {
  readonly id: string;
  readonly conversationId: string;
  /** The activity's `from`; of a customer the channel knows the id. */
  readonly from: { readonly id: string; readonly name?: string; readonly isCustomer: boolean };
  readonly status: HandoffStatus;
}

/**
 * Whoever stands behind the channel of Azure Bot Service, by the protocol's two events: we send `handoff.initiate`, it
 * sends `handoff.status`. In between it carries the words itself, in both directions, so none pass through us.
 */
export function createBotFrameworkHub(options: BotFrameworkHubOptions): AgentHub & BotFrameworkHandoff {
  let send: SendEvent | undefined;
  let door: HubDoor | undefined;
  return {
    name: 'botFramework',
    serves: (about) => about.conversationId.startsWith(options.prefix) && inScope(options, about),
    tell: (news) => tell(send, news),
    routes(opened) {
      door = opened;
      return [];
    },
    connect(how) {
      send = how;
    },
    async status({ id, conversationId, from, status }) {
      const isBelieved = options.statusFrom?.includes(from.id) ?? !from.isCustomer;
      if (door === undefined || !isBelieved) return undefined;
      const session = status.session ?? (await door.sessionOf(conversationId));
      if (session === undefined) return undefined;
      return door.report({
        id,
        session,
        ...(from.name !== undefined && { name: from.name }),
        event: EVENTS[status.state](status),
      });
    },
  };
}

const EVENTS: { readonly [S in HandoffStatus['state']]: (status: HandoffStatus) => HubEvent } = {
  accepted: () => ({ kind: 'accepted' }),
  failed: ({ message = '' }) => ({ kind: 'failed', reason: message }),
  completed: () => ({ kind: 'returned' }),
};

/** What the customer writes the hub hears by itself, and for "no longer" the protocol has no word. */
async function tell(send: SendEvent | undefined, news: HubNews): Promise<HubAnswer> {
  if (news.kind !== 'requested') return { class: 'taken' };
  try {
    const isSent = (await send?.(news.conversationId, initiation(news))) ?? false;
    return isSent ? { class: 'taken' } : { class: 'later', reason: 'noReference' };
  } catch (cause) {
    return { class: 'later', reason: cause instanceof Error ? cause.name : 'notSent' };
  }
}
