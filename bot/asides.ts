import { answerTo } from '../dialogs/asides/answer';
import type { Topic } from '../dialogs/asides/topics';
import { notice } from '../dialogs/notice';
import type { OpenConversation } from './conversation';
import { askAgain, stay } from './moves';
import type { Next } from './next';
import { commandChoices, topicChoices } from './notices';

/** What a customer asks besides is answered, and the open question put again. Pure. */
export function answerAside(open: OpenConversation, topic: Exclude<Topic, 'status'>): Next {
  return askAgain(open, ...answerTo(open.view, topic));
}

/** Not understood well enough to answer: the customer says which it is, and the question waits. */
export function askWhich(open: OpenConversation, topics: readonly Topic[]): Next {
  return missed(open, stay(open, notice('faq.which', undefined, topicChoices(open, topics))));
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
