import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Readable by the owner only, and in place after a power loss. Whoever made it, now or a moment ago: a new directory
 * exists once the one it lies in is on disk, and that one once its own is.
 */
export function createPrivateDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  for (let child = resolve(directory); child !== dirname(child); child = dirname(child)) syncIfAllowed(dirname(child));
}

/** Resolves what a rename or a new file left to the disk's own time: it is there when the power fails. */
export function syncPath(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Where we may not even look we have made nothing, and a file system that is read only changes nothing. */
const OF_OTHERS: readonly unknown[] = ['EACCES', 'EPERM', 'EROFS', 'EINVAL'];

function syncIfAllowed(directory: string): void {
  try {
    syncPath(directory);
  } catch (cause) {
    if (!OF_OTHERS.includes((cause as NodeJS.ErrnoException).code)) throw cause;
  }
}
