import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { StoreFault } from '../storeFault';
import { decrypt, encrypt } from './gcm';

/** A data key as it may lie on a disk, and which version of the key-encryption key opens it. */
export interface Wrapped {
  readonly keyId: string;
  readonly bytes: Buffer;
}

/**
 * Keeps the key that wraps data keys and never gives it out, as a key vault does: `wrapKey` and `unwrapKey` of Azure Key
 * Vault fit. Rejections that are no `StoreFault` mean that it cannot be reached now; it must answer or reject in seconds.
 */
export interface Kms {
  /** The version with which keys are wrapped from now on. */
  readonly current: string;
  wrap(key: Buffer, context: string): Promise<Wrapped>;
  /** Rejects with 'wrongKey' when the version is not known here, or the bytes were not wrapped with it for `context`. */
  unwrap(wrapped: Wrapped, context: string): Promise<Buffer>;
}

/**
 * The key-encryption key derived from a secret of the configuration, each `previous` one still being good for what it
 * wrapped. For one machine; with several, or where the key must not be in the environment, use a key vault.
 */
export function createLocalKms(secret: string, previous: readonly string[] = []): Kms {
  const versions = new Map([...previous, secret].map((each) => [versionOf(each), wrappingKey(each)]));
  const current = versionOf(secret);
  const keyOf = (keyId: string): KeyObject => {
    const key = versions.get(keyId);
    if (key === undefined) throw new StoreFault('wrongKey', { detail: `wrapped with ${keyId}` });
    return key;
  };
  return {
    current,
    wrap: async (key, context) => ({ keyId: current, bytes: encrypt(keyOf(current), Buffer.from(context), key) }),
    unwrap: async ({ keyId, bytes }, context) => {
      const key = decrypt(keyOf(keyId), Buffer.from(context), bytes);
      if (key === undefined)
        throw new StoreFault('wrongKey', { detail: `what is wrapped for ${context} does not open` });
      return key;
    },
  };
}

/** Names a secret without telling anything of it. */
function versionOf(secret: string): string {
  return `local-${Buffer.from(hkdfSync('sha256', secret, '', 'store key version', 6)).toString('base64url')}`;
}

function wrappingKey(secret: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', 'store key wrapping', 32)));
}
