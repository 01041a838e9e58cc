import { walkFacts } from '../machines/fastForward';
import type { Step, StepId, StepOf } from '../machines/flow';
import type { Locale } from '../machines/market';
import { isWithPerson, stillWaiting } from './handoff';
import { unrecognized } from './notice';
import { type Choice, runOf, seqOf, type Tap } from './payload';
import { rowsOf } from './rows';
import type { Prompt, Understanding, View } from './view';

/**
 * Whether a tap answers the question that is open: under the message itself, or under an earlier copy of it, say above
 * an error. A notice or summary counts only if that copy had the very same words.
 */
export function isOpenQuestion(view: View, tap: Tap): boolean {
  const { prompt, step } = view;
  if (prompt?.step !== step || (tap.step !== undefined && tap.step !== step)) return false;
  if (prompt.promptId === tap.promptId) return true;
  if (runOf(prompt.promptId) !== runOf(tap.promptId) || isWithPerson(view)) return false;
  if (tap.step === undefined) return isSurelyIts(view, tap.choice);
  return stepOf(view, step)?.kind === 'ask' || isSameCopy(prompt, tap.promptId);
}

function isSameCopy({ promptId, since = promptId }: Prompt, tapped: string): boolean {
  return seqOf(tapped) >= seqOf(since) && seqOf(tapped) <= seqOf(promptId);
}

/** Of a message that does not name its step: sure only for a row that no other question has, and that is no answer yet. */
function isSurelyIts(view: View, choice: Choice): boolean {
  if (choice.kind !== 'pick' || isSomeFact(view, choice)) return false;
  const owners = Object.entries(view.flow.steps).filter(
    ([, step]) => step.kind === 'ask' && rowsOf(view, step).some(({ code }) => code === choice.code),
  );
  return owners.length === 1 && owners[0]?.[0] === view.step;
}

/**
 * A tap under an earlier message. The same answer again changes nothing, another one replaces it; what was agreed to is
 * asked again, never changed by a stray tap; and "change" still means what it said.
 */
export function recognizeOldTap(view: View, tap: Tap): Understanding {
  const { prompt, facts } = view;
  const { choice } = tap;
  if (prompt && runOf(prompt.promptId) !== runOf(tap.promptId)) return { kind: 'passed' };
  if (choice.kind === 'change') return choice.field ? { kind: 'change', field: choice.field } : { kind: 'change' };
  if (choice.kind === 'accept' && Object.keys(facts.callouts).length > 0) return { kind: 'command', command: 'status' };
  if (isKnown(view, tap)) return { kind: 'repeat' };
  const locale = languageOf(view, tap);
  if (locale !== undefined) return { kind: 'language', locale };
  if (tap.step === undefined || prompt === undefined) return { kind: 'passed' };
  return isWithPerson(view) ? stillWaiting(view) : otherwise(view, tap.step, choice);
}

/** A language is no part of the application: its button works wherever the conversation has got to. */
function languageOf(view: View, { step: id, choice }: Tap): Locale | undefined {
  const step = id === undefined ? undefined : stepOf(view, id);
  if (step?.kind !== 'ask' || step.field !== 'language' || choice.kind !== 'pick') return undefined;
  return rowsOf(view, step).find(({ code }) => code === choice.code)?.code;
}

function otherwise(view: View, id: StepId, choice: Choice): Understanding {
  const step = stepOf(view, id);
  if (step === undefined || view.status !== 'bot') return { kind: 'passed' };
  const isOpen = id === view.step;
  if (step.kind === 'review' && isOpen && choice.kind === 'accept') return unrecognized('review.stale');
  if (!isOpen && !isOnTheWay(view, id)) return { kind: 'passed' };
  if (step.kind === 'consent' && decisionOf(choice)) return { kind: 'reconsider', purpose: step.purpose };
  return step.kind === 'ask' ? edited(view, step, choice) : { kind: 'passed' };
}

/** Behind the customer on the way to where they are. Who stopped is on no way, and not drawn back by a stray tap. */
function isOnTheWay(view: View, id: StepId): boolean {
  const { step, passed } = walkFacts(view.flow, view.facts);
  return step === view.step && passed.includes(id);
}

/** Only a row the question still has, or the skip it still allows. */
function edited(view: View, step: StepOf<'ask'>, choice: Choice): Understanding {
  const value = answerOf(choice);
  const isOffered = value === null ? step.optional : rowsOf(view, step).some(({ code }) => code === value);
  if (value === undefined || !isOffered) return { kind: 'passed' };
  return { kind: 'edit', field: step.field, value };
}

/** Whether the tapped choice is what is known anyway. */
function isKnown(view: View, { step: id, choice }: Tap): boolean {
  if (id === undefined) return isSomeFact(view, choice);
  const { facts } = view;
  const step = stepOf(view, id);
  switch (step?.kind) {
    case 'ask':
      return facts.fields[step.field] !== undefined && facts.fields[step.field]?.value === answerOf(choice);
    case 'consent': {
      const consent = facts.consents[step.purpose];
      return consent?.noticeVersion === step.notice.version && consent.decision === decisionOf(choice);
    }
    case 'review':
      return choice.kind === 'accept' && facts.reviews[id] === facts.revision;
    default:
      return false;
  }
}

/** The same of a message that does not name its step: any such fact will do. */
function isSomeFact({ facts }: View, choice: Choice): boolean {
  if (choice.kind === 'accept') return Object.values(facts.reviews).includes(facts.revision);
  const [answer, decision] = [answerOf(choice), decisionOf(choice)];
  if (decision) return Object.values(facts.consents).some((consent) => consent.decision === decision);
  return answer !== undefined && Object.values(facts.fields).some(({ value }) => value === answer);
}

function answerOf(choice: Choice): string | null | undefined {
  if (choice.kind === 'skip') return null;
  return choice.kind === 'pick' ? choice.code : undefined;
}

function decisionOf({ kind }: Choice): 'granted' | 'declined' | undefined {
  if (kind === 'grant') return 'granted';
  return kind === 'refuse' ? 'declined' : undefined;
}

function stepOf({ flow }: View, id: StepId): Step | undefined {
  return Object.hasOwn(flow.steps, id) ? flow.steps[id] : undefined;
}
