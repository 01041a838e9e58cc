import { createHash, createHmac, randomBytes } from 'node:crypto';

/** 256 bits that nobody guesses; kept by us as a hash only. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

export function isToken(text: string): boolean {
  return /^[\w-]{43}$/.test(text);
}

/** Under what name a token is kept. Who reads the store cannot use what is in it. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** Made of the session's token and not to be turned back into it. */
export function csrfOf(token: string): string {
  return createHmac('sha256', token).update('csrf').digest('base64url');
}
