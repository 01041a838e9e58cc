import { fastForward } from '../../machines/fastForward';
import { passPen } from '../../machines/handoff';
import type { OpenConversation } from '../conversation';

/** A conversation that a person has finished, as the bot takes it up: at what the facts lead to by now. */
export function backFromPerson(open: OpenConversation): OpenConversation {
  const returned = passPen(open.document, { type: 'customer.returned' });
  if (returned === undefined) return open;
  // A prompt of before, such as how the customer found it, is no question of the flow.
  const { prompt: _before, ...document } = open.document;
  const { prompt: _shown, ...view } = open.view;
  const { step } = fastForward(open.flow.machine, document.facts);
  return { ...open, document: { ...document, ...returned, step }, view: { ...view, step, status: returned.status } };
}
