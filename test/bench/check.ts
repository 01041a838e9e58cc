import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { flowCatalogue } from '../../bot/flowCatalogue';
import { loadTexts } from '../../bot/loadTexts';
import { checkContent } from '../../bot/studio/checkContent';
import { readContent } from '../../bot/studio/readContent';
import { sandboxWorld } from '../../scripts/sandboxWorld';
import { percentiles } from './load';

/** What a designer waits for at each key: a content read, checked for every market and its proofs found. */
export function measureCheck(times: number) {
  const world = sandboxWorld(loadTexts());
  const file = readFileSync(join(process.cwd(), 'dialogs', 'flows', 'card-lead', '1.json'), 'utf8');
  const words = { en: { 'ask.product': 'Which card is it to be?' }, th: { 'ask.product': 'บัตรใบไหน' } };
  const once = (own: object) => {
    const read = readContent(JSON.parse(file), own);
    if ('problems' in read) throw new Error(read.problems.join('\n'));
    checkContent(read.parsed, read.content.words, flowCatalogue(world));
  };
  const figures = (own: object) => {
    for (let n = 0; n < 10; n++) once(own);
    const before = process.cpuUsage();
    const spans = Array.from({ length: times }, () => {
      const start = performance.now();
      once(own);
      return performance.now() - start;
    });
    const { user, system } = process.cpuUsage(before);
    const { p50, p99 } = percentiles(spans);
    // Of the processor: what a machine that does other things besides does not stretch.
    return { 'median ms': round(p50), 'p99 ms': round(p99), 'processor ms': round((user + system) / 1_000 / times) };
  };
  return { 'as it ships': figures({}), 'with words of its own': figures(words) };
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
