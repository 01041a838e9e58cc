import { recognizeCommand } from '../dialogs/commands';
import { isWithPerson, stillWaiting } from '../dialogs/handoff';
import type {
  AgentMessage,
  CalloutMessage,
  CustomerMessage,
  DeliveryMessage,
  InboundMessage,
  SettlementMessage,
  TimerMessage,
} from '../dialogs/message';
import { recognize } from '../dialogs/recognize';
import type { Understanding } from '../dialogs/view';
import { isBesideAgent } from './besideAgent';
import { MOST_TRIES } from './carryOver/decideOnCarried';
import type { OpenConversation } from './conversation';
import { backFromPerson } from './desk/backFromPerson';
import { type Decided, decidedOn } from './desk/offer';
import { isDoubtful, isLate, isMessenger } from './inbound';
import type { MarketAnswer } from './messaging/marketAnswer';
import { wantsIn, wantsOut } from './messaging/optOut';
import { type Unseen, unseen } from './messaging/unseen';

/** What a message means, whoever sent it: the customer's words, their arrival, or what came of something of ours. */
export type Meaning =
  | Understanding
  | { readonly kind: 'arrived'; readonly first: boolean; readonly hadCardNumber?: true }
  | { readonly kind: 'bankAnswered'; readonly answer: CalloutMessage }
  | { readonly kind: 'replyFailed'; readonly report: DeliveryMessage }
  | { readonly kind: 'operatorDecided'; readonly settlement: SettlementMessage }
  | { readonly kind: 'agentActed'; readonly act: AgentMessage }
  | { readonly kind: 'timeCame'; readonly timer: TimerMessage }
  /** A card number was in it: the text is not an answer to anything any more. */
  | { readonly kind: 'cardNumber' }
  /** What an agent had shown to the customer is decided. */
  | { readonly kind: 'decided'; readonly decision: Decided }
  /** A person has finished: the customer goes on with the bot. */
  | { readonly kind: 'returned'; readonly heard: Understanding }
  | { readonly kind: 'optedOut' | 'optedIn' }
  /** Which market the customer is of is still to be said. */
  | { readonly kind: 'marketOpen'; readonly answer: MarketAnswer }
  | Unseen
  /** Perhaps written before what was taken already: the open question is put again. */
  | { readonly kind: 'outOfOrder' }
  /** The conversation goes on on another version, whose question is to be put. */
  | { readonly kind: 'moved' }
  /** A code of another conversation was shown; and a text that is to prove that it is theirs. */
  | { readonly kind: 'carryShown' }
  | { readonly kind: 'carryProof'; readonly text: string }
  /** Kept and not answered. */
  | { readonly kind: 'unheard' };

export function understand(conversation: OpenConversation, message: InboundMessage): Meaning {
  switch (message.kind) {
    case 'callout':
      return { kind: 'bankAnswered', answer: message };
    case 'delivery':
      return { kind: 'replyFailed', report: message };
    case 'timer':
      return { kind: 'timeCame', timer: message };
    case 'settlement':
      return { kind: 'operatorDecided', settlement: message };
    case 'agent':
      return { kind: 'agentActed', act: message };
    default:
      return understandCustomer(conversation, message);
  }
}

function understandCustomer(open: OpenConversation, message: CustomerMessage): Meaning {
  const { document } = open;
  const first = isMessenger(document) ? onMessenger(open, message) : undefined;
  if (first !== undefined) return first;
  if (isBesideAgent(open)) return toAgent(open, message);
  const carried = carriedBy(open, message);
  if (carried !== undefined) return carried;
  if (message.kind === 'started' || open.begins) {
    return { kind: 'arrived', first: open.begins, ...(hadCardNumber(message) && { hadCardNumber: true }) };
  }
  if (document.status === 'resolved') return afterPerson(open, message);
  if (hadCardNumber(message)) return { kind: 'cardNumber' };
  return unseen(open, message) ?? recognize(open.view, message);
}

/** A code that is shown, and what proves that it is theirs; commands stay commands. */
function carriedBy(open: OpenConversation, message: CustomerMessage): Meaning | undefined {
  if (open.carried === undefined || message.kind !== 'text' || hadCardNumber(message)) return undefined;
  if (open.carried.isShown) return { kind: 'carryShown' };
  const isSpent = (open.document.carrying?.tries ?? MOST_TRIES) >= MOST_TRIES;
  if (isSpent || recognizeCommand(open.view, message.text) !== undefined) return undefined;
  return { kind: 'carryProof', text: message.text };
}

/** While an agent has the conversation it is for the agent to read, but for what a customer alone can decide. */
function toAgent(open: OpenConversation, message: CustomerMessage): Meaning {
  if (hadCardNumber(message)) return { kind: 'unheard' };
  const decision = decidedOn(open, message);
  if (decision !== undefined) return { kind: 'decided', decision };
  const said = isMessenger(open.document) ? undefined : recognize(open.view, message);
  return said?.kind === 'command' && said.command === 'stop' ? said : { kind: 'unheard' };
}

/** How they found it is no word to the bot yet, and neither is when they would like to be called. */
function afterPerson(open: OpenConversation, message: CustomerMessage): Meaning {
  const heard = recognize(open.view, message);
  return heard.kind === 'score' || heard.kind === 'call'
    ? heard
    : { kind: 'returned', heard: recognize(backFromPerson(open).view, message) };
}

function heard({ view }: OpenConversation, message: CustomerMessage): MarketAnswer {
  return hadCardNumber(message) ? { kind: 'cardNumber' } : recognize(view, message);
}

function hadCardNumber(message: CustomerMessage): boolean {
  return message.kind === 'text' && message.cardNumberRemoved === true;
}

/** What goes before any answer where we write to the customer: whether we may, and whether this is still news. */
function onMessenger(open: OpenConversation, message: CustomerMessage): Meaning | undefined {
  const { document } = open;
  const late = isLate(document, message);
  if (document.optedOut !== undefined) return { kind: !late && wantsIn(open, message) ? 'optedIn' : 'unheard' };
  if (wantsOut(open, message)) return { kind: 'optedOut' };
  if (isBesideAgent(open)) return toAgent(open, message);
  if (late) return isDoubtful(document, message) ? outOfOrder(open, message) : { kind: 'unheard' };
  return document.marketChoices === undefined ? undefined : { kind: 'marketOpen', answer: heard(open, message) };
}

function outOfOrder(open: OpenConversation, message: CustomerMessage): Meaning {
  if (open.document.marketChoices !== undefined) return { kind: 'marketOpen', answer: { kind: 'passed' } };
  if (hadCardNumber(message)) return { kind: 'cardNumber' };
  return isWithPerson(open.view) ? stillWaiting(open.view) : { kind: 'outOfOrder' };
}
