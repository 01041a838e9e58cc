import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MARKET_PROFILES } from '../../adapters/markets';
import type { Words } from '../../bot/studio/contract';
import type { BoxWorld } from '../../bot/studio/simulator/box';
import { type TriedFlow, tryFlow } from '../../bot/studio/simulator/triedFlows';
import { parseFlow } from '../../machines/upgrade';
import { sandboxBankProfile } from '../../sandbox/bankProfiles';
import { FLOWS_DIRECTORY, HOUR_MS, TEXTS } from './product';

/** What boxes of tests are made in. */
export const BOX_WORLD: BoxWorld = {
  texts: TEXTS,
  markets: MARKET_PROFILES,
  bankProfile: ({ market }) => sandboxBankProfile(market),
  resumeAfterMs: 6 * HOUR_MS,
};

/** The flow that ships, as a file has it, to be changed at will. */
export function shippedFlow() {
  return JSON.parse(readFileSync(join(FLOWS_DIRECTORY, 'card-lead', '1.json'), 'utf8'));
}

/** A flow and words to be tried; without any the ones that ship. */
export function tried(flow: unknown = shippedFlow(), words: Words = {}): TriedFlow {
  return tryFlow(parseFlow(flow), words);
}
