import { listenLocally, type StandIn } from '../standIn';
import { createKeyVaultFaults, type KeyVaultFaults } from './faults';
import { createVaultKey, type VaultKey } from './keys';
import { createKeyVaultServer, type Vault } from './server';

/** A running stand-in for Azure Key Vault, with one key. */
export interface KeyVaultStandIn extends StandIn {
  readonly url: string;
  readonly key: VaultKey;
  readonly faults: KeyVaultFaults;
  readonly client: Vault['client'];
  readonly identityHeader: string;
  /** How often each was asked for. */
  readonly asked: Vault['asked'];
  /** No token that was given is good any more. */
  revokeTokens(): void;
}

/** Starts it on the loopback interface. Its keys live in memory and are gone when it ends. */
export async function createKeyVault(options: { readonly port: number }): Promise<KeyVaultStandIn> {
  const vault: Vault = {
    key: createVaultKey('store-key'),
    faults: createKeyVaultFaults(),
    client: { tenantId: 'sandbox-tenant', clientId: 'sandbox-client', clientSecret: 'sandbox-client-secret' },
    identityHeader: 'sandbox-identity-header',
    tokens: new Set(),
    asked: { wrapkey: 0, unwrapkey: 0, token: 0 },
    address: '',
  };
  const standIn = await listenLocally(createKeyVaultServer(vault), options.port);
  vault.address = `http://127.0.0.1:${standIn.port}`;
  const { key, faults, client, identityHeader, asked, tokens, address: url } = vault;
  return { ...standIn, url, key, faults, client, identityHeader, asked, revokeTokens: () => tokens.clear() };
}
