import { measureCheck } from './check';
import { measureDesk } from './desk';
import { measureMiddle } from './middle';
import { compareOverHttp, compareWebhooks, type Plan, round } from './overHttp';
import { measureSealing } from './sealing';
import { measureStartup } from './startup';
import { benchStore } from './store';
import { measureStoredSize } from './storedSize';
import { compareWorkers } from './workers';

/**
 * `npm run bench`: what a turn costs, beside peers that run on the same machine in the same minutes. `--quick` takes two
 * minutes and leaves the store's growth out; `--large` adds a store of a million conversations. Figures depend on the
 * machine; ratios within one run are what to compare.
 */
async function main(options: readonly string[]): Promise<void> {
  const quick = options.includes('--quick');
  title('understand → decide → speak, in process (target ≤ 250 µs median)');
  console.table(await measureMiddle(quick ? 200 : 1_000));
  title('A draft as it is typed, checked for twelve markets (target ≤ 100 ms)');
  console.table(measureCheck(quick ? 20 : 100));
  title('node dist/index.js: start to listening, and memory 3 s later (targets ≤ 0.8 s, ≤ 130 MB)');
  console.table([await measureStartup(quick ? 2 : 5)]);
  title('Stored bytes per finished lead, all of its conversation, transcript, consents and work');
  console.table([{ bytes: Math.round(await measureStoredSize(quick ? 32 : 512)) }]);
  title('What sealing adds to a turn in the store alone (target: 25 µs)');
  console.table([await measureSealing(quick ? 32 : 96)]);
  await compareOverHttp(quick ? QUICK : FULL);
  await compareWebhooks(quick ? QUICK : FULL);
  await compareWorkers(quick ? QUICK : FULL);
  title('The desk with every agent of a large centre at it, beside a route that does nothing');
  console.table([await measureDesk(quick ? QUICK_DESK : FULL_DESK)]);
  if (quick) return;
  title('Cost of the store as it grows, µs (target: within 20 % of the smallest)');
  const sizes = options.includes('--large') ? [1_000, 100_000, 1_000_000] : [1_000, 100_000];
  console.table(
    (await benchStore(sizes)).map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, round(value)])),
    ),
  );
}

const QUICK_DESK = { chats: 1_000, streams: 50, rounds: 20 };
const FULL_DESK = { chats: 5_000, streams: 200, rounds: 100 };
const QUICK: Plan = { warmUpSeconds: 3, rounds: 3, seconds: 2, pacedSeconds: 1 };
const FULL: Plan = { warmUpSeconds: 10, rounds: 5, seconds: 4, pacedSeconds: 5 };

function title(text: string): void {
  console.log(`\n${text}`);
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (cause: unknown) => {
    console.error(cause);
    process.exit(1);
  },
);
