import { type Result, stormOfDeliveries } from './deliveries';
import { stormOfSilence } from './gap';
import { EVERY_FAULT, stormOfFaults } from './outbox';

/**
 * `npm run storm`: a quarter of an hour in which everything that a messenger and its provider may do to the product is
 * done to it at once, the server being killed again and again. Ends with 1 if one promise was not kept.
 */
async function main(): Promise<void> {
  // An orderly exit ends the processes of the storm with it.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1));
  const tally = { passed: 0, failed: 0 };
  for (const [name, storm] of STORMS) {
    console.log(`\n${name}`);
    print(await storm(), tally);
  }
  console.log(`\n${tally.passed} passed, ${tally.failed} failed`);
  process.exit(tally.failed > 0 ? 1 : 0);
}

const MINUTES = 60_000;

const STORMS: readonly (readonly [name: string, storm: () => Promise<Result>])[] = [
  [
    'Messages brought again and again, by two processes, while the server is killed',
    () => stormOfDeliveries({ customers: 500, deliveries: 100_000, kills: 12, seed: 1, calmMs: 5 * MINUTES }),
  ],
  [
    'Replies through a provider that fails in every way it can',
    () =>
      stormOfFaults({
        customers: 100,
        messages: 12,
        kills: 8,
        seed: 2,
        share: 0.3,
        faults: EVERY_FAULT,
        calmMs: 4 * MINUTES,
      }),
  ],
  [
    'Nobody there while customers write',
    () =>
      stormOfSilence({
        customers: 100,
        before: 3,
        during: 3,
        after: 2,
        clockBehindMs: 0,
        waitMs: 25_000,
        calmMs: 2 * MINUTES,
      }),
  ],
];

function print({ findings, figures }: Result, tally: { passed: number; failed: number }): void {
  for (const { promise, isKept, seen } of findings) {
    tally[isKept ? 'passed' : 'failed'] += 1;
    console.log(`  ${isKept ? 'kept  ' : 'BROKEN'}  ${promise}: ${seen}`);
  }
  console.log(`  ${JSON.stringify(figures)}`);
}

main().catch((cause: unknown) => {
  console.error(cause);
  process.exit(1);
});
