import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A published sample body, by its file name without the extension. */
export function sample(name: string): unknown {
  return JSON.parse(readFileSync(join(__dirname, 'samples', `${name}.json`), 'utf8'));
}
