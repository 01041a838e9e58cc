import { basename, join } from 'node:path';
import { type Attempt, tryAll } from './attempt';
import { SWITCHES } from './switches';

/**
 * `npm run sabotage [-- topic…]`: switches each guarantee off in a copy of the source and runs the test that has to
 * notice. A guarantee whose test still passes is not proven by it: the run ends with 1.
 */
async function main(topics: readonly string[]): Promise<void> {
  const unknown = topics.filter((topic) => !(topic in SWITCHES));
  if (unknown.length > 0) throw new Error(`No such topic: ${unknown.join(', ')}. There are ${Object.keys(SWITCHES)}.`);
  const chosen = topics.length > 0 ? topics : Object.keys(SWITCHES);
  const attempts = await tryAll(
    ROOT,
    chosen.flatMap((topic) => SWITCHES[topic] ?? []),
    print,
  );
  const caught = attempts.filter(({ verdict }) => verdict === 'caught').length;
  console.log(`\n${caught} passed, ${attempts.length - caught} failed`);
  process.exit(caught === attempts.length ? 0 : 1);
}

const BUILT = join(__dirname, '..', '..');
const ROOT = basename(BUILT) === 'dist' ? join(BUILT, '..') : BUILT;

function print({ guarantee: { guarantee, file, test }, verdict, detail }: Attempt): void {
  console.log(`  ${verdict.padEnd(9)} ${guarantee}  (${file} → ${test})`);
  if (verdict !== 'caught') console.log(detail.replace(/^/gm, '            '));
}

main(process.argv.slice(2)).catch((cause: unknown) => {
  console.error(cause);
  process.exit(1);
});
