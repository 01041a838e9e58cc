import type { Next, ResolvedFlow, Step, StepId } from '../flow';
import { FIELDS } from '../lead';
import type { Finding } from './catalogue';

/** One way out of a step, with what is known for certain once it is taken and what no longer is. */
export interface Edge {
  readonly from: StepId;
  readonly to: StepId;
  readonly knows: readonly string[];
  readonly forgets: readonly string[];
  /** The bank took the application. */
  readonly isSubmission: boolean;
}

export interface Graph {
  readonly flow: ResolvedFlow;
  readonly edges: readonly Edge[];
  /** Where a conversation can begin or be taken to from anywhere. */
  readonly roots: readonly StepId[];
}

export function graphOf(flow: ResolvedFlow): Graph {
  return {
    flow,
    edges: Object.entries(flow.steps).flatMap(([id, step]) => edgesOf(id, step)),
    roots: [flow.initial, flow.interrupts.stop, flow.interrupts.agent],
  };
}

/** Every step that can be reached from these, themselves included. */
export function reachable(from: readonly StepId[], edges: readonly Pick<Edge, 'from' | 'to'>[]): ReadonlySet<StepId> {
  const seen = new Set(from);
  for (const id of seen) for (const edge of edges) if (edge.from === id) seen.add(edge.to);
  return seen;
}

/** Steps nobody reaches, steps nobody leaves, rings that talk for ever, and interrupts that ask instead of acting. */
export function shapeFindings(graph: Graph): Finding[] {
  const { flow, edges } = graph;
  const ids = Object.keys(flow.steps);
  const ends = ids.filter((id) => isEnding(flow.steps[id]));
  const canEnd = reachable(
    ends,
    edges.map(({ from, to }) => ({ from: to, to: from })),
  );
  const isReached = reachable(graph.roots, edges);
  return [
    ...ids.filter((id) => !isReached.has(id)).map(unreachable),
    ...ids.filter((id) => !canEnd.has(id)).map(neverEnds),
    ...sayRings(graph),
    ...interruptFindings(graph),
  ];
}

function isEnding(step: Step | undefined): boolean {
  return step?.kind === 'end' || step?.kind === 'handoff';
}

function unreachable(step: StepId): Finding {
  return {
    step,
    code: 'unreachable',
    message: `Nothing leads to '${step}'. Lead a step to it, or limit it with 'only' or 'except'.`,
  };
}

function neverEnds(step: StepId): Finding {
  return {
    step,
    code: 'neverEnds',
    message: `No way from '${step}' reaches an end or a person. Lead one of its exits there.`,
  };
}

function sayRings({ flow, edges }: Graph): Finding[] {
  const talk = edges.filter(({ from, to }) => flow.steps[from]?.kind === 'say' && flow.steps[to]?.kind === 'say');
  const isInRing = (id: StepId) =>
    reachable(
      talk.filter(({ from }) => from === id).map(({ to }) => to),
      talk,
    ).has(id);
  return Object.keys(flow.steps)
    .filter(isInRing)
    .map((step) => ({
      step,
      code: 'sayRing',
      message: `'${step}' can lead back to itself without a question. Lead it on to a step that waits.`,
    }));
}

function interruptFindings({ flow, edges }: Graph): Finding[] {
  const through = edges.filter(({ from }) => flow.steps[from]?.kind === 'say');
  const wanted = { stop: 'end', agent: 'handoff' } as const;
  return (['stop', 'agent'] as const).flatMap((interrupt) => {
    const step = flow.interrupts[interrupt];
    const waits = [...reachable([step], through)].filter((id) => flow.steps[id]?.kind !== 'say');
    if (waits.every((id) => flow.steps[id]?.kind === wanted[interrupt])) return [];
    const message = `The interrupt '${interrupt}' leads to '${step}'. Let it lead to a step of kind '${wanted[interrupt]}', at most by way of 'say'.`;
    return [{ step, code: 'interruptKind', message }];
  });
}

function edgesOf(from: StepId, step: Step): Edge[] {
  const edge = (to: StepId, change: Partial<Edge> = {}): Edge => ({
    from,
    to,
    knows: [],
    forgets: [],
    isSubmission: false,
    ...change,
  });
  const along = (next: Next, change: Partial<Edge> = {}): Edge[] =>
    typeof next === 'string'
      ? [edge(next, change)]
      : next.map(({ when, to }) => edge(to, withBranch(change, when?.field)));
  switch (step.kind) {
    case 'say':
      return along(step.next);
    case 'ask':
      return [...along(step.next, answered(step.field, step.optional)), edge(step.exhausted)];
    case 'consent':
      return [
        ...along(step.granted, { knows: [`consent:${step.purpose}`] }),
        ...along(step.declined, { forgets: [`consent:${step.purpose}`] }),
      ];
    case 'review':
      return along(step.next, { knows: ['review'] });
    case 'callout':
      return [...along(step.next, { isSubmission: true }), edge(step.failed)];
    default:
      return [];
  }
}

/** A branch taken on a value proves that there is one, even where the question could be skipped. */
function withBranch(change: Partial<Edge>, field: string | undefined): Partial<Edge> {
  return field === undefined ? change : { ...change, knows: [...(change.knows ?? []), `field:${field}`] };
}

/** An answer makes a review void, and has what depends on it asked again. */
function answered(field: keyof typeof FIELDS, optional: boolean): Partial<Edge> {
  const dependants: readonly string[] = FIELDS[field].dependants;
  return {
    knows: [`asked:${field}`, ...(optional ? [] : [`field:${field}`])],
    forgets: ['review', ...dependants.flatMap((id) => [`field:${id}`, `asked:${id}`])],
  };
}
