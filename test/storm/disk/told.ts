import { writeSync } from 'node:fs';

/** What the recorded program says of itself, each line at a moment: from then on it must hold, whatever happens. */
export type Told =
  /** The commit of this version resolved, with the message of this key. */
  | { readonly told: 'turn'; readonly id: string; readonly version: number; readonly key: string }
  | { readonly told: 'claimed'; readonly id: string; readonly work: string; readonly fence: number }
  | { readonly told: 'settled'; readonly id: string; readonly work: string }
  | { readonly told: 'identified'; readonly name: string; readonly id: string }
  | { readonly told: 'delivered'; readonly id: string; readonly sid: string }
  /** From now on the old key is not needed. */
  | { readonly told: 'rotated' }
  | { readonly told: 'sealed' }
  /** What is told of this conversation does not count any more. */
  | { readonly told: 'erasing'; readonly id: string }
  /** `wrapped`: the key as it was stored, in hexadecimal. */
  | { readonly told: 'erased'; readonly id: string; readonly wrapped: string }
  | { readonly told: 'backedUp'; readonly manifest: string; readonly turns: Readonly<Record<string, number>> }
  | { readonly told: 'restored' }
  | { readonly told: 'migrated' };

const MARK = 'told ';

/** Written at once and by itself, so that it stands in the recording where it was said. */
export function tell(told: Told): void {
  writeSync(1, `${MARK}${JSON.stringify(told)}\n`);
}

export function readTold(written: Buffer): Told | undefined {
  const text = written.toString('utf8');
  return text.startsWith(MARK) ? JSON.parse(text.slice(MARK.length)) : undefined;
}
