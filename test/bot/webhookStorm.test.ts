import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Result, stormOfDeliveries } from '../storm/deliveries';
import { stormOfSilence } from '../storm/gap';
import { DIST } from '../storm/machines';
import { EVERY_FAULT, stormOfFaults } from '../storm/outbox';

/** A slice of `npm run storm`: the built product over real HTTP, its signatures real, its process killed. */

const broken = ({ findings }: Result) => findings.filter(({ isKept }) => !isKept);

beforeAll(() => {
  if (!existsSync(join(DIST, 'test', 'storm', 'deliverer.js'))) {
    throw new Error('The storm runs the built product; build it with `npm run build` first.');
  }
});

it('takes each message once and in order, however often two processes bring it while the server is killed', async () => {
  const result = await stormOfDeliveries({ customers: 12, deliveries: 2_400, kills: 2, seed: 11, calmMs: 30_000 });
  expect(broken(result)).toEqual([]);
  expect(result.figures.delivered).toBe(2_400);
  expect(result.figures.messages).toBe(240);
}, 120_000);

it('loses no reply and sends none twice while the provider fails and the server is killed', async () => {
  // Those that cost half a minute and more are left to the long run.
  const quick = EVERY_FAULT.filter(({ kind, code }) => !kind.startsWith('timeout') && code !== 63018);
  // Taken, and nobody told us: only a look at Twilio's list keeps these from going out twice.
  const faults = [...quick, { kind: 'resetAfter' }, { kind: 'malformed' }];
  const plan = { customers: 15, messages: 3, kills: 1, seed: 12, share: 0.6, faults, calmMs: 40_000 };
  const result = await stormOfFaults(plan);
  expect(broken(result)).toEqual([]);
  expect(result.figures.ambiguous).toBeGreaterThan(5);
}, 120_000);

it('finds what customers wrote while nobody was there', async () => {
  const plan = { customers: 15, before: 0, during: 3, after: 1, clockBehindMs: 25_000, waitMs: 0, calmMs: 30_000 };
  const result = await stormOfSilence(plan);
  expect(broken(result)).toEqual([]);
  expect(result.figures.missed).toBe(45);
}, 120_000);
