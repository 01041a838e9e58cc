import type { InboundMessage } from '../dialogs/message';
import type { StepId } from '../machines/flow';
import type { ConversationDocument } from '../store/documents';
import { type OpenConversation, type Sight, viewOf } from './conversation';
import type { RunnableFlow } from './flows';
import { isFromCustomer } from './inbound';
import { happen } from './moves';
import type { Next } from './next';
import { type Landing, landingOn } from './studio/landing';
import { type Meaning, understand } from './understand';

/** A conversation that goes on on another version, and what its customer's message means there. */
export interface Moved {
  readonly open: OpenConversation;
  readonly meaning: Meaning;
}

/**
 * Everybody on a version may be moved to another; each is with the next thing they say. What they answer answers the
 * question they saw, and is known on the new version; what is asked there first is put then. A consent or a confirmation
 * counts only where the new version asks for the very same. Undefined: nothing moves with this message.
 */
export function movedOn(parts: Sight, open: OpenConversation, message: InboundMessage): Moved | undefined {
  const to = isHeard(open, message) ? parts.flows.moved(open.document) : undefined;
  const landing = to && landingOn(open.document, open.flow, to);
  if (to === undefined || landing === undefined) return undefined;
  const meaning = understand(open, message);
  if (LATER.has(meaning.kind)) return undefined;
  const there = openOn(parts, open, to, landing);
  if (holds(meaning, landing)) return { open: there, meaning: asAt(landing.step, meaning) };
  const isAnswer = meaning.kind === 'event' && meaning.event.type === 'customer.answered';
  const facts = isAnswer ? happen(open, meaning.event)?.facts : undefined;
  const answered = facts && landingOn({ ...open.document, facts }, open.flow, to);
  const asked = answered ? openOn(parts, open, to, { ...answered, outcome: 'newQuestion' }) : there;
  return { open: asked, meaning: { kind: 'moved' } };
}

/** Who starts over does so on what is current by now, whatever version they were on. */
export function begunAnew(parts: Sight, open: OpenConversation, next: Next): OpenConversation | undefined {
  const { document } = open;
  if (next.run <= document.run || next.marketChoices !== undefined) return undefined;
  const current = parts.flows.current(document.market, document.userId);
  if (current.pin.hash === document.flow.hash) return undefined;
  const begun = { ...document, flow: current.pin, step: current.resolved.initial };
  return { ...open, ...viewOf(parts, begun, open.now) };
}

function isHeard({ document, begins }: OpenConversation, message: InboundMessage): boolean {
  const isWithBot = document.status === 'bot' || document.status === 'resolved';
  return isWithBot && !begins && isFromCustomer(message) && message.kind !== 'started';
}

/** These say nothing to the open question: it moves with what does. */
const LATER: ReadonlySet<Meaning['kind']> = new Set([
  'arrived',
  'unheard',
  'optedOut',
  'optedIn',
  'marketOpen',
  'cardNumber',
  'unseen',
  'decided',
  'score',
  'repeat',
]);

/** These mean the same whatever is asked. */
const ANYWHERE: ReadonlySet<Meaning['kind']> = new Set([
  'command',
  'change',
  'language',
  'edit',
  'reconsider',
  'returned',
  'outOfOrder',
]);

/** Whether a message means on the new version what it meant on the old. */
function holds(meaning: Meaning, { outcome }: Landing): boolean {
  if (ANYWHERE.has(meaning.kind) || outcome === 'unaffected') return true;
  const isDecision = meaning.kind === 'event' && meaning.event.type !== 'customer.answered';
  return outcome === 'sameQuestion' && !isDecision;
}

/** An answer to the question under the name it has there. */
function asAt(step: StepId, meaning: Meaning): Meaning {
  if (meaning.kind !== 'event' || meaning.event.type !== 'customer.answered') return meaning;
  return { ...meaning, event: { ...meaning.event, step } };
}

function openOn(parts: Sight, open: OpenConversation, to: RunnableFlow, landing: Landing): OpenConversation {
  const { prompt, desk, ...rest } = open.document;
  const { askFirst: _first, offered: _offered, ...kept } = desk ?? {};
  const { facts, step, outcome } = landing;
  const isSeen = outcome === 'unaffected' || outcome === 'sameQuestion';
  const document: ConversationDocument = {
    ...rest,
    ...(desk && { desk: kept }),
    ...(prompt && isSeen && { prompt: { ...prompt, step } }),
    flow: to.pin,
    facts,
    step,
  };
  return { ...open, ...viewOf(parts, document, open.now) };
}
