import { StoreFault } from '../storeFault';
import type { Kms, Wrapped } from './kms';
import type { Place } from './seal';

/** What the store's own key is wrapped for. */
const STORE_KEY_CONTEXT = 'store key';
/** Where a ring says, under that key, how far an earlier release's rows are sealed. */
export const STATE_PLACE: Place = { table: 'keyring', conversationId: '', row: 'state', version: 0 };

/** The store's own secret, which every version of a ring must open to; undefined where there is none. */
export async function storeSecretOf(ring: readonly Wrapped[], kms: Kms): Promise<Buffer | undefined> {
  const [secret, ...others] = await Promise.all(
    ring.map((wrapped) => kms.unwrap(wrapped, STORE_KEY_CONTEXT).catch(unreachable)),
  );
  if (others.some((other) => secret === undefined || !other.equals(secret))) {
    throw new StoreFault('wrongKey', { detail: 'its keys do not belong together' });
  }
  return secret;
}

/** The secret as one more version of a ring keeps it. */
export function wrapStoreSecret(secret: Buffer, kms: Kms): Promise<Wrapped> {
  return kms.wrap(secret, STORE_KEY_CONTEXT).catch(unreachable);
}

function unreachable(cause: unknown): never {
  throw cause instanceof StoreFault ? cause : new StoreFault('keysUnreachable', { cause });
}
