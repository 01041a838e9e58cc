import { CANARIES } from './applicant';
import { startCrowd } from './crowd';
import { createHistory, type History } from './history';
import { type Machines, type Settings, startMachines } from './machines';
import { OPERATOR_SECRETS, OPERATORS, settleCases } from './operators';
import { ambiguousSends, endsOf, judge } from './oracles';
import type { Finding, Result } from './storm';
import { calm, masterKeyOf, readStory, type Story } from './story';

export interface SiegePlan {
  readonly workers: number;
  /** At work at the same time, half of them on the phone; whoever is done is followed by somebody new. */
  readonly applicants: number;
  /** How long customers read, and how long they wait for an answer. */
  readonly quietMs: number;
  readonly patienceMs: number;
  readonly calmMs: number;
  readonly judgesTime: boolean;
}

/** What was done to the product while customers applied. */
export interface Attack {
  /** How many of its processes were killed. */
  readonly killed: number;
  /** How many orderly ends were none, since a process was killed in them. */
  readonly endedLate: number;
  /** What the store's own keys are wrapped with by now, the newest first; empty: with the master key. */
  readonly keys: readonly string[];
  /** What is to be said of it once the product has ended and all is known. */
  look(seen: Aftermath): Promise<Result> | Result;
}

export interface Aftermath {
  readonly machines: Machines;
  readonly story: Story;
  readonly history: History;
}

/**
 * Customers apply, one after the other, on a phone and on the chat page, while something is done to the product. In the
 * end everybody finishes, operators settle what nobody could know, and everything that is remembered anywhere is compared.
 */
export async function besiege(
  plan: SiegePlan,
  attack: (machines: Machines) => Promise<Attack>,
  settings: Settings = {},
): Promise<Result> {
  const limits = { MESSAGES_PER_MINUTE: '100000', TOKENS_PER_MINUTE: '100000' };
  const machines = await startMachines(
    { LOG_LEVEL: 'info', WORKERS: String(plan.workers), ...limits, ...OPERATORS, ...settings },
    { isProbed: true, isPrinting: true },
  );
  const begun = performance.now();
  try {
    const history = createHistory(`${machines.directory}/history.jsonl`);
    const crowd = startCrowd(machines, history, plan.applicants, plan);
    const { look, keys, ...attacked } = await attack(machines);
    const applicants = await crowd.finish();
    const isCalm = await calm(machines, plan.calmMs);
    const settled = await settleCases(machines);
    const isCalmAfter = await calm(machines, plan.calmMs);
    await machines.stopProduct();
    const story = await readStory(machines, keys);
    const { findings, figures } = await look({ machines, story, history });
    const nothingLeft: Finding = {
      promise: 'nothing left to do afterwards',
      isKept: isCalm && isCalmAfter,
      seen: `${isCalm} ${isCalmAfter}`,
    };
    return {
      findings: [
        ...findings,
        nothingLeft,
        ...judge({
          story,
          history: history.sent(),
          refusals: history.refusals(),
          applicants,
          ambiguous: ambiguousSends(machines),
          ends: endsOf(machines),
          ...attacked,
          startsMs: machines.startsMs,
          printed: machines.printed(),
          directories: [machines.dataDirectory],
          canaries: CANARIES,
          secrets: [masterKeyOf(machines.dataDirectory), ...keys, ...OPERATOR_SECRETS],
          judgesTime: plan.judgesTime,
        }),
      ],
      figures: {
        ...figures,
        applicants: applicants.length,
        messages: history.sent().length,
        longestWaitMs: Math.max(...applicants.map(({ longestMs }) => longestMs)),
        settledAsDone: settled.done,
        settledBySendingAgain: settled.resent,
        slowestStartMs: Math.max(...machines.startsMs),
        seconds: Math.round((performance.now() - begun) / 1_000),
      },
    };
  } finally {
    await machines.stop();
  }
}
