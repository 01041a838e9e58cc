import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLocalKms } from '../../store/sealing/kms';
import { openSealedStore } from '../../store/sqlite/sealedStore';
import { aCommit, aConversation, anEntry, aWorkItem } from '../store/documents';
import { startMachines } from './machines';
import { fetchSoon } from './patience';
import { atMost, finding, type Result, storm } from './storm';

interface RecoveryPlan {
  readonly conversations: number;
  readonly crashes: number;
  readonly judgesTime: boolean;
}

export const recoveryStorm = storm<RecoveryPlan>({
  name: 'recovery',
  does: 'a product with a large store ends by a fault nobody caught, or is killed, and is started again',
  run: stormOfRecovery,
  long: { conversations: 50_000, crashes: 20, judgesTime: true },
  quick: { conversations: 500, crashes: 2, judgesTime: false },
});

const READY_MS = 5_000;
const KEY = 'storm-recovery-key-'.padEnd(43, 'k');

/** Half of the ends are a fault of the product's own, which must end it with 1; whoever starts it again finds it ready soon. */
async function stormOfRecovery(plan: RecoveryPlan): Promise<Result> {
  const machines = await startMachines({ STORE_KEY: KEY, LOG_LEVEL: 'error' }, { isProbed: true, isPrinting: true });
  try {
    await machines.stopProduct();
    await fill(machines.dataDirectory, plan.conversations);
    await machines.restart();
    const [before, readiesMs]: [number, number[]] = [machines.exits.length, []];
    for (let crash = 0; crash < plan.crashes; crash++) {
      if (crash % 2 === 0) await fault(machines.directory, machines.ended);
      else await machines.kill();
      const begun = performance.now();
      await machines.restart();
      const answer = await fetchSoon(`http://127.0.0.1:${machines.port}/readyz`);
      if (answer.status === 200) readiesMs.push(Math.round(performance.now() - begun));
    }
    const faults = machines.exits.slice(before).filter(({ signal }) => signal === null);
    const slowest = Math.max(...readiesMs);
    return {
      findings: [
        finding(
          'a fault nobody caught ends the process with 1',
          Math.ceil(plan.crashes / 2),
          faults.filter(({ code }) => code === 1).length,
        ),
        finding('ready after every crash', plan.crashes, readiesMs.length),
        ...(plan.judgesTime ? [atMost('ready in time after each (slowest)', READY_MS, slowest, 'ms')] : []),
      ],
      figures: { conversations: plan.conversations, crashes: plan.crashes, slowestMs: slowest },
    };
  } finally {
    await machines.stop();
  }
}

/** Conversations as customers leave them, with an entry and a reminder each. */
async function fill(directory: string, conversations: number): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const store = await openSealedStore({ directory, clock: Date.now, kms: createLocalKms(KEY) });
  const AT_ONCE = 500;
  for (let first = 0; first < conversations; first += AT_ONCE) {
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, conversations - first) }, (_, at) => {
        const id = `large-${first + at}`;
        const later = { kind: 'timer', dueAt: Date.now() + 3_600_000 } as const;
        return store.commit(
          aCommit(id, 0, {
            conversation: aConversation(id, 1, { seq: 1 }),
            inboxKey: `m-${id}`,
            transcript: [anEntry(1)],
            work: [aWorkItem(id, `w-${id}`, later)],
          }),
        );
      }),
    );
  }
  await store.close();
}

/** Tells the probe in the product to throw where nobody catches. */
async function fault(directory: string, ended: () => Promise<void>): Promise<void> {
  writeFileSync(join(directory, 'fault'), '');
  await ended();
}
