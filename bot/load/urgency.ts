import type { Urgency } from '../../adapters/route';
import type { ConversationDocument } from '../../store/documents';
import type { FlowRegistry } from '../flows';

/** How urgent what a customer writes is; undefined stands for a conversation that is yet to begin. */
export function urgencyOf(flows: Pick<FlowRegistry, 'pinned'>, document: ConversationDocument | undefined): Urgency {
  if (document === undefined) return 'new';
  return isBeingConfirmed(flows, document) ? 'first' : 'running';
}

/** From the summary on until the lead is on its way: all is answered, and only the customer's word is missing. */
function isBeingConfirmed(flows: Pick<FlowRegistry, 'pinned'>, document: ConversationDocument): boolean {
  const { facts, market, flow, step } = document;
  if (Object.keys(facts.callouts).length > 0) return false;
  const isAccepted = Object.keys(facts.reviews).length > 0;
  return isAccepted || flows.pinned(market, flow).resolved.steps[step]?.kind === 'review';
}
