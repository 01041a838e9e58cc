import {
  constants,
  generateKeyPairSync,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from 'node:crypto';

/** One version of a key, as a vault keeps it: what it wraps only it unwraps. */
interface Version {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  isEnabled: boolean;
}

export type VaultKey = ReturnType<typeof createVaultKey>;

/** A key with its versions, real RSA. */
export function createVaultKey(name: string) {
  const versions = new Map<string, Version>();
  const add = (): string => {
    const version = randomBytes(16).toString('hex');
    versions.set(version, { ...generateKeyPairSync('rsa', { modulusLength: 2048 }), isEnabled: true });
    return version;
  };
  return {
    name,
    /** Makes a version and gives its name. */
    add,
    setEnabled: (version: string, isEnabled: boolean): void => {
      const found = versions.get(version);
      if (found !== undefined) found.isEnabled = isEnabled;
    },
    remove: (version: string): boolean => versions.delete(version),
    has: (version: string): boolean => versions.has(version),
    isEnabled: (version: string): boolean => versions.get(version)?.isEnabled ?? false,
    wrap: (version: string, plain: Buffer): Buffer | undefined => {
      const key = versions.get(version)?.publicKey;
      return key && attempt(() => publicEncrypt({ key, ...PADDING }, plain));
    },
    /** Undefined for bytes that this version did not wrap. */
    unwrap: (version: string, wrapped: Buffer): Buffer | undefined => {
      const key = versions.get(version)?.privateKey;
      return key && attempt(() => privateDecrypt({ key, ...PADDING }, wrapped));
    },
  };
}

const PADDING = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' } as const;

function attempt(task: () => Buffer): Buffer | undefined {
  try {
    return task();
  } catch {
    return undefined;
  }
}
