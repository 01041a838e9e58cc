import { answerTo } from '../dialogs/asides/answer';
import type { Topic } from '../dialogs/asides/topics';
import { fieldLabel } from '../dialogs/labels';
import { notice } from '../dialogs/notice';
import type { OpenConversation } from './conversation';
import { askAgain, stay } from './moves';
import type { Next } from './next';
import { answerChoices, commandChoices, topicChoices } from './notices';

/** What a customer asks besides is answered, and the open question put again. Pure. */
export function answerAside(open: OpenConversation, topic: Exclude<Topic, 'status'>, value?: string): Next {
  return doubting(open, askAgain(open, ...answerTo(open.view, topic)), value);
}

/** Not understood well enough to answer: the customer says which it is, and the question waits. */
export function askWhich(open: OpenConversation, topics: readonly Topic[], value?: string): Next {
  const asked = stay(open, notice('faq.which', undefined, topicChoices(open, topics)));
  return doubting(open, missed(open, asked), value);
}

/** Kept until the customer says that it is the answer, and forgotten with the next question. */
export function askIfAnswer(open: OpenConversation, value: string): Next {
  const spec = open.view.flow.steps[open.document.step];
  if (spec?.kind !== 'ask') return offerPerson(open);
  const choices = answerChoices(open, placeOf(open));
  const asked = notice('say.isAnswer', { field: fieldLabel(open.view, spec.field) }, choices);
  return doubting(open, stay(open, asked), value);
}

/** What is written again is meant as the answer. */
export function doubting(open: OpenConversation, next: Next, value: string | undefined): Next {
  return value === undefined ? next : { ...next, doubted: { value, at: placeOf(open) } };
}

/** Of the text that is being heard. */
function placeOf({ document }: OpenConversation): number {
  return document.seq + 1;
}

/** Once it is a remark above the question; the second time a person is offered. */
export function offerPerson(open: OpenConversation): Next {
  if ((open.document.prompt?.attempts ?? 0) === 0) return missed(open, askAgain(open, notice('error.noAnswer')));
  const choices = commandChoices(open, { agent: 'btn.agent', repeat: 'btn.continue' });
  return missed(open, stay(open, notice('say.offerPerson', undefined, choices)));
}

function missed(open: OpenConversation, next: Next): Next {
  return { ...next, attempts: (open.document.prompt?.attempts ?? 0) + 1 };
}
