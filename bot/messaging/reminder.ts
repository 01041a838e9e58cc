import type { TimerMessage } from '../../dialogs/message';
import { notice } from '../../dialogs/notice';
import type { OpenConversation } from '../conversation';
import { isMessenger } from '../inbound';
import { askAgain, stay, withAside } from '../moves';
import type { Aside, Next } from '../next';
import { nextMessageTime } from './messageHours';
import { WINDOW_MS } from './window';

/** One per application: the store keeps the first item of an id. */
export function reminderId(conversationId: string, run: number): string {
  return `${conversationId}:${run}:reminder`;
}

/**
 * When to remind a customer who left a question open: some hours after their last message, at an hour at which the
 * market may be written to, and while the messenger still lets us. Undefined when there is nothing to remind of, or no
 * such time.
 */
export function reminderDueAt(
  open: OpenConversation,
  next: Next,
  lastInboundAt: number,
  notBefore = 0,
): number | undefined {
  if (!mayRemind(open, next)) return undefined;
  const from = Math.max(lastInboundAt + open.remindAfterMs, notBefore);
  return nextMessageTime(open.market, { from, before: lastInboundAt + LATEST_MS });
}

/** An hour before the window closes, so that what is due then still goes out. */
const LATEST_MS = WINDOW_MS - 3_600_000;

/** The set time has come. A customer who wrote since then is reminded later; one who has no question left, never. */
export function decideOnTimer(open: OpenConversation, timer: TimerMessage): Next {
  const { id, run, lastInboundAt } = open.document;
  const here = stay(open);
  if (timer.workId !== reminderId(id, run)) return settled(here, timer, 'done');
  const dueAt = reminderDueAt(open, here, lastInboundAt, open.now);
  if (dueAt === undefined) return settled(here, timer, 'done');
  if (dueAt > open.now) return settled(here, timer, 'pending', dueAt);
  return settled(askAgain(open, notice('say.reminder')), timer, 'done');
}

const QUESTIONS: readonly string[] = ['ask', 'consent', 'review'];

/** Only about an application they agreed to be contacted about, and that waits for them and for nobody else. */
function mayRemind({ view, document }: OpenConversation, next: Next): boolean {
  if (!isMessenger(document) || next.status !== 'bot' || next.optedOut !== undefined) return false;
  if (!QUESTIONS.includes(view.flow.steps[next.step]?.kind ?? '')) return false;
  const isSubmitted = next.submitted.some(({ run }) => run === next.run);
  return !isSubmitted && next.facts.consents.contactAboutApplication?.decision === 'granted';
}

function settled(
  next: Next,
  { workId: id, fence }: TimerMessage,
  status: Extract<Aside, { kind: 'settleWork' }>['status'],
  dueAt?: number,
): Next {
  return withAside(next, { kind: 'settleWork', id, fence, status, ...(dueAt === undefined ? {} : { dueAt }) });
}
