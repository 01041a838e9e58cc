import { localeChain } from '../../dialogs/texts';
import { keysOf } from '../../machines/check/wording';
import type { Facts } from '../../machines/facts';
import { fastForward } from '../../machines/fastForward';
import type { ResolvedFlow, Step, StepId } from '../../machines/flow';
import { canonicalJson } from '../../machines/upgrade';
import type { ConversationDocument } from '../../store/documents';
import type { RunnableFlow } from '../flows';
import type { MoveOutcome } from './contract';

/** Where a conversation comes to stand on another version, with what is known of its customer there. */
export interface Landing {
  readonly outcome: Exclude<MoveOutcome, 'stays'>;
  readonly facts: Facts;
  readonly step: StepId;
}

type Standing = Pick<ConversationDocument, 'facts' | 'step' | 'locale'>;

/**
 * Where the facts lead in another version. Undefined for who has applied: what led there is history, and nothing is asked
 * of them any more. Pure, so that what is foreseen is what happens.
 */
export function landingOn(document: Standing, from: RunnableFlow, to: RunnableFlow): Landing | undefined {
  if (Object.keys(document.facts.callouts).length > 0) return undefined;
  const facts = renamed(document.facts, to.moved);
  const { step } = fastForward(to.machine, facts);
  return { outcome: outcomeOf(document, facts, step, { from: from.resolved, to }), facts, step };
}

/** What was accepted at a step is so under its new name. */
function renamed(facts: Facts, moved: RunnableFlow['moved']): Facts {
  const reviews = Object.entries(facts.reviews).map(([step, revision]) => [moved[step] ?? step, revision]);
  return { ...facts, reviews: Object.fromEntries(reviews) };
}

interface Versions {
  readonly from: ResolvedFlow;
  readonly to: RunnableFlow;
}

function outcomeOf({ step, locale }: Standing, facts: Facts, landed: StepId, { from, to }: Versions) {
  const [before, after] = [from.steps[step], to.resolved.steps[landed]];
  if (before === undefined || after === undefined) return 'newQuestion';
  if (step === landed && isSameStep(before, after) && isSaidAlike(after, locale, from, to.resolved))
    return 'unaffected';
  if (isSameQuestion(before, after) || (to.moved[step] ?? step) === landed) return 'sameQuestion';
  return isAnswered(after, landed, facts) ? 'askedAgain' : 'newQuestion';
}

/** Where it leads is not what its customer sees. */
function isSameStep(one: Step, other: Step): boolean {
  return canonicalJson(asked(one)) === canonicalJson(asked(other));
}

function asked(step: Step): object {
  const {
    next: _next,
    granted: _granted,
    declined: _declined,
    exhausted: _exhausted,
    failed: _failed,
    ...rest
  } = {
    next: undefined,
    granted: undefined,
    declined: undefined,
    exhausted: undefined,
    failed: undefined,
    ...step,
  };
  return rest;
}

/** The product's own texts are the same for both, so only what the versions say themselves can differ. */
function isSaidAlike(step: Step, locale: string, from: ResolvedFlow, to: ResolvedFlow): boolean {
  const own = (flow: ResolvedFlow, key: string) => localeChain(locale).map((tag) => flow.texts[tag]?.[key] ?? null);
  return keysOf(step).every((key) => canonicalJson(own(from, key)) === canonicalJson(own(to, key)));
}

function isSameQuestion(one: Step, other: Step): boolean {
  if (one.kind === 'ask' && other.kind === 'ask') return one.field === other.field;
  if (one.kind !== 'consent' || other.kind !== 'consent') return false;
  return one.purpose === other.purpose && one.notice.version === other.notice.version;
}

function isAnswered(step: Step, id: StepId, facts: Facts): boolean {
  if (step.kind === 'ask') return facts.fields[step.field] !== undefined;
  if (step.kind === 'consent') return facts.consents[step.purpose] !== undefined;
  return step.kind === 'review' && facts.reviews[id] !== undefined;
}
