import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MARKET_PROFILES } from '../adapters/markets';
import { loadTexts } from '../bot/loadTexts';
import type { BoxWorld } from '../bot/studio/simulator/box';
import { tryFlow } from '../bot/studio/simulator/triedFlows';
import { stormOver } from '../bot/studio/storm/stormOver';
import type { Difference } from '../bot/studio/tests/contract';
import { TestShape, testFile } from '../bot/studio/tests/conversationTest';
import { runTest } from '../bot/studio/tests/runTest';
import type { FlowContent } from '../machines/flowEdit/content';
import { sandboxBankProfile } from '../sandbox/bankProfiles';

/** `npm run flow -- test` and `storm`: a flow is tried as the studio tries it, by the same functions. */

type Print = (line: string) => void;

/**
 * Plays the recorded conversations of a folder on a flow. `accept`: what differs is right now, and the files are written
 * anew. Gives how many differ.
 */
export async function testFlow(
  { flow, words }: FlowContent,
  folder: string,
  { accept, print }: { readonly accept: boolean; readonly print: Print },
): Promise<number> {
  const tried = tryFlow(flow, words);
  let differing = 0;
  for (const file of filesIn(folder)) {
    const test = TestShape.parse(JSON.parse(readFileSync(file, 'utf8')));
    if (!flow.markets.includes(test.market)) continue;
    const { differences, now } = await runTest(WORLD, tried, test);
    if (differences.length === 0) continue;
    differing += 1;
    print(`${file}: ${test.name}`);
    for (const one of differences) print(`  ${lineOf(one)}`);
    if (accept) writeFileSync(file, testFile(now));
  }
  print(`${filesIn(folder).length} tests, ${differing} ${accept ? 'written anew' : 'differ'}`);
  return accept ? 0 : differing;
}

/** Lets it storm over every market. Gives in how many a promise was broken. */
export async function stormFlow(
  { flow, words }: FlowContent,
  { seed, customers, print }: { readonly seed: number; readonly customers: number; readonly print: Print },
): Promise<number> {
  const tried = tryFlow(flow, words);
  const other = tryFlow({ ...flow, version: flow.version + 1 }, words);
  let broken = 0;
  for (const market of flow.markets) {
    const plan = { world: WORLD, flow: tried, other, market, seed, customers, breathe: async () => undefined };
    const told = await stormOver(plan);
    print(`${market} ${told.score}: ${told.byThemselves} of ${told.customers} by themselves, seed ${seed}`);
    for (const one of told.broken)
      print(`  ${one.promise} at ${one.step}: ${one.what} (customer ${one.customer}, ${one.condition})`);
    if (told.broken.length > 0) broken += 1;
  }
  return broken;
}

const HOUR_MS = 3_600_000;
const WORLD: BoxWorld = {
  texts: loadTexts(),
  markets: MARKET_PROFILES,
  bankProfile: ({ market }) => sandboxBankProfile(market),
  resumeAfterMs: 6 * HOUR_MS,
};

function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => join(folder, name));
}

function lineOf(one: Difference): string {
  if (one.kind !== 'turn') return `${one.kind === 'knows' ? one.field : 'applications'}: ${one.expected} -> ${one.got}`;
  const { turn, does, expected, got } = one;
  const told = got.refused ?? `${got.says.join(' ')} at ${got.at}`;
  return `turn ${turn + 1} ${JSON.stringify(does)}: ${expected.says.join(' ')} at ${expected.at} -> ${told}`;
}
