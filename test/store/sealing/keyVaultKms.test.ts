import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KeyVaultConfig } from '../../../bot/storeKeys';
import { openStoreKms, type StoreKms } from '../../../bot/storeKms';
import { createKeyVault, type KeyVaultStandIn } from '../../../sandbox/keyVault';
import type { KeyVaultFault } from '../../../sandbox/keyVault/faults';
import type { Kms } from '../../../store/sealing/kms';
import { createLocalKms } from '../../../store/sealing/kms';
import { openSealedStore, type SealedStore } from '../../../store/sqlite/sealedStore';
import { cosmosUnderTest, startCosmos } from '../cosmos/cosmosUnderTest';
import { aCommit, aWorkItem } from '../documents';

const SECRET = Buffer.alloc(32, 7);
const LOCAL = 'k'.repeat(43);
const DOWN = { code: 'keysUnreachable', retryable: true };
const WRONG = { code: 'wrongKey', retryable: false };
const COMMITTED = { status: 'committed' };

let vault: KeyVaultStandIn;
let first: string;
let opened: StoreKms[] = [];
let now = 1_000_000;
let steady = 0;

beforeAll(async () => {
  vault = await createKeyVault({ port: 0 });
});
afterAll(() => vault.close());
beforeEach(() => {
  first = vault.key.add();
  now = 1_000_000;
});
afterEach(() => {
  vault.faults.clear();
  for (const each of opened) each.close();
  opened = [];
});

const application = (): KeyVaultConfig['identity'] => ({ kind: 'application', authority: vault.url, ...vault.client });
function openKms(version = first, changes: Partial<KeyVaultConfig> = {}): Kms {
  const config = { url: vault.url, key: vault.key.name, version, identity: application(), ...changes };
  const kms = openStoreKms(
    { secret: LOCAL, previous: [], vault: config },
    () => now,
    () => steady,
  );
  opened.push(kms);
  return kms.kms;
}

describe('the key vault', () => {
  it('wraps a key so that it opens for what it was wrapped for, and names the version', async () => {
    const kms = openKms();
    const wrapped = await kms.wrap(SECRET, 'one');
    expect(wrapped.keyId).toBe(`keyvault:store-key/${first}`);
    expect(wrapped.bytes.includes(SECRET)).toBe(false);
    expect(await openKms().unwrap(wrapped, 'one')).toEqual(SECRET);
  });

  it('refuses another use, another version and changed bytes as a wrong key', async () => {
    const kms = openKms();
    const wrapped = await kms.wrap(SECRET, 'one');
    await expect(kms.unwrap(wrapped, 'two')).rejects.toMatchObject(WRONG);
    const other = vault.key.add();
    const moved = { ...wrapped, keyId: `keyvault:store-key/${other}` };
    await expect(kms.unwrap(moved, 'one')).rejects.toMatchObject(WRONG);
    const changed = Buffer.from(wrapped.bytes);
    changed.writeUInt8(changed.readUInt8(9) ^ 1, 9);
    await expect(kms.unwrap({ ...wrapped, bytes: changed }, 'one')).rejects.toMatchObject(WRONG);
  });

  it('asks no other place than its own, whatever a stored key says of its version', async () => {
    const kms = openKms();
    const { bytes } = await kms.wrap(SECRET, 'one');
    for (const keyId of ['keyvault:http://evil.example/keys/a/b', 'keyvault:../x', 'keyvault:a/b/c', 'other']) {
      const before = vault.asked.unwrapkey;
      await expect(kms.unwrap({ keyId, bytes }, 'one')).rejects.toMatchObject(WRONG);
      expect(vault.asked.unwrapkey).toBe(before);
    }
  });

  it('is asked for with one token by an application, an App Service and a virtual machine', async () => {
    const identities: readonly KeyVaultConfig['identity'][] = [
      application(),
      { kind: 'managed', endpoint: `${vault.url}/msi/token`, header: vault.identityHeader },
      { kind: 'managed', endpoint: `${vault.url}/metadata/identity/oauth2/token`, clientId: 'user-assigned' },
    ];
    for (const identity of identities) {
      now = Date.now();
      const kms = openKms(first, { identity });
      const before = vault.asked.token;
      const wrapped = await Promise.all([1, 2, 3].map(() => kms.wrap(SECRET, 'one')));
      for (const each of wrapped) expect(await kms.unwrap(each, 'one')).toEqual(SECRET);
      expect(vault.asked.token - before).toBe(1);
    }
  });

  it('renews the token before it ends, and when the vault does not take it', async () => {
    const kms = openKms();
    await kms.wrap(SECRET, 'one');
    const before = vault.asked.token;
    now += 54 * 60_000;
    await kms.wrap(SECRET, 'one');
    expect(vault.asked.token - before).toBe(0);
    now += 2 * 60_000;
    await kms.wrap(SECRET, 'one');
    expect(vault.asked.token - before).toBe(1);
    vault.revokeTokens();
    expect(await kms.wrap(SECRET, 'one')).toMatchObject({ keyId: kms.current });
    expect(vault.asked.token - before).toBe(2);
  });

  it.each<[string, KeyVaultFault]>([
    ['throttles', { kind: 'throttled429', times: 1, retryAfter: 1 }],
    ['fails', { kind: 'unavailable503', times: 2 }],
    ['breaks off', { kind: 'reset', times: 2 }],
    ['is slow', { kind: 'slow', ms: 400, times: 3 }],
    ['gives no token at first', { kind: 'unavailable503', at: 'token', times: 2 }],
  ])('is asked again when it %s', async (_, fault) => {
    vault.faults.add(fault);
    const kms = openKms();
    expect(await kms.unwrap(await kms.wrap(SECRET, 'one'), 'one')).toEqual(SECRET);
  });

  it.each<[string, KeyVaultFault]>([
    ['is down', { kind: 'reset' }],
    ['says nothing', { kind: 'silent' }],
    ['forbids it', { kind: 'forbidden403' }],
    ['takes no token', { kind: 'unauthorized401', at: 'unwrapkey' }],
    ['throttles without end', { kind: 'throttled429', retryAfter: 2 }],
  ])('is out of reach, and says nothing against the data, when it %s', async (_, fault) => {
    const kms = openKms();
    const wrapped = await kms.wrap(SECRET, 'one');
    vault.faults.add(fault);
    await expect(kms.unwrap(wrapped, 'one')).rejects.toMatchObject(DOWN);
    vault.faults.clear();
    expect(await openKms().unwrap(wrapped, 'one')).toEqual(SECRET);
  });

  it('is asked again once it has rested, although the clock on the wall was set back meanwhile', async () => {
    const kms = openKms();
    await kms.wrap(SECRET, 'one');
    vault.faults.add({ kind: 'unavailable503', at: 'wrapkey' });
    await Promise.allSettled(Array.from({ length: 6 }, () => kms.wrap(SECRET, 'one')));
    vault.faults.clear();
    const before = vault.asked.wrapkey;
    await expect(kms.wrap(SECRET, 'one')).rejects.toMatchObject(DOWN);
    expect(vault.asked.wrapkey).toBe(before);
    now -= 3_600_000;
    steady += 10_000;
    expect(await kms.wrap(SECRET, 'one')).toMatchObject({ keyId: kms.current });
  });

  it('is out of reach when the version is disabled or gone, which can be undone', async () => {
    const kms = openKms();
    const wrapped = await kms.wrap(SECRET, 'one');
    vault.key.setEnabled(first, false);
    await expect(kms.unwrap(wrapped, 'one')).rejects.toMatchObject({
      ...DOWN,
      message: expect.stringContaining('403'),
    });
    vault.key.setEnabled(first, true);
    expect(await kms.unwrap(wrapped, 'one')).toEqual(SECRET);
    vault.key.remove(first);
    await expect(kms.unwrap(wrapped, 'one')).rejects.toMatchObject({
      ...DOWN,
      message: expect.stringContaining('404 KeyNotFound'),
    });
  });

  it('tells no secret of ours in what it reports', async () => {
    const kms = openKms(first, {
      identity: { ...application(), clientSecret: 'wrong-secret' } as KeyVaultConfig['identity'],
    });
    const refused = await kms.wrap(SECRET, 'one').catch(String);
    expect(refused).toContain('401 invalid_client');
    expect(refused).not.toMatch(/wrong-secret|Bearer/);
  });
});

/** The same on both stores: what the vault does is nothing to either. */
describe.each(['SQLite', 'Cosmos DB'] as const)('%s with its keys in a key vault', (name) => {
  type Opened = Pick<SealedStore, 'load' | 'commit' | 'claim' | 'healthy' | 'close' | 'upkept' | 'transcript'>;
  let open: (kms: Kms) => Promise<Opened>;
  let dispose: () => Promise<void>;
  let stores: Opened[] = [];
  beforeEach(async () => {
    stores = [];
    if (name === 'SQLite') {
      const directory = mkdtempSync(join(tmpdir(), 'vault-'));
      open = async (kms) => {
        for (const store of stores) await store.close();
        const store = await openSealedStore({ directory, clock: () => now, kms });
        stores.push(store);
        return store;
      };
      dispose = async () => {
        for (const store of stores) await store.close();
        rmSync(directory, { recursive: true, force: true });
      };
      return;
    }
    const service = await startCosmos();
    const subject = await cosmosUnderTest(service);
    open = (kms) => subject.open({ kms, clock: () => now });
    dispose = async () => {
      await subject.dispose();
      await service.close();
    };
  });
  afterEach(() => dispose());
  const turn = (id: string, version = 0) => aCommit(id, version, { work: [aWorkItem(id, `w${version}`)] });
  const untilHealthy = async (store: Opened) => {
    while (!store.healthy()) await new Promise((resolve) => setTimeout(resolve, 50));
  };

  it('does not open while the vault is down, and opens when it is back', async () => {
    const store = await open(openKms());
    await store.commit(turn('c1'));
    await store.close();
    vault.faults.add({ kind: 'reset' });
    await expect(open(openKms())).rejects.toMatchObject(DOWN);
    vault.faults.clear();
    expect(await (await open(openKms())).load('c1')).toMatchObject({ version: 1 });
  });

  it('does not open with a vault that has other keys, and says so', async () => {
    const store = await open(openKms());
    await store.commit(turn('c1'));
    await store.close();
    await expect(open(createLocalKms(LOCAL))).rejects.toMatchObject(WRONG);
  });

  it('goes on with the conversations whose keys it has while the vault is down or slow, and is not ready', async () => {
    await (await open(openKms())).commit(turn('away'));
    const store = await open(openKms());
    await store.upkept;
    await store.commit(turn('here'));
    vault.faults.add({ kind: 'silent' });
    const [away, fresh, here] = await Promise.allSettled([
      store.load('away'),
      store.commit(turn('new')),
      store.commit(turn('here', 1)),
    ]);
    expect(here).toMatchObject({ status: 'fulfilled', value: COMMITTED });
    expect([away, fresh]).toMatchObject([{ reason: DOWN }, { reason: DOWN }]);
    expect(store.healthy()).toBe(false);
    vault.faults.clear();
    await untilHealthy(store);
    expect(await store.load('away')).toMatchObject({ version: 1 });
    expect(await store.commit(turn('new'))).toEqual(COMMITTED);
  });

  it('goes over from a local key to the vault, and from one version to the next, which then may be disabled', async () => {
    const local = await open(createLocalKms(LOCAL));
    for (const id of ['c1', 'c2', 'c3']) await local.commit(turn(id));
    const moved = await open(openKms());
    expect((await moved.upkept).rewrapped).toBe(3);
    await expect(open(createLocalKms(LOCAL))).rejects.toMatchObject(WRONG);
    const second = vault.key.add();
    const rotated = await open(openKms(second));
    expect((await rotated.upkept).rewrapped).toBe(3);
    vault.key.setEnabled(first, false);
    const last = await open(openKms(second));
    for (const id of ['c1', 'c2', 'c3']) expect(await last.load(id)).toMatchObject({ version: 1 });
  });
});
