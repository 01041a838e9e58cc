import { randomBytes } from 'node:crypto';

/** What a sid names: a text, a message with media or content, a file, a content, an installed channel. */
export type SidPrefix = 'SM' | 'MM' | 'ME' | 'HX' | 'XE';

export function newSid(prefix: SidPrefix): string {
  return prefix + randomBytes(16).toString('hex');
}
