import { z } from 'zod';
import { targetsOf } from './exits';
import { FlowFault } from './faults';
import { type Flow, type Next, type ResolvedFlow, Step, type StepId } from './flow';
import type { Market } from './market';

/** Why one market's steps cannot be worked out; `step` is undefined when the flow as a whole is at fault. */
export interface ResolveProblem {
  readonly code: string;
  readonly step: StepId | undefined;
  readonly message: string;
}

/** The steps one market sees. A flow that passed `checkFlow` always resolves; anything else is a fault. */
export function resolveFlow(flow: Flow, market: Market): ResolvedFlow {
  const { resolved, problems } = tryResolve(flow, market);
  if (resolved !== undefined) return resolved;
  const first = problems.map((problem) => problem.message).join(' ');
  throw new FlowFault('flow.unresolvable', `'${flow.id}' ${flow.version} cannot run in ${market}: ${first}`);
}

type Steps = Record<StepId, Step>;

/** As `resolveFlow`, but says everything that is wrong instead of throwing. */
export function tryResolve(
  flow: Flow,
  market: Market,
): { readonly resolved?: ResolvedFlow; readonly problems: readonly ResolveProblem[] } {
  const problems: ResolveProblem[] = [];
  const report = (code: string, step: StepId | undefined, message: string) => problems.push({ code, step, message });
  if (!flow.markets.includes(market)) report('marketNotServed', undefined, `Add ${market} to the flow's markets.`);
  const all = override(flow, market, report);
  const { initial, interrupts } = flow;
  const bridge = createBridge(all, market, report);
  const steps = Object.fromEntries(
    Object.entries(all)
      .filter(([, step]) => isIn(step, market))
      .map(([id, step]) => [id, settle(id, step, bridge)]),
  );
  const resolved = {
    id: flow.id,
    version: flow.version,
    market,
    initial: bridge(undefined, initial),
    interrupts: { stop: bridge(undefined, interrupts.stop), agent: bridge(undefined, interrupts.agent) },
    steps: withAskedFields(steps, report),
    texts: flow.texts,
  };
  return problems.length === 0 ? { resolved, problems } : { problems };
}

type Report = (code: string, step: StepId | undefined, message: string) => void;
/** Where an exit really leads in this market: over steps the market lacks. */
type Bridge = (from: StepId | undefined, to: StepId) => StepId;

const FIXED = ['kind', 'only', 'except'];

function override(flow: Flow, market: Market, report: Report): Steps {
  const steps: Steps = { ...flow.steps };
  for (const [id, values] of Object.entries(flow.overrides[market] ?? {})) {
    const step = steps[id];
    const fixed = Object.keys(values).filter((key) => FIXED.includes(key));
    if (step === undefined) {
      report('overrideUnknownStep', id, `The override for '${id}' names no step. Remove it or correct the name.`);
    } else if (fixed.length > 0) {
      report(
        'overrideFixed',
        id,
        `An override cannot change ${fixed.join(', ')} of '${id}'. Use another step with 'only'.`,
      );
    } else {
      const parsed = Step.safeParse({ ...step, ...values });
      if (parsed.success) steps[id] = parsed.data;
      else report('overrideInvalid', id, `The override of '${id}' is not valid: ${z.prettifyError(parsed.error)}`);
    }
  }
  return steps;
}

function isIn({ only, except }: Step, market: Market): boolean {
  return (only === undefined || only.includes(market)) && !except?.includes(market);
}

function createBridge(steps: Steps, market: Market, report: Report): Bridge {
  return (from, to) => {
    const crossed = new Set<StepId>();
    let id = to;
    for (let step = steps[id]; step === undefined || !isIn(step, market); step = steps[id]) {
      const over = step === undefined || crossed.has(id) ? undefined : exitOver(step);
      if (over === undefined) {
        report('danglingExit', from, dangling(from, id, step === undefined ? 'exists nowhere' : `is not in ${market}`));
        return to;
      }
      crossed.add(id);
      id = over;
    }
    return id;
  };
}

function dangling(from: StepId | undefined, to: StepId, why: string): string {
  const subject = from === undefined ? 'The start or an interrupt' : `'${from}'`;
  return `${subject} leads to '${to}', which ${why} and has nothing after it to step over to. Lead it to another step.`;
}

/** A step that a market lacks is stepped over along its last exit. */
function exitOver(step: Step): StepId | undefined {
  if (step.kind === 'handoff' || step.kind === 'end') return undefined;
  return targetsOf(step.kind === 'consent' ? step.granted : step.next).at(-1);
}

function settle(id: StepId, { only: _only, except: _except, ...step }: Step, bridge: Bridge): Step {
  const to = (target: StepId) => bridge(id, target);
  const next = (exits: Next): Next =>
    typeof exits === 'string' ? to(exits) : exits.map((branch) => ({ ...branch, to: to(branch.to) }));
  switch (step.kind) {
    case 'say':
    case 'review':
      return { ...step, next: next(step.next) };
    case 'ask':
      return { ...step, next: next(step.next), exhausted: to(step.exhausted) };
    case 'consent':
      return { ...step, granted: next(step.granted), declined: next(step.declined) };
    case 'callout':
      return { ...step, next: next(step.next), failed: to(step.failed) };
    default:
      return step;
  }
}

/** A review shows what the market asks and nothing else. */
function withAskedFields(steps: Steps, report: Report): Steps {
  const asked = new Set(Object.values(steps).map((step) => (step.kind === 'ask' ? step.field : undefined)));
  return Object.fromEntries(
    Object.entries(steps).map(([id, step]) => {
      if (step.kind !== 'review') return [id, step];
      const fields = step.fields.filter((field) => asked.has(field));
      if (fields.length === 0)
        report('reviewEmpty', id, `'${id}' would show nothing: none of its fields is asked. Add one.`);
      return [id, { ...step, fields }];
    }),
  );
}
