import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chanceOf, pickOf } from '../customers';
import { wrongAfterwards } from './afterwards';
import type { Chapter } from './chapters';
import { LOSSES, type Loss } from './loss';
import { bundle, type Program, type Recording, record } from './recording';
import { createSimulatedDisk, type Image, placed } from './simulatedDisk';
import type { SystemCall } from './systemCalls';
import { readTold, type Told } from './told';

export interface PowerLossPlan {
  readonly chapters: readonly Chapter[];
  /** In all chapters together. */
  readonly cuts: number;
  readonly seed: number;
  readonly losses?: readonly Loss[];
  /** Takes a guarantee out of the recorded program: then something must be found wrong. */
  readonly sabotage?: Parameters<typeof bundle>[2];
}

/** One power loss after which something was wrong. */
export interface Broken {
  readonly chapter: string;
  readonly at: number;
  readonly loss: Loss;
  readonly wrong: readonly string[];
}

export interface PowerLosses {
  readonly cuts: number;
  readonly calls: number;
  readonly told: number;
  readonly broken: readonly Broken[];
}

/** What is simulated needs no real disk, and is faster without. */
const MEMORY = '/dev/shm';

/**
 * Records what a store's program does to its files, and lets the power fail at moments of it: what no sync covered is
 * lost, kept, torn or reordered. Then the product opens what is left, and everything it had told must be there.
 */
export async function losePower(plan: PowerLossPlan): Promise<PowerLosses> {
  const work = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'power-'));
  try {
    const program = await bundle(require.resolve('./writer'), work, plan.sabotage);
    const random = chanceOf(plan.seed);
    const results: PowerLosses[] = [];
    for (const [index, chapter] of plan.chapters.entries()) {
      const until = (count: number) => Math.floor((plan.cuts * count) / plan.chapters.length);
      const recording = await recorded(program, chapter, join(work, chapter.name));
      results.push(
        await cut(recording, chapter.name, { ...plan, cuts: until(index + 1) - until(index), random, work }),
      );
    }
    return {
      cuts: sum(results.map(({ cuts }) => cuts)),
      calls: sum(results.map(({ calls }) => calls)),
      told: sum(results.map(({ told }) => told)),
      broken: results.flatMap(({ broken }) => broken),
    };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function recorded(program: Program, { name, turns, prepare }: Chapter, home: string): Promise<Recording> {
  mkdirSync(home);
  await prepare?.(home);
  return record(program, [name, home, String(turns)], home);
}

interface Cutting extends Pick<PowerLossPlan, 'cuts' | 'losses'> {
  readonly random: () => number;
  readonly work: string;
}

async function cut({ root, start, calls }: Recording, chapter: string, cutting: Cutting): Promise<PowerLosses> {
  const { random, work } = cutting;
  const moments = momentsOf(calls, cutting);
  const disk = createSimulatedDisk(root, start);
  const told: Told[] = [];
  const broken: Broken[] = [];
  for (const [at, call] of [...calls, undefined].entries()) {
    for (let now = moments[0]; now?.at === at; now = moments[0]) {
      moments.shift();
      const home = join(work, 'afterwards');
      lay(disk.afterPowerLoss(now.loss, random), root, home, random);
      const wrong = await wrongAfterwards(home, chapter, told);
      if (wrong.length > 0) broken.push({ chapter, ...now, wrong });
      rmSync(home, { recursive: true, force: true });
    }
    if (call === undefined) continue;
    disk.apply(call);
    const said = toldBy(call);
    if (said !== undefined) told.push(said);
  }
  return { cuts: cutting.cuts, calls: calls.length, told: told.length, broken };
}

interface Moment {
  readonly at: number;
  readonly loss: Loss;
}

/** Half of them anywhere, half right after something was told, each kind in turn: then the most is promised. */
function momentsOf(calls: readonly SystemCall[], { cuts, losses = LOSSES, random }: Cutting): Moment[] {
  const kinds = new Map<string, number[]>();
  for (const [at, call] of calls.entries()) {
    const kind = toldBy(call)?.told;
    if (kind !== undefined) kinds.set(kind, [...(kinds.get(kind) ?? []), at + 1]);
  }
  const all = [...kinds.values()];
  const moments = Array.from({ length: cuts }, (_, count): Moment => {
    const turn = count >> 1;
    const told = count % 2 === 0 ? undefined : pickOf(random, all[turn % all.length] ?? []);
    if (told !== undefined) return { at: told, loss: losses[Math.floor(turn / all.length) % losses.length] ?? 'none' };
    return { at: Math.floor(random() * (calls.length + 1)), loss: losses[turn % losses.length] ?? 'none' };
  });
  return moments.sort((a, b) => a.at - b.at);
}

function toldBy(call: SystemCall): Told | undefined {
  return call.call === 'write' && call.fd === 1 ? readTold(call.data) : undefined;
}

/** Shared memory is written back when the kernel likes; after a power loss it may hold anything. */
function lay(image: Image, root: string, home: string, random: () => number): void {
  mkdirSync(home, { recursive: true });
  for (const [path, content] of placed(image, root, home)) {
    if (content === undefined) mkdirSync(path, { recursive: true });
    else {
      mkdirSync(dirname(path), { recursive: true });
      const isShared = path.endsWith('-shm');
      writeFileSync(path, isShared ? content.map(() => Math.floor(random() * 256)) : content);
    }
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
