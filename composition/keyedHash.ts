import type { Config } from '../bot/config';
import { deriveKey, pseudonymOf } from '../bot/telemetry';

/** A keyed hash for one use, under a key of its own. What it was of is kept nowhere, not even in memory. */
export function keyedHash({ masterKey }: Pick<Config, 'masterKey'>, use: string): (text: string) => string {
  const key = deriveKey(masterKey, use);
  return (text) => pseudonymOf(key, text);
}
