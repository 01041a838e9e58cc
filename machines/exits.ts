import type { Facts, FieldFact } from './facts';
import { FlowFault } from './faults';
import type { Next, ResolvedFlow, Step, StepId, StepOf } from './flow';

/**
 * Where a step leads once what it waits for is known; undefined while it waits. The one reading of `next` and of what
 * counts as known: the machine's guards, `fastForward` and the checks all ask here, so they cannot disagree.
 */
export function leadsTo(id: StepId, step: Step, facts: Facts): StepId | undefined {
  switch (step.kind) {
    case 'say':
      return take(step.next, facts);
    case 'ask':
      return isAnswer(step, facts.fields[step.field]) ? take(step.next, facts) : undefined;
    case 'consent':
      return consentLeadsTo(step, facts);
    case 'review':
      return facts.reviews[id] === facts.revision ? take(step.next, facts) : undefined;
    case 'callout':
      return calloutLeadsTo(id, step, facts);
    case 'handoff':
    case 'end':
      return undefined;
  }
}

/** The step of that id; a position outside the flow is a fault, since only a stored one can be wrong. */
export function stepAt(flow: ResolvedFlow, id: StepId): Step {
  const step = Object.hasOwn(flow.steps, id) ? flow.steps[id] : undefined;
  if (step !== undefined) return step;
  throw new FlowFault(
    'flow.unknownStep',
    `'${flow.id}' ${flow.version} has no step '${id}' in ${flow.market}. Fast-forward the conversation from its facts.`,
  );
}

/** Every step a `next` can lead to, in order, each once. */
export function targetsOf(next: Next): readonly StepId[] {
  return typeof next === 'string' ? [next] : [...new Set(next.map((branch) => branch.to))];
}

function take(next: Next, facts: Facts): StepId | undefined {
  if (typeof next === 'string') return next;
  return next.find(({ when }) => when === undefined || facts.fields[when.field]?.value === when.is)?.to;
}

/** A skip answers only an optional question, and a code only a question that still offers it. */
function isAnswer(step: StepOf<'ask'>, fact: FieldFact | undefined): boolean {
  if (fact === undefined) return false;
  if (fact.value === null) return step.optional;
  if (step.choices?.from !== 'inline') return true;
  return step.choices.options.some((option) => option.code === fact.value);
}

/** A decision about another version of the notice is no decision about this one. */
function consentLeadsTo(step: StepOf<'consent'>, facts: Facts): StepId | undefined {
  const consent = facts.consents[step.purpose];
  return consent?.noticeVersion === step.notice.version ? take(step[consent.decision], facts) : undefined;
}

function calloutLeadsTo(id: StepId, step: StepOf<'callout'>, facts: Facts): StepId | undefined {
  switch (facts.callouts[id]?.status) {
    case 'succeeded':
      return take(step.next, facts);
    case 'failed':
      return step.failed;
    default:
      return undefined;
  }
}
