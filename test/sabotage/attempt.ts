import type { Switch } from './switch';
import { openWorkshop, type Run, type Workshop } from './workshop';

/** What became of one guarantee switched off. */
export interface Attempt {
  readonly guarantee: Switch;
  /** `unnoticed`: its test still passes. `unusable`: the test fails as it is, or cannot be run without the guarantee. */
  readonly verdict: 'caught' | 'unnoticed' | 'unusable';
  readonly detail: string;
}

const LANES = 2;

/** Tries every switch, two at a time, each after its suite was seen to pass as things are. */
export async function tryAll(
  root: string,
  switches: readonly Switch[],
  onTried: (attempt: Attempt) => void,
): Promise<readonly Attempt[]> {
  const waiting = [...switches].sort((a, b) => suiteOf(a).localeCompare(suiteOf(b)));
  const attempts: Attempt[] = [];
  const lane = async () => {
    const workshop = openWorkshop(root);
    const healthy = new Map<string, Run>();
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const before = healthy.get(suiteOf(next)) ?? (await workshop.run(next));
        healthy.set(suiteOf(next), before);
        const attempt = await tryOne(workshop, next, before);
        attempts.push(attempt);
        onTried(attempt);
      }
    } finally {
      workshop.close();
    }
  };
  await Promise.all(Array.from({ length: Math.min(LANES, switches.length) }, lane));
  return attempts;
}

async function tryOne(workshop: Workshop, guarantee: Switch, before: Run): Promise<Attempt> {
  if (!before.ran || before.failed > 0 || before.passed === 0)
    return { guarantee, verdict: 'unusable', detail: `As things are, its suite does not pass:\n${tail(before)}` };
  try {
    const without = await workshop.runWithout(guarantee);
    if (!without.ran)
      return { guarantee, verdict: 'unusable', detail: `Switched off, it does not run:\n${tail(without)}` };
    if (without.failed > 0) return { guarantee, verdict: 'caught', detail: `${without.failed} tests failed` };
    return { guarantee, verdict: 'unnoticed', detail: `All ${without.passed} tests still pass.` };
  } catch (cause) {
    return { guarantee, verdict: 'unusable', detail: String(cause) };
  }
}

function suiteOf({ test, named = '' }: Switch): string {
  return `${test} ${named}`;
}

function tail({ output }: Run): string {
  return output.split('\n').slice(-40).join('\n');
}
