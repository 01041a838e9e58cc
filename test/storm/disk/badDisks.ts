import { customersOf, MOST_MESSAGES, pause, SENDER, type StormCustomer, type Written } from '../customers';
import { type Machines, startMachines } from '../machines';
import { insist } from '../patience';
import { leadsOnce, repliesOnce, takenOnce } from '../promises';
import { type Finding, finding, type Result, storm } from '../storm';
import { calm, readStory } from '../story';
import { type BadGround, failing, failingNowAndThen, fewDescriptors, fillingUp, missingForLong } from './grounds';
import { watchReadiness } from './readiness';

export interface DiskPlan {
  readonly customers: number;
  /** Each; with all of them it is a whole lead. */
  readonly messages: number;
  readonly grounds: () => readonly NamedGround[];
  readonly spoiltMs: number;
  readonly calmMs: number;
}

export interface NamedGround {
  readonly name: string;
  readonly prepare: () => BadGround;
  /** Whether the store must be told unready while it lasts. */
  readonly isTold: boolean;
}

const EIO = 5;
const PWRITE = 'posix/io/rw/pwrite';

const LONG: readonly NamedGround[] = [
  { name: 'the disk fills up', prepare: () => fillingUp(24), isTold: true },
  { name: 'nothing can be written any more', prepare: () => failing('pwrite64', 'EROFS', 1_200, 1_240), isTold: true },
  ...[0.01, 0.05, 0.2].map((share): NamedGround => {
    const points = [PWRITE, 'posix/io/sync/fsync'];
    return {
      name: `${share} of writes and syncs fail`,
      prepare: () => failingNowAndThen(points, share, EIO),
      isTold: share > 0.1,
    };
  }),
  { name: 'syncs fail for a while', prepare: () => failing('fdatasync,fsync', 'EIO', 150, 170), isTold: true },
  { name: 'there are 64 descriptors', prepare: () => fewDescriptors(64), isTold: false },
];

const QUICK: readonly NamedGround[] = [
  { name: 'writes find no space', prepare: () => failing('pwrite64', 'ENOSPC', 300, 312), isTold: true },
];

export const diskStorm = storm<DiskPlan>({
  name: 'disk',
  does: 'the disk fills up, turns read-only, or fails now and then under a product that serves customers',
  run: stormOfDisks,
  long: { customers: 20, messages: MOST_MESSAGES, grounds: () => LONG, spoiltMs: 8_000, calmMs: 120_000 },
  quick: { customers: 6, messages: 4, grounds: () => QUICK, spoiltMs: 0, calmMs: 60_000 },
});

/** Nothing that was answered with 2xx is lost, the process lives, says so, and goes on by itself. */
export async function stormOfDisks(plan: DiskPlan): Promise<Result> {
  const all = plan.grounds();
  const missing = all === LONG ? missingForLong() : [];
  if (missing.length > 0) throw new Error(`This storm needs ${missing.join(', ')} (apt-get install strace fiu-utils).`);
  const findings: Finding[] = [];
  const figures: Record<string, string> = {};
  for (const ground of all) {
    const seen = await standOn(ground, plan);
    findings.push(...seen.findings.map((one) => ({ ...one, promise: `${ground.name}: ${one.promise}` })));
    figures[ground.name] = seen.figure;
  }
  return { findings, figures };
}

async function standOn({ prepare, isTold }: NamedGround, plan: DiskPlan) {
  const ground = prepare();
  const { dataDirectory, launcher } = ground;
  const place = { ...(dataDirectory ? { dataDirectory } : {}), ...(launcher ? { launcher } : {}) };
  const machines = await startMachines(ground.environment, place);
  const customers = customersOf(plan.customers, plan.messages);
  const ready = watchReadiness(machines.port);
  const refused = { count: 0 };
  try {
    const writing = writeAll(machines, customers, plan, refused);
    await pause(ground.spoil ? 2_000 : 0);
    await ground.spoil?.(machines);
    const spoiltAt = Date.now();
    await pause(plan.spoiltMs);
    await ground.mend?.(machines);
    const mendedAt = Date.now();
    await writing;
    const isCalm = await calm(machines, plan.calmMs);
    const isReadyAgain = await ready.isReadyWithin(10_000);
    const isAlive = machines.exits.length === 0;
    const { untilTold, untilReady } = ready.stop({ spoiltAt, mendedAt });
    await machines.stopProduct();
    const story = await readStory(machines);
    const isTimed = ground.spoil !== undefined;
    const cases = [...story.conversations.values()].flatMap((told) => told.cases).length;
    return {
      findings: [
        { promise: 'the process lives on', isKept: isAlive, seen: String(isAlive) },
        { promise: 'ready again by itself', isKept: isReadyAgain, seen: String(isReadyAgain) },
        { promise: 'nothing left to do afterwards', isKept: isCalm, seen: String(isCalm) },
        ...(isTold ? [told(untilTold, isTimed)] : []),
        ...(isTold && isTimed ? [within('ready within 5 s of the end of it', untilReady, 5_000)] : []),
        ...takenOnce(story, customers),
        ...(plan.messages === MOST_MESSAGES ? leadsOnce(story, customers) : []),
        ...repliesOnce(story, 0),
      ],
      figure: JSON.stringify({ refused: refused.count, msUntilUnready: untilTold, msUntilReady: untilReady, cases }),
    };
  } finally {
    ready.stop({ spoiltAt: 0, mendedAt: 0 });
    await machines.stop();
    ground.leave();
  }
}

function told(untilTold: number | undefined, isTimed: boolean): Finding {
  if (isTimed) return within('said to be unready within 2 s', untilTold, 2_000);
  return finding('said to be unready', 1, untilTold === undefined ? 0 : 1);
}

function within(promise: string, ms: number | undefined, most: number): Finding {
  return { promise, isKept: ms !== undefined && ms <= most, seen: `${ms} ms` };
}

/** One message of everybody after the other, each until it is taken: the next is an answer to the reply. */
async function writeAll(
  machines: Machines,
  customers: readonly StormCustomer[],
  { messages, calmMs }: DiskPlan,
  refused: { count: number },
): Promise<void> {
  for (let round = 0; round < messages; round += 1) {
    const written = customers.flatMap((customer) => customer.messages[round] ?? []);
    await Promise.all(written.map((message) => write(machines, message, refused)));
    await calm(machines, calmMs);
  }
}

async function write(machines: Machines, message: Written, refused: { count: number }): Promise<void> {
  const isTaken = async () => {
    const { delivered } = await machines.phoneSends({ ...message, sender: SENDER });
    if (!delivered) refused.count += 1;
    return delivered;
  };
  await insist(`${message.sid} of ${message.user} is taken`, isTaken, 200);
}
