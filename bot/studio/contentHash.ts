import { createHash } from 'node:crypto';
import type { Flow } from '../../machines/flow';
import { canonicalJson } from '../../machines/upgrade';
import type { Words } from './contract';

/**
 * What a conversation's pin names: the flow, and the words where a version has any. Of one without it is what it always
 * was, so that pins of earlier releases hold.
 */
export function versionHash(flow: Flow, words: Words): string {
  return sha256(Object.keys(words).length === 0 ? canonicalJson(flow) : canonicalJson({ flow, words }));
}

/** What an approval is bound to: all that customers would meet, and not the number it is published under. */
export function contentHash({ version: _version, ...flow }: Flow, words: Words): string {
  return sha256(canonicalJson({ flow, words }));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
