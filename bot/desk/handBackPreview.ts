import type { AgentMessage, Reply } from '../../dialogs/message';
import type { StepId } from '../../machines/flow';
import { openQuestions } from '../../machines/navigate';
import type { OpenConversation, Sight } from '../conversation';
import { speak } from '../speak';
import type { Act } from './act';
import type { HandBack } from './contract';
import { handBack } from './handBack';
import { inEnglish } from './leadPanel';
import type { PersonalWords } from './personalWords';
import { plain } from './plain';
import { stepWords } from './stepWords';
import { toldAnswers } from './toldAnswers';

/** Nobody of the staff is called so. */
const SOMEBODY = '';

/**
 * What the bot would say if it were handed back now: the very turn, taken as a trial by whoever asks, and not kept. What
 * it would repeat of the answers is masked. Undefined when it cannot be asked to go on there.
 */
export function handBackPreview(
  sight: Sight,
  now: OpenConversation,
  words: PersonalWords,
  step?: StepId,
): HandBack | undefined {
  const held: OpenConversation = {
    ...now,
    document: { ...now.document, status: 'open', pen: { ...now.document.pen, owner: `agent:${SOMEBODY}` } },
  };
  const message = trialOf(held, step);
  const next = handBack(held, message);
  if (next.refusal !== undefined) return undefined;
  const { replies } = speak(sight, held, next, message);
  const english = inEnglish(now.view);
  const { marketChoices, facts } = now.document;
  const others = marketChoices === undefined ? openQuestions(now.flow.machine, facts) : [];
  return {
    next: replies.map((reply) => shown(now, words, reply)),
    asks: marketChoices === undefined ? stepWords(english, next.step) : 'Country or region',
    step: next.step,
    others: others.filter((id) => id !== next.step).map((id) => ({ step: id, label: stepWords(english, id) })),
  };
}

function trialOf({ document, now }: OpenConversation, step: StepId | undefined): Act<'handBack'> {
  const { id: conversationId, channel, pen } = document;
  const who: Pick<AgentMessage, 'kind' | 'id' | 'agent' | 'name'> = {
    kind: 'agent',
    id: 'trial',
    agent: SOMEBODY,
    name: SOMEBODY,
  };
  const action = { kind: 'handBack', ...(step !== undefined && { step }) } as const;
  return { ...who, conversationId, channel, receivedAt: now, epoch: pen.epoch, action };
}

function shown({ view }: OpenConversation, words: PersonalWords, reply: Reply): HandBack['next'][number] {
  const { locale, choices = [] } = reply;
  const text = words.mask(toldAnswers(view, reply, '', words));
  return { text, locale, ...(choices.length > 0 && { choices: choices.map(({ label }) => plain(label)) }) };
}
