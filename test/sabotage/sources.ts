import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Made by commands, or not part of the product. */
const LEFT_OUT: ReadonlySet<string> = new Set(['node_modules', 'dist', 'data', 'coverage', 'test-output', 'docs']);

/** Every file of the source tree but documents, relative to its root. */
export function listSources(root: string, folder = ''): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.') || LEFT_OUT.has(entry.name)) return [];
    return entry.isDirectory() ? listSources(root, path) : [path];
  });
}
