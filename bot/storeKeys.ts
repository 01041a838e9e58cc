import { z } from 'zod';
import type { KeyVaultIdentity } from '../store/sealing/keyVaultTokens';

/** What the keys of conversations are wrapped with, and what they were wrapped with before. */
export interface StoreKeys {
  readonly secret: string;
  readonly previous: readonly string[];
  /** Wraps in place of the secret, which then only opens what it wrapped before. */
  readonly vault?: KeyVaultConfig;
}

export interface KeyVaultConfig {
  readonly url: string;
  readonly key: string;
  readonly version: string;
  readonly identity: KeyVaultIdentity;
}

const SHORTEST = 43;
/** Where a virtual machine asks who it is. */
const MACHINE_IDENTITY = 'http://169.254.169.254/metadata/identity/oauth2/token';

const address = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

/** The variables of the keys. */
export const StoreKeyEnvironment = z.object({
  STORE_KEY: z.string().min(SHORTEST, 'must be at least 32 random bytes in base64url (43 characters)').optional(),
  STORE_KEY_PREVIOUS: z.string().default(''),
  KEY_VAULT_URL: address.optional(),
  KEY_VAULT_KEY: z
    .string()
    .regex(/^[0-9A-Za-z-]{1,127}\/[0-9A-Za-z]{1,64}$/, 'must be the name of the key, a slash and its version')
    .optional(),
  KEY_VAULT_TENANT_ID: z.string().optional(),
  KEY_VAULT_CLIENT_ID: z.string().optional(),
  KEY_VAULT_CLIENT_SECRET: z.string().optional(),
  KEY_VAULT_AUTHORITY: address.default('https://login.microsoftonline.com'),
  IDENTITY_ENDPOINT: address.optional(),
  IDENTITY_HEADER: z.string().optional(),
});
type StoreKeyEnvironment = z.infer<typeof StoreKeyEnvironment>;

/**
 * Apart from the master key, which is also what customers' names are recognised by: the keys of the store can be
 * replaced without anybody being taken for somebody new. Without `STORE_KEY` it is the master key.
 */
export function readStoreKeys(env: StoreKeyEnvironment, masterKey: string, problems: string[]): StoreKeys {
  const { STORE_KEY, STORE_KEY_PREVIOUS } = env;
  const previous = STORE_KEY_PREVIOUS.split(',')
    .map((key) => key.trim())
    .filter((key) => key !== '');
  if (previous.some((key) => key.length < SHORTEST)) problems.push('STORE_KEY_PREVIOUS: a key in it is not whole');
  const vault = readKeyVault(env, problems);
  return {
    secret: STORE_KEY ?? masterKey,
    previous: previous.filter((key) => key !== (STORE_KEY ?? masterKey)),
    ...(vault && { vault }),
  };
}

function readKeyVault(env: StoreKeyEnvironment, problems: string[]): KeyVaultConfig | undefined {
  const { KEY_VAULT_URL: url, KEY_VAULT_KEY: named } = env;
  if (url === undefined && named === undefined) return undefined;
  if (url === undefined || named === undefined) {
    problems.push('KEY_VAULT_URL and KEY_VAULT_KEY: give both or none');
    return undefined;
  }
  if (![url, env.KEY_VAULT_AUTHORITY].every(isPrivate))
    problems.push('KEY_VAULT_URL, KEY_VAULT_AUTHORITY: must be https, but on this machine itself');
  const [key = '', version = ''] = named.split('/');
  return { url, key, version, identity: readIdentity(env, problems) };
}

/** With a secret an application's; otherwise what Azure says that this machine is. */
function readIdentity(env: StoreKeyEnvironment, problems: string[]): KeyVaultIdentity {
  const { KEY_VAULT_TENANT_ID: tenantId, KEY_VAULT_CLIENT_ID: clientId, KEY_VAULT_CLIENT_SECRET: clientSecret } = env;
  if (tenantId === undefined && clientSecret === undefined) {
    const { IDENTITY_ENDPOINT: endpoint = MACHINE_IDENTITY, IDENTITY_HEADER: header } = env;
    return { kind: 'managed', endpoint, ...(header && { header }), ...(clientId && { clientId }) };
  }
  if (tenantId === undefined || clientId === undefined || clientSecret === undefined)
    problems.push('KEY_VAULT_TENANT_ID, _CLIENT_ID and _CLIENT_SECRET: give all three, or the id alone, or none');
  const authority = env.KEY_VAULT_AUTHORITY;
  return {
    kind: 'application',
    authority,
    tenantId: tenantId ?? '',
    clientId: clientId ?? '',
    clientSecret: clientSecret ?? '',
  };
}

/** Else the secret and the keys would travel in the clear. */
function isPrivate(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
