import type { Coverage } from './coverage';
import { eventOf } from './events';
import { createPeople, type People } from './people';
import type { Sent, World } from './world';

/** What one run saw. Empty lists are good. */
export interface Seen {
  readonly inputs: number;
  /** Answers that no client may cause, and promises that rejected; with what was sent. */
  readonly faults: readonly string[];
  /** The longest that one input took of the processor, and that 999 of 1 000 stayed below: milliseconds. */
  readonly longestMs: number;
  readonly p999Ms: number;
  readonly grownMb: number;
  readonly corpus: number;
}

const BATCH = 250;
const KEPT_OF_A_BATCH = 8;
const MOST_KEPT = 4_000;
/** From then on memory should not grow: caches are full and code is compiled. */
const WARM = 0.3;
const MOST_FAULTS = 20;
/** So long nothing takes that is answered at all. */
const PATIENCE_MS = 30_000;

/** Sends inputs one after another; those that reached new branches are kept, and mutated later. */
export async function fuzzInProcess(
  world: World,
  { inputs, seed }: { readonly inputs: number; readonly seed: number },
  coverage: Coverage | undefined,
): Promise<Seen> {
  const corpus: Buffer[] = [];
  const people = await createPeople(world, seed, corpus);
  const faults: string[] = [];
  const times = new Float64Array(inputs);
  let batch: Buffer[] = [];
  let warmMb = 0;
  const send = async (at: number) => {
    const sent = people.random() < 0.04 ? undefined : await people.next();
    if (sent?.route.endsWith('/activities') && sent.method === 'POST') batch.push(sent.body);
    return sent === undefined ? takeEvent(world, people, at) : answered(faultOf(world, sent), () => told(sent));
  };
  const endBatch = async () => {
    const hasNews = coverage !== undefined && (await coverage.news()) > 0;
    if (hasNews && corpus.length < MOST_KEPT) corpus.push(...batch.slice(-KEPT_OF_A_BATCH));
    batch = [];
    faults.push(...wounds(world));
    // Lets timers and whatever was left unawaited run.
    await new Promise((resolve) => setImmediate(resolve));
  };
  for (let at = 0; at < inputs; at++) {
    const began = process.cpuUsage();
    const fault = await send(at);
    const used = process.cpuUsage(began);
    times[at] = (used.user + used.system) / 1_000;
    if (fault !== undefined && faults.length < MOST_FAULTS) faults.push(fault);
    if (at % BATCH === BATCH - 1) await endBatch();
    if (at === Math.floor(inputs * WARM)) warmMb = memoryMb();
  }
  const sorted = times.toSorted();
  return {
    inputs,
    faults: faults.slice(0, MOST_FAULTS),
    longestMs: sorted.at(-1) ?? 0,
    p999Ms: sorted[Math.floor(inputs * 0.999)] ?? 0,
    grownMb: memoryMb() - warmMb,
    corpus: corpus.length,
  };
}

/** What never comes back is a fault, and the end of all waiting for it. */
async function answered(fault: Promise<string | undefined>, what: () => string): Promise<string | undefined> {
  let patience: NodeJS.Timeout | undefined;
  const given = new Promise<string>((resolve) => {
    patience = setTimeout(() => resolve(`No answer to ${what()}`), PATIENCE_MS);
  });
  return Promise.race([fault, given]).finally(() => clearTimeout(patience));
}

async function faultOf(world: World, sent: Sent): Promise<string | undefined> {
  try {
    const { status } = await world.answer(sent);
    return status >= 500 ? `${status} ${told(sent)}` : undefined;
  } catch (cause) {
    return `${cause instanceof Error ? cause.stack : cause} ${told(sent)}`;
  }
}

async function takeEvent(world: World, people: People, at: number) {
  const { conversationId } = await people.speaker();
  const document = world.documentOf(conversationId);
  if (document === undefined) return undefined;
  const event = eventOf(people.random, document, Date.UTC(2026, 0, 2) + at);
  try {
    return await answered(
      world.bot.intake.take(event).then(() => undefined),
      () => JSON.stringify(event),
    );
  } catch (cause) {
    return `${cause instanceof Error ? cause.stack : cause} ${JSON.stringify(event)}`;
  }
}

function told({ method, route, query, headers, body }: Sent): string {
  return JSON.stringify({ method, route, query, headers, body: body.toString('latin1').slice(0, 2_000) });
}

const OWN = Object.getOwnPropertyNames(Object.prototype).toSorted().join();

/** Marks that an input left on the process, and turns that failed. */
function wounds(world: World): readonly string[] {
  const isWhole = Object.getOwnPropertyNames(Object.prototype).toSorted().join() === OWN;
  return [...world.logged.splice(0), ...(isWhole ? [] : ['Object.prototype was changed'])];
}

function memoryMb(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss() / 1_048_576;
}
