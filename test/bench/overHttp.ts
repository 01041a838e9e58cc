import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Child, startChild } from './child';
import { openConnector } from './connector';
import { type Customer, limitCustomer, type NewCustomer, productCustomer, waterfallCustomer } from './customers';
import { closedLoop, type Load, median, openLoop, sleep } from './load';
import { WEBHOOK_URL, webhookCustomer } from './webhooks';

const DIST = join(__dirname, '..', '..');
const AT_ONCE = 32;
const PACE = 100;

const directories: string[] = [];
process.once('exit', () => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

/** Where measured stores live until the bench ends: the disk of the build, never a memory file system. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(DIST, 'bench-'));
  directories.push(directory);
  return directory;
}

/** The environment of a product under load: its sandbox, quiet, and without the limits for one abusive address or too much at once. */
export function productEnvironment(bankPort: number, directory: string): Record<string, string> {
  return {
    PORT: '0',
    DATA_DIR: directory,
    SANDBOX: 'true',
    SANDBOX_BANK_PORT: String(bankPort),
    LOG_LEVEL: 'silent',
    MESSAGES_PER_MINUTE: '1000000',
    TOKENS_PER_MINUTE: '1000000',
    // What is turned away costs next to nothing, and would be measured as such.
    OVERLOAD_LOOP_DELAY_MS: '60000',
    OVERLOAD_QUEUED_TURNS: '1000000',
  };
}

/** The sandbox bank in its own process: its CPU is not the product's. */
export function startBank(directory: string): Promise<Child> {
  const stateFile = join(directory, 'bank.jsonl');
  return startChild(join(DIST, 'sandbox', 'bank', 'index.js'), {
    SANDBOX_BANK_PORT: '0',
    SANDBOX_BANK_STATE_FILE: stateFile,
  });
}

/** The product, reporting its CPU, over a store in this directory. */
export function startProductChild(bankPort: number, directory: string): Promise<Child> {
  return startChild(require.resolve('./peers/product'), productEnvironment(bankPort, directory));
}

/** A product that customers write to on WhatsApp, with the sandbox Twilio in a process of its own. */
async function startMessengerProduct(directory: string) {
  const bank = await startBank(directory);
  const twilio = await startChild(join(DIST, 'sandbox', 'twilio', 'index.js'), { SANDBOX_TWILIO_PORT: '0' });
  const product = await startChild(require.resolve('./peers/product'), {
    ...productEnvironment(bank.port, directory),
    PUBLIC_BASE_URL: WEBHOOK_URL,
    SANDBOX_TWILIO_PORT: String(twilio.port),
  });
  const control = (path: string, body: object) =>
    fetch(`http://127.0.0.1:${twilio.port}/__sandbox/twilio${path}`, { method: 'POST', body: JSON.stringify(body) });
  // Customers are listed as having written, or nothing may be sent to them; the bench itself brings what they write.
  await control('/faults', { at: 'inbound', kind: 'drop', times: 1_000_000 });
  const arrive = async (user: string, sender: string): Promise<void> => {
    const { ok } = await control('/inbound', { user, sender, kind: 'text', text: 'hello' });
    if (!ok) throw new Error('The sandbox Twilio does not know this customer.');
  };
  return { product, arrive, stop: () => stopAll([product, twilio, bank]) };
}

async function stopAll(children: readonly Child[]): Promise<void> {
  for (const child of children) await child.stop();
}

/**
 * How soon a signed webhook is answered, and what a turn costs with all that belongs to it: the signature, the turn, the
 * reply handed to Twilio, and the reports of how it fared. Beside it the least that a durable answer can cost.
 */
export async function compareWebhooks(plan: Plan): Promise<void> {
  const directory = temporaryDirectory();
  const { product: child, arrive, stop } = await startMessengerProduct(directory);
  const limit = await startChild(require.resolve('./peers/limit'), { DATA_DIR: directory });
  const systems = [
    { name: 'product', child, newCustomer: webhookCustomer(arrive), loads: [] as Paced[] },
    { name: 'limit', child: limit, newCustomer: webhookCustomer(), loads: [] as Paced[] },
  ];
  for (const system of systems) await warmUp(system.child, system.newCustomer, plan.warmUpSeconds);
  for (let round = 0; round < plan.rounds; round++) {
    for (const one of systems) one.loads.push(await pacedWithCpu(one.child, one.newCustomer, plan.seconds * 2));
  }
  await stopAll([limit]);
  await stop();
  printWebhooks(systems);
}

/** No faster than replies may leave, or what is measured next would be the end of this. */
async function warmUp(child: Child, newCustomer: NewCustomer, seconds: number): Promise<void> {
  const endsAt = performance.now() + seconds * 1_000;
  const customers = Array.from({ length: 4 }, () => newCustomer(child.port));
  const talk = async (customer: Customer) => {
    while (performance.now() < endsAt) {
      await customer.ready();
      await customer.turn();
      await sleep(50);
    }
    customer.close();
  };
  await Promise.all(customers.map(talk));
  await sleep(1_000);
}

type Paced = Pick<Load, 'p50' | 'p99' | 'cpuPerTurn'>;

async function pacedWithCpu(child: Child, newCustomer: NewCustomer, seconds: number): Promise<Paced> {
  const before = await child.cpu();
  const latencies = await openLoop(child, newCustomer, PACE, seconds);
  // What a turn has left to be done is done soon after.
  await sleep(1_500);
  return { ...latencies, cpuPerTurn: ((await child.cpu()) - before) / (PACE * seconds) };
}

function printWebhooks(systems: readonly { readonly name: string; readonly loads: readonly Paced[] }[]): void {
  const [product, limit] = systems.map(({ loads }) => loads);
  console.log(`\nSigned webhooks at ${PACE} a second, every answer durable (medians of the rounds)`);
  console.table(
    Object.fromEntries(
      systems.map(({ name, loads }) => [
        name,
        {
          'p50 ms': round(median(loads.map(({ p50 }) => p50))),
          'p99 ms': round(median(loads.map(({ p99 }) => p99))),
          'CPU µs/turn': Math.round(median(loads.map(({ cpuPerTurn }) => cpuPerTurn))),
        },
      ]),
    ),
  );
  const of = (figure: keyof Paced) =>
    round(median((product ?? []).map((load, at) => load[figure] / (limit?.[at]?.[figure] ?? Number.NaN))));
  console.log(`product ÷ limit: p50 ${of('p50')}, p99 ${of('p99')}, CPU per turn with its reply ${of('cpuPerTurn')}`);
}

interface System {
  readonly name: string;
  readonly child: Child;
  readonly newCustomer: NewCustomer;
  readonly loads: Load[];
  readonly paced: number[];
}

export interface Plan {
  /** Until the compiler has seen enough of each system to have made it as fast as it gets. */
  readonly warmUpSeconds: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly pacedSeconds: number;
}

/** The product against the same lead on the SDK's stock dialogs, answering in two ways, and against the cheapest durable answer there is. */
export async function compareOverHttp(plan: Plan): Promise<void> {
  const directory = temporaryDirectory();
  const bank = await startBank(directory);
  const system = (name: string, child: Child, newCustomer: NewCustomer): System => ({
    name,
    child,
    newCustomer,
    loads: [],
    paced: [],
  });
  const product = system('product', await startProductChild(bank.port, directory), productCustomer);
  const connector = await openConnector();
  const stock = await startChild(require.resolve('./peers/waterfall'), { DATA_DIR: directory });
  const waterfall = system('Waterfall', stock, waterfallCustomer(connector));
  const inline = system('Waterfall, replies in the answer', stock, waterfallCustomer());
  const limit = system(
    'limit',
    await startChild(require.resolve('./peers/limit'), { DATA_DIR: directory }),
    limitCustomer,
  );

  const systems = [product, waterfall, inline, limit];
  for (const { child, newCustomer } of systems) await closedLoop(child, newCustomer, AT_ONCE, plan.warmUpSeconds);
  for (let round = 0; round < plan.rounds; round++) {
    for (const one of systems) one.loads.push(await closedLoop(one.child, one.newCustomer, AT_ONCE, plan.seconds));
    for (const one of [product, limit])
      one.paced.push((await openLoop(one.child, one.newCustomer, PACE, plan.pacedSeconds)).p99);
  }
  for (const child of new Set(systems.map((one) => one.child))) await child.stop();
  connector.close();
  await bank.stop();
  print(systems);
  printRatios(product, waterfall, inline, limit);
}

function print(systems: readonly System[]): void {
  console.log(
    `\nWhole leads over HTTP, ${AT_ONCE} conversations at once, every answer durable (medians of the rounds)`,
  );
  console.table(
    Object.fromEntries(
      systems.map(({ name, loads, paced }) => [
        name,
        {
          'turns/s': Math.round(median(loads.map((load) => load.turnsPerSecond))),
          'p50 ms': round(median(loads.map((load) => load.p50))),
          'p99 ms': round(median(loads.map((load) => load.p99))),
          'CPU µs/turn': Math.round(median(loads.map((load) => load.cpuPerTurn))),
          [`p99 ms at ${PACE}/s`]: paced.length > 0 ? round(median(paced)) : '',
        },
      ]),
    ),
  );
}

/** Ratios are taken within a round, between neighbours in time, and only then their median. */
function printRatios(product: System, waterfall: System, inline: System, limit: System): void {
  const rate = ratio(product, waterfall, ({ turnsPerSecond }) => turnsPerSecond);
  const cpu = ratio(waterfall, product, ({ cpuPerTurn }) => cpuPerTurn);
  const inlineRate = ratio(product, inline, ({ turnsPerSecond }) => turnsPerSecond);
  const inlineCpu = ratio(inline, product, ({ cpuPerTurn }) => cpuPerTurn);
  const paced = median(product.paced.map((p99, round) => p99 / (limit.paced[round] ?? Number.NaN)));
  console.log(`turns/s, product ÷ Waterfall        ${round(rate)}   (target ≥ 8)`);
  console.log(`CPU per turn, Waterfall ÷ product   ${round(cpu)}   (target ≥ 8)`);
  console.log(`the same, its replies in the answer  ${round(inlineRate)} and ${round(inlineCpu)}`);
  console.log(`p99 at ${PACE} turns/s, product ÷ limit  ${round(paced)}   (target ≤ 1.5)`);
}

function ratio(above: System, below: System, of: (load: Load) => number): number {
  return median(
    above.loads.flatMap((load, round) => {
      const other = below.loads[round];
      return other === undefined ? [] : [of(load) / of(other)];
    }),
  );
}

export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
