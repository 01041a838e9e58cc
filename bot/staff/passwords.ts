import { randomBytes } from 'node:crypto';

/** Hashes passwords with argon2id, a few at a time. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** Without a hash it takes as long and is false. */
  isRight(password: string, hash: string | undefined): Promise<boolean>;
}

/** Too many are being checked: to be tried again in a moment. */
export class PasswordsBusy extends Error {
  override readonly name = 'PasswordsBusy';
  readonly code = 'PASSWORDS_BUSY';
}

/** 19 MiB and two passes, as OWASP asks for. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Each takes a thread that files need too. */
const AT_ONCE = 2;
const MOST_WAITING = 20;

/** The library is loaded when the first password comes. */
export function createPasswords(): Passwords {
  const argon2 = (): typeof import('@node-rs/argon2') => require('@node-rs/argon2');
  const inTurn = limited();
  let nobodys: Promise<string> | undefined;
  return {
    hash: (password) => inTurn(() => argon2().hash(password, COST)),
    async isRight(password, known) {
      nobodys ??= argon2().hash(randomBytes(16).toString('hex'), COST);
      const against = known ?? (await nobodys);
      const isSame = await inTurn(() => argon2().verify(against, password));
      return known !== undefined && isSame;
    },
  };
}

function limited(): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= AT_ONCE) {
      if (waiting.length >= MOST_WAITING) throw new PasswordsBusy('Too many passwords are being checked.');
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // Who waited takes the place that is left.
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

export const SHORTEST_PASSWORD = 12;
const LONGEST_PASSWORD = 128;

/** What is wrong with a password that somebody chose, as a sentence, or undefined. */
export function faultOfPassword(password: string, accountName: string): string | undefined {
  const length = [...password].length;
  if (length < SHORTEST_PASSWORD) return `Choose a password of at least ${SHORTEST_PASSWORD} characters.`;
  if (length > LONGEST_PASSWORD) return `Choose a password of at most ${LONGEST_PASSWORD} characters.`;
  const plain = password.toLowerCase();
  if (accountName !== '' && plain.includes(accountName.toLowerCase())) {
    return 'Choose a password that does not contain your sign-in name.';
  }
  if (isRepeated(plain)) return 'Choose a password that is not one short piece again and again.';
  return undefined;
}

/** `aaaaaaaaaaaa`, `passpasspass`. */
function isRepeated(text: string): boolean {
  return /^(.{1,6})\1+$/su.test(text) || new Set(text).size < 5;
}
