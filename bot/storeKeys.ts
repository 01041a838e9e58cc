import { z } from 'zod';

/** What the keys of conversations are wrapped with, and what they were wrapped with before. */
export interface StoreKeys {
  readonly secret: string;
  readonly previous: readonly string[];
}

const SHORTEST = 43;

/** The variables of the keys. */
export const StoreKeyEnvironment = z.object({
  STORE_KEY: z.string().min(SHORTEST, 'must be at least 32 random bytes in base64url (43 characters)').optional(),
  STORE_KEY_PREVIOUS: z.string().default(''),
});

/**
 * Apart from the master key, which is also what customers' names are recognised by: the keys of the store can be
 * replaced without anybody being taken for somebody new. Without `STORE_KEY` it is the master key.
 */
export function readStoreKeys(
  { STORE_KEY, STORE_KEY_PREVIOUS }: z.infer<typeof StoreKeyEnvironment>,
  masterKey: string,
  problems: string[],
): StoreKeys {
  const previous = STORE_KEY_PREVIOUS.split(',')
    .map((key) => key.trim())
    .filter((key) => key !== '');
  if (previous.some((key) => key.length < SHORTEST)) problems.push('STORE_KEY_PREVIOUS: a key in it is not whole');
  return { secret: STORE_KEY ?? masterKey, previous: previous.filter((key) => key !== (STORE_KEY ?? masterKey)) };
}
