import { createHttp, type Http } from '../adapters/http';
import type { KeyVaultCall } from '../store/sealing/keyVaultCall';
import { createKeyVaultKms } from '../store/sealing/keyVaultKms';
import { createLocalKms, type Kms } from '../store/sealing/kms';
import type { KeyVaultConfig, StoreKeys } from './storeKeys';

/** What wraps the keys of conversations, and its end. */
export interface StoreKms {
  readonly kms: Kms;
  close(): void;
}

/**
 * The key of the configuration, or the key vault's; what the former wrapped before stays open to the latter. `steady`:
 * milliseconds of which only differences are used; the system's, unless a test has its own.
 */
export function openStoreKms(
  { secret, previous, vault }: StoreKeys,
  clock: () => number,
  steady?: () => number,
): StoreKms {
  const local = createLocalKms(secret, previous);
  if (vault === undefined) return { kms: local, close: () => {} };
  const http = vaultHttp(vault, steady);
  const remote = createKeyVaultKms({ ...vault, call: callOf(http), clock });
  const unwrap: Kms['unwrap'] = (wrapped, context) =>
    (wrapped.keyId.startsWith('local-') ? local : remote).unwrap(wrapped, context);
  return { kms: { ...remote, unwrap }, close: http.close };
}

/**
 * To the vault and to whoever gives tokens for it. A vault may be reached by a private endpoint. How long it rests is
 * counted by a clock that nobody sets: set back, the other would keep every conversation closed for as long.
 */
function vaultHttp({ url, identity }: KeyVaultConfig, steady: (() => number) | undefined): Http {
  const tokens = identity.kind === 'managed' ? identity.endpoint : identity.authority;
  const hosts = [url, tokens].map((address) => new URL(address).hostname);
  return createHttp({ allowedHosts: hosts, privateHosts: hosts, ...(steady && { clock: steady }) });
}

function callOf(http: Http): KeyVaultCall {
  return async (request) => {
    const outcome = await http.request(request);
    if (outcome.kind !== 'response') return undefined;
    return { status: outcome.status, headers: outcome.headers, body: outcome.body.toString('utf8') };
  };
}
