import type { Next, Step, StepId } from '../flow';
import { FIELDS } from '../lead';
import type { Finding, MarketCatalogue } from './catalogue';
import { type Edge, type Graph, reachable } from './graph';

/** What a conversation may do only when it knows enough: call the bank, ask personal questions, branch. */
export function knowledgeFindings(graph: Graph, market: MarketCatalogue): Finding[] {
  const known = certainKnowledge(graph);
  return Object.entries(graph.flow.steps).flatMap(([id, step]) => {
    const before = known.get(id);
    // A step that nothing reaches is reported as such.
    if (before === undefined) return [];
    if (step.kind === 'callout') return calloutFindings(id, before, market, graph);
    return [...askFindings(id, step, before, market), ...branchFindings(id, step, graph.edges, before)];
  });
}

type Known = ReadonlySet<string>;

/**
 * For each step, the facts known on every path to it: the intersection over the ways in, repeated until it holds.
 * Linear in edges times facts, however many paths there are.
 */
function certainKnowledge({ edges, roots }: Graph): ReadonlyMap<StepId, Known> {
  const known = new Map<StepId, Known>(roots.map((id) => [id, new Set<string>()]));
  const open = [...known.keys()];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const here = known.get(id);
    for (const edge of edges.filter(({ from }) => from === id)) {
      const arriving = after(here, edge);
      const there = known.get(edge.to);
      const both = there === undefined ? arriving : new Set([...there].filter((fact) => arriving.has(fact)));
      if (there !== undefined && both.size === there.size) continue;
      known.set(edge.to, both);
      open.push(edge.to);
    }
  }
  return known;
}

function after(known: Known | undefined, { knows, forgets }: Edge): Known {
  return new Set([...[...(known ?? [])].filter((fact) => !forgets.includes(fact)), ...knows]);
}

function calloutFindings(step: StepId, known: Known, market: MarketCatalogue, { flow }: Graph): Finding[] {
  const consents = market.requiredConsents
    .filter((purpose) => !known.has(`consent:${purpose}`))
    .map((purpose) => ({
      step,
      code: 'submitsWithoutConsent',
      message: `'${step}' can be reached without '${purpose}' being granted. Put its consent step on every way there.`,
    }));
  const fields = market.requiredFields
    .filter((field) => !known.has(`field:${field}`))
    .map((field) => ({
      step,
      code: 'submitsWithoutField',
      message: `'${step}' can be reached without '${field}', which the bank requires. ${howToCollect(field, Object.values(flow.steps))}`,
    }));
  const message = `'${step}' can be reached with answers the customer has not confirmed. Put a review after the last question.`;
  return [...consents, ...fields, ...(known.has('review') ? [] : [{ step, code: 'submitsWithoutReview', message }])];
}

function howToCollect(field: string, steps: readonly Step[]): string {
  const asks = steps.filter((step) => step.kind === 'ask' && step.field === field);
  const isSkippable = asks.some((step) => step.kind === 'ask' && step.optional);
  return isSkippable ? 'Take "optional" off its question.' : 'Ask it on every way there.';
}

function askFindings(id: StepId, step: Step, known: Known, market: MarketCatalogue): Finding[] {
  if (step.kind !== 'ask') return [];
  const isEarly = market.requiredConsents.includes('privacyNotice') && !known.has('consent:privacyNotice');
  const early = `'${id}' asks for personal data before the privacy notice was granted. Put the notice's consent step before it.`;
  const never = `'${step.field}' must not be collected in this market. Leave '${id}' out with 'except'.`;
  return [
    ...(isEarly && FIELDS[step.field].privacy !== 'none'
      ? [{ step: id, code: 'asksBeforeNotice', message: early }]
      : []),
    ...(market.mustNotCollect.includes(step.field) ? [{ step: id, code: 'mustNotCollect', message: never }] : []),
  ];
}

/** A branch reads a field; on a way where it was never asked, the default would be taken without anyone deciding. */
function branchFindings(id: StepId, step: Step, edges: readonly Edge[], before: Known): Finding[] {
  const gained = edges.filter(({ from }) => from === id).flatMap(({ knows }) => knows);
  const isAsked = (field: string) => before.has(`asked:${field}`) || gained.includes(`asked:${field}`);
  return [...new Set(nextsOf(step).flatMap(fieldsRead))]
    .filter((field) => !isAsked(field))
    .map((field) => ({
      step: id,
      code: 'readsUnknownField',
      message: `'${id}' branches on '${field}', which may not have been asked by then. Ask it on every way there.`,
    }));
}

/** Every `next` of a step. */
export function nextsOf(step: Step): readonly Next[] {
  if (step.kind === 'handoff' || step.kind === 'end') return [];
  return step.kind === 'consent' ? [step.granted, step.declined] : [step.next];
}

function fieldsRead(next: Next): string[] {
  return typeof next === 'string' ? [] : next.flatMap(({ when }) => (when === undefined ? [] : [when.field]));
}

/** Orders that would take a customer back to what was done: position is derived from facts, and these facts clash. */
export function orderFindings({ flow, edges }: Graph): Finding[] {
  const steps = Object.entries(flow.steps);
  const beforeSubmission = edges.filter(({ isSubmission }) => !isSubmission);
  return steps.flatMap(([id, step]) => {
    const later = [...reachable(targets(edges, id), edges)].filter((other) => other !== id);
    const laterBefore = [...reachable(targets(beforeSubmission, id), beforeSubmission)];
    if (step.kind === 'review')
      return askedAfterReview(
        id,
        laterBefore.filter((other) => flow.steps[other]?.kind === 'ask'),
      );
    if (step.kind === 'callout') return submittedTwice(id, submissions({ flow, edges }, id));
    if (step.kind === 'ask')
      return dependantFirst(
        id,
        step.field,
        later.map((other) => flow.steps[other]),
      );
    return step.kind === 'consent'
      ? versionsClash(
          id,
          step.notice.version,
          steps.filter(([, one]) => asksFor(one, step.purpose)),
        )
      : [];
  });
}

function targets(edges: readonly Edge[], id: StepId): StepId[] {
  return edges.filter(({ from }) => from === id).map(({ to }) => to);
}

function submissions({ flow, edges }: Pick<Graph, 'flow' | 'edges'>, id: StepId): StepId[] {
  const accepted = edges.filter(({ from, isSubmission }) => from === id && isSubmission).map(({ to }) => to);
  return [...reachable(accepted, edges)].filter((other) => other !== id && flow.steps[other]?.kind === 'callout');
}

function asksFor(step: Step, purpose: string): boolean {
  return step.kind === 'consent' && step.purpose === purpose;
}

function askedAfterReview(step: StepId, asks: readonly StepId[]): Finding[] {
  return asks.map((ask) => ({
    step: ask,
    code: 'asksAfterReview',
    message: `'${ask}' can follow the review '${step}' and would make it void. Ask it before the review or after the callout.`,
  }));
}

function submittedTwice(step: StepId, others: readonly StepId[]): Finding[] {
  return others.map((other) => ({
    step: other,
    code: 'submitsTwice',
    message: `'${other}' can follow an application accepted at '${step}' and would make a second one. Remove one of them.`,
  }));
}

function dependantFirst(step: StepId, field: string, later: readonly (Step | undefined)[]): Finding[] {
  const parents = later.flatMap((one) => (one?.kind === 'ask' ? [one.field] : []));
  return parents
    .filter((parent) => FIELDS[parent].dependants.some((dependant) => dependant === field))
    .map((parent) => ({
      step,
      code: 'dependantFirst',
      message: `'${field}' depends on '${parent}' and would be dropped when that is answered. Ask '${parent}' first.`,
    }));
}

function versionsClash(step: StepId, version: string, all: readonly (readonly [StepId, Step])[]): Finding[] {
  const others = all.filter(([, one]) => one.kind === 'consent' && one.notice.version !== version).map(([id]) => id);
  return others.map((other) => ({
    step,
    code: 'noticeVersionsClash',
    message: `'${step}' and '${other}' ask one purpose in two versions, so neither would stay answered. Give both the same version.`,
  }));
}
