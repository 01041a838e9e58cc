import { base32, codeAt, codeOf, newTotpSecret, periodOf, totpAddress } from '../../../bot/staff/totp';

/** Appendix B of RFC 6238, for SHA-1. */
const SECRET = base32(Buffer.from('12345678901234567890'));
const VECTORS = [
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
] as const;

it.each(VECTORS)('makes the code of the RFC for second %i', (second, code) => {
  expect(codeOf(SECRET, Math.floor(second / 30), 8)).toBe(code);
  expect(codeAt(SECRET, second * 1_000)).toBe(code.slice(2));
});

it('writes a secret as RFC 4648 does', () => {
  expect(SECRET).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  expect(base32(Buffer.from('foob'))).toBe('MZXW6YQ');
});

it('takes a code of the period before and after, typed with a space, and no other', () => {
  const now = 2_000_000_000_000;
  const current = Math.floor(now / 30_000);
  const taken = [-2, -1, 0, 1, 2].map((off) => periodOf(codeOf(SECRET, current + off), SECRET, now, 0));
  expect(taken).toEqual([undefined, current - 1, current, current + 1, undefined]);
  const code = codeAt(SECRET, now);
  expect(periodOf(`${code.slice(0, 3)} ${code.slice(3)}`, SECRET, now, 0)).toBe(current);
  expect(periodOf('', SECRET, now, 0)).toBeUndefined();
});

it('takes no code twice, nor one from before the last', () => {
  const now = 2_000_000_000_000;
  const current = Math.floor(now / 30_000);
  expect(periodOf(codeAt(SECRET, now), SECRET, now, current)).toBeUndefined();
  expect(periodOf(codeOf(SECRET, current - 1), SECRET, now, current)).toBeUndefined();
  expect(periodOf(codeOf(SECRET, current + 1), SECRET, now, current)).toBe(current + 1);
});

it('makes secrets of 160 bits that apps can read', () => {
  const secret = newTotpSecret();
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(newTotpSecret()).not.toBe(secret);
  expect(totpAddress(secret, 'anna.lee', 'Bank & Co')).toBe(
    `otpauth://totp/Bank%20%26%20Co:anna.lee?secret=${secret}&issuer=Bank%20%26%20Co`,
  );
});
