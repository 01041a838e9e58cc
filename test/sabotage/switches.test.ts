import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tryAll } from './attempt';
import { SWITCHES } from './switches';
import { basicSwitches } from './switches/basics';
import { withoutGuarantee } from './workshop';

const ROOT = join(__dirname, '..', '..');
const all = Object.entries(SWITCHES).flatMap(([topic, switches]) => switches.map((one) => ({ topic, ...one })));

it.each(all)('$topic: can switch off "$guarantee"', (one) => {
  const source = readFileSync(join(ROOT, one.file), 'utf8');
  expect(withoutGuarantee(one, source)).not.toBe(source);
  expect(existsSync(join(ROOT, one.test))).toBe(true);
});

it('sees the basic guarantees missed when they are switched off', async () => {
  const attempts = await tryAll(ROOT, basicSwitches, () => {});
  expect(attempts.map(({ guarantee, verdict }) => `${guarantee.guarantee} ${verdict}`)).toEqual(
    attempts.map(({ guarantee }) => `${guarantee.guarantee} caught`),
  );
  expect(attempts).toHaveLength(basicSwitches.length);
}, 300_000);

it('tells a guarantee that no test misses from one that is caught', async () => {
  const [commit] = basicSwitches;
  if (commit === undefined) throw new Error('There are no switches.');
  const harmless = { ...commit, find: 'const BUSY_TIMEOUT_MS = 5000;', replace: 'const BUSY_TIMEOUT_MS = 5001;' };
  const [attempt] = await tryAll(ROOT, [harmless], () => {});
  expect(attempt?.verdict).toBe('unnoticed');
}, 120_000);
