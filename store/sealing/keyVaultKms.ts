import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { StoreFault } from '../storeFault';
import { askPatiently, jsonOf, type KeyVaultAnswer, type KeyVaultCall, unreachable } from './keyVaultCall';
import { createKeyVaultTokens, type KeyVaultIdentity } from './keyVaultTokens';
import type { Kms } from './kms';

export interface KeyVaultOptions {
  /** https://<name>.vault.azure.net */
  readonly url: string;
  /** An RSA key of it. */
  readonly key: string;
  /** The version that wraps from now on; earlier ones need only stay enabled in the vault. */
  readonly version: string;
  readonly identity: KeyVaultIdentity;
  readonly call: KeyVaultCall;
  readonly clock: () => number;
}

const API_VERSION = '7.4';
const ALGORITHM = 'RSA-OAEP-256';
const KEY_ID = /^keyvault:(?<key>[0-9A-Za-z-]{1,127})\/(?<version>[0-9A-Za-z]{1,64})$/;
const KEY_BYTES = 32;
const Result = z.object({ kid: z.string(), value: z.base64url() });

/**
 * The key-encryption key in Azure Key Vault, which never gives it out. RSA-OAEP binds a key to nothing, so it is wrapped
 * together with the hash of what it is for, and opens for nothing else. Where keys are is the configuration's: what a
 * database says of a version is a name in this one vault.
 */
export function createKeyVaultKms(options: KeyVaultOptions): Kms {
  const { url, key, version, call } = options;
  const tokens = createKeyVaultTokens({ ...options, audience: audienceOf(url) });
  const current = `keyvault:${key}/${version}`;

  const operate = async (operation: 'wrapkey' | 'unwrapkey', path: string, value: Buffer): Promise<KeyVaultAnswer> => {
    const body = JSON.stringify({ alg: ALGORITHM, value: value.toString('base64url') });
    const ask = async (token: string) =>
      askPatiently(call, {
        method: 'POST',
        url: `${url}/keys/${path}/${operation}?api-version=${API_VERSION}`,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body,
      });
    const token = await tokens.current();
    const answer = await ask(token);
    if (answer.status !== 401) return answer;
    tokens.refused(token);
    return ask(await tokens.current());
  };

  return {
    current,
    wrap: async (secret, context) => {
      const path = `${key}/${version}`;
      const answer = await operate('wrapkey', path, Buffer.concat([secret, bound(context)]));
      return { keyId: current, bytes: resultOf(answer, path) };
    },
    unwrap: async ({ keyId, bytes }, context) => {
      const named = KEY_ID.exec(keyId)?.groups;
      if (named === undefined) throw new StoreFault('wrongKey', { detail: `wrapped with ${keyId}` });
      const path = `${named.key}/${named.version}`;
      const answer = await operate('unwrapkey', path, bytes);
      // The one thing that can be wrong with what we ask is that these bytes are not what that key wrapped.
      const plain = answer.status === 400 ? undefined : resultOf(answer, path);
      const secret = plain && secretFor(context, plain);
      if (secret === undefined)
        throw new StoreFault('wrongKey', { detail: `what is wrapped for ${context} does not open` });
      return secret;
    },
  };
}

/** A vault that refuses us, or has no such key any more, tells nothing of the data: it can be put right. */
function resultOf(answer: KeyVaultAnswer, path: string): Buffer {
  const parsed = Result.safeParse(jsonOf(answer.body));
  const isOurs = answer.status === 200 && parsed.success && parsed.data.kid.endsWith(`/keys/${path}`);
  if (!isOurs) throw unreachable(answer);
  return Buffer.from(parsed.data.value, 'base64url');
}

function secretFor(context: string, plain: Buffer): Buffer | undefined {
  const expected = bound(context);
  if (plain.length !== KEY_BYTES + expected.length) return undefined;
  return timingSafeEqual(plain.subarray(KEY_BYTES), expected) ? plain.subarray(0, KEY_BYTES) : undefined;
}

function bound(context: string): Buffer {
  return createHash('sha256').update('wrapped for\n').update(context).digest();
}

/** https://vault.azure.net for a vault of it, and so for every cloud. */
function audienceOf(url: string): string {
  const { hostname } = new URL(url);
  const [, cloud] = /^[^.]+\.(vault\..+)$/.exec(hostname) ?? [];
  return `https://${cloud ?? 'vault.azure.net'}`;
}
