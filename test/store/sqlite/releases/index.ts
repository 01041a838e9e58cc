import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

const BUILT = resolve(__dirname, '../../../..');
const ROOT = basename(BUILT) === 'dist' ? resolve(BUILT, '..') : BUILT;

/** Every schema that is out there. A new one gets its file when it is released, made by the release itself. */
export const RELEASED = [1, 2, 3, 5] as const;

/** The key with which the releases that seal have sealed theirs. */
export const RELEASE_KEY = 'o'.repeat(43);

/**
 * Writes a store as a release left it: made by that release, and closed by it. In each are the conversations old1, old2 and
 * old3 after three turns, six submissions that wait or were done, two or three that were claimed, and a case a
 * conversation; in the later ones old2 waits for a person and old3 has a call-back.
 */
export function writeStoreOfRelease(schema: (typeof RELEASED)[number], directory: string): void {
  const packed = readFileSync(join(ROOT, 'test', 'store', 'sqlite', 'releases', `schema-${schema}.db.gz`));
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  writeFileSync(join(directory, 'store.db'), gunzipSync(packed), { mode: 0o600 });
}
