import { createHmac, randomBytes } from 'node:crypto';

/** One-time codes by RFC 6238, as every authenticator app makes them: SHA-1, six digits, thirty seconds. */
const PERIOD_MS = 30_000;
const DIGITS = 6;
/** A clock may be off by this many periods to either side. */
const DRIFT = 1;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** 160 bits, as long as what it is hashed with. */
export function newTotpSecret(): string {
  return base32(randomBytes(20));
}

/**
 * The period whose code this is, or undefined. A period up to the last one that was used is none any more: a code that
 * somebody looked over a shoulder for is good for nothing.
 */
export function periodOf(code: string, secret: string, now: number, lastUsed: number): number | undefined {
  const current = Math.floor(now / PERIOD_MS);
  const periods = Array.from({ length: 2 * DRIFT + 1 }, (_, index) => current - DRIFT + index);
  const given = code.replaceAll(' ', '');
  return periods.find((period) => period > lastUsed && codeOf(secret, period) === given);
}

/** The code of a period; `digits` is for the vectors of the RFC. */
export function codeOf(secret: string, period: number, digits = DIGITS): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(period));
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const at = (mac.at(-1) ?? 0) & 0xf;
  const number = mac.readUInt32BE(at) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

export function codeAt(secret: string, now: number): string {
  return codeOf(secret, Math.floor(now / PERIOD_MS));
}

/** What an authenticator app reads from a picture. */
export function totpAddress(secret: string, account: string, issuer: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}`;
}

export function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
}

function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
}
