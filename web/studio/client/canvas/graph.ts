import { targetsOf } from '../../../../machines/exits';
import type { Flow, Next, Step, StepId } from '../../../../machines/flow';
import { type Exit, exitsOf } from '../../../../machines/flowEdit/references';
import type { Market } from '../../../../machines/market';
import { stepFor } from '../state/marketView';
import { texts } from '../texts';

/** One way out of a step, as it is drawn. */
export interface Way {
  readonly id: string;
  readonly from: StepId;
  readonly to: StepId;
  readonly exit: Exit;
  /** Why it is taken; nothing where there is no other. */
  readonly label?: string;
  /** The way most take; the others are drawn when somebody looks for them. */
  readonly isMain: boolean;
}

export const SECTIONS = ['opening', 'consent', 'questions', 'review', 'submission', 'endings'] as const;
export type SectionName = (typeof SECTIONS)[number];

/** Every way out of every step, as one market's customers have them. */
export function waysOf(flow: Flow, market: Market | undefined): readonly Way[] {
  return Object.keys(flow.steps).flatMap((id) => {
    const step = stepFor(flow, id, market);
    return step === undefined ? [] : exitsOf(step).flatMap(([exit, next]) => waysAlong(id, step, exit, next));
  });
}

function waysAlong(from: StepId, step: Step, exit: Exit, next: Next): Way[] {
  const isMain = exit === 'next' || exit === 'granted';
  const way = (to: StepId, at: number, label: string | undefined): Way => {
    return { id: `${from} ${exit} ${at}`, from, to, exit, isMain, ...(label !== undefined && { label }) };
  };
  if (typeof next === 'string') return [way(next, 0, labelOf(step, exit))];
  return next.map(({ when, to }, at) =>
    way(to, at, when === undefined ? texts.edges.otherwise : texts.edges.when(when.field, when.is)),
  );
}

function labelOf(step: Step, exit: Exit): string | undefined {
  if (exit === 'next') return undefined;
  if (exit === 'exhausted') return texts.edges.exhausted(step.kind === 'ask' ? step.attempts : 0);
  return texts.edges[exit];
}

/**
 * The part of a conversation that each step belongs to, read off what the steps do: before the first consent, the
 * consents, the questions, the review, what follows the bank's answer, and where the other ways end.
 */
export function sectionsOf(flow: Flow): ReadonlyMap<StepId, SectionName> {
  const onMain = reachedByMain(flow);
  const sections = new Map<StepId, SectionName>();
  let at = 0;
  for (const [id, step] of Object.entries(flow.steps)) {
    if (onMain.has(id)) at = Math.max(at, sectionBegunBy(step, at));
    sections.set(id, onMain.has(id) ? (SECTIONS[at] ?? 'opening') : 'endings');
  }
  return sections;
}

function sectionBegunBy({ kind }: Step, at: number): number {
  if (kind === 'callout') return SECTIONS.indexOf('submission');
  if (kind === 'review') return SECTIONS.indexOf('review');
  if (kind === 'consent') return SECTIONS.indexOf('consent');
  return kind === 'ask' && SECTIONS[at] === 'consent' ? SECTIONS.indexOf('questions') : 0;
}

/** From the start, along the ways most take. */
function reachedByMain({ initial, steps }: Flow): ReadonlySet<StepId> {
  const seen = new Set<StepId>([initial]);
  for (const id of seen) {
    const step = steps[id];
    const main = step === undefined ? [] : exitsOf(step).filter(([exit]) => exit === 'next' || exit === 'granted');
    for (const [, next] of main) for (const to of targetsOf(next)) seen.add(to);
  }
  return seen;
}
