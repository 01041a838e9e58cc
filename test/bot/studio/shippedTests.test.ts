import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { testFile } from '../../../bot/studio/tests/conversationTest';
import { runTest } from '../../../bot/studio/tests/runTest';
import { readShippedTests } from '../../../bot/studio/tests/shippedTests';
import { MARKETS } from '../../../machines/market';
import { BOX_WORLD, tried } from '../../support/studio';

const FOLDER = join(__dirname, '..', '..', '..', 'dialogs', 'flowTests');
const shipped = readShippedTests(FOLDER, 'card-lead', 1);

it('there is one of a customer who applies in every market', () => {
  const applying = shipped.filter(({ id }) => id.endsWith('-applies')).map(({ test }) => test.market);
  expect(applying.toSorted()).toEqual([...MARKETS].sort());
});

it('each is written as a recording would be', () => {
  const files = readdirSync(join(FOLDER, 'card-lead', '1')).sort();
  for (const [at, { test }] of shipped.entries())
    expect(testFile(test)).toBe(readFileSync(join(FOLDER, 'card-lead', '1', files[at] ?? ''), 'utf8'));
});

it.each(shipped)('$test.name', async ({ test }) => {
  expect((await runTest(BOX_WORLD, tried(), test)).differences).toEqual([]);
});

it('a version without any has none', () => {
  expect(readShippedTests(FOLDER, 'card-lead', 999)).toEqual([]);
});
