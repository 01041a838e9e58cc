import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { createPrivateDirectory, syncPath } from '../store/durableFiles';
import { BotFault } from './errors';

export interface Secrets {
  readonly masterKey: string;
  readonly directLineSigningKey: string;
  /** In production there is one only when the operator gives it. */
  readonly directLineSecret: string | undefined;
}

/** The variables of the secrets. */
export const SecretsEnvironment = z.object({
  MASTER_KEY: z.string().optional(),
  DIRECT_LINE_SIGNING_KEY: z.string().optional(),
  DIRECT_LINE_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
});
type SecretsEnvironment = z.infer<typeof SecretsEnvironment>;

/** Those in the environment alone; whatever is missing goes to `problems`. */
export function productionSecrets(env: SecretsEnvironment, problems: string[]): Secrets {
  const check = (name: 'MASTER_KEY' | 'DIRECT_LINE_SIGNING_KEY') => {
    const value = env[name] ?? '';
    if (value.length < 43)
      problems.push(`${name}: required in production, at least 32 random bytes in base64url (43 characters)`);
    return value;
  };
  return {
    masterKey: check('MASTER_KEY'),
    directLineSigningKey: check('DIRECT_LINE_SIGNING_KEY'),
    directLineSecret: env.DIRECT_LINE_SECRET,
  };
}

const Key = z.string().min(43);
const SecretsFile = z.strictObject({ masterKey: Key, directLineSigningKey: Key, directLineSecret: Key });

/**
 * The secrets of a run outside production: those in the environment, else those generated at the first start into
 * the data directory, readable by this user alone. Losing the file logs customers out; it is never overwritten.
 */
export function readOrCreateSecrets(directory: string, given: SecretsEnvironment): Secrets {
  createPrivateDirectory(directory);
  const path = join(directory, 'secrets.json');
  const kept = read(path) ?? create(path);
  return {
    masterKey: given.MASTER_KEY ?? kept.masterKey,
    directLineSigningKey: given.DIRECT_LINE_SIGNING_KEY ?? kept.directLineSigningKey,
    directLineSecret: given.DIRECT_LINE_SECRET ?? kept.directLineSecret,
  };
}

function read(path: string): Secrets | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if (!existsSync(path)) return undefined;
    throw new BotFault('CONFIG_INVALID', `Cannot read ${path}; check its owner and mode.`, { cause });
  }
  const parsed = SecretsFile.safeParse(jsonOf(text));
  if (!parsed.success) {
    throw new BotFault(
      'CONFIG_INVALID',
      `${path} is damaged; restore it from a backup, or delete it to log everyone out.`,
    );
  }
  chmodSync(path, 0o600);
  return parsed.data;
}

function create(path: string): Secrets {
  const secrets = { masterKey: newKey(), directLineSigningKey: newKey(), directLineSecret: newKey() };
  const file = openSync(`${path}.new`, 'w', 0o600);
  writeSync(file, `${JSON.stringify(secrets, null, 2)}\n`);
  fsyncSync(file);
  closeSync(file);
  renameSync(`${path}.new`, path);
  // Before anything is sealed with them: a key that a power loss takes back is a lost store.
  syncPath(dirname(path));
  return secrets;
}

function newKey(): string {
  return randomBytes(32).toString('base64url');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
