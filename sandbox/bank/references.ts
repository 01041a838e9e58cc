import { randomBytes, randomInt } from 'node:crypto';

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const DIGITS = '23456789';

/** A reference such as `ZKW9QT793854`: no letter or digit that is read as another one over the phone. */
export function newApplicationId(): string {
  return [...'LLLDLLDDDDDD'].map((kind) => oneOf(kind === 'L' ? LETTERS : DIGITS)).join('');
}

/** Thirteen digits, the first never zero. */
export function newProspectId(): string {
  return [...'DDDDDDDDDDDDD'].map(() => oneOf(DIGITS)).join('');
}

/** Opaque to everybody but the bank: hex of the base64 of 32 bytes, as documented. */
export function newControlFlowId(): string {
  return Buffer.from(randomBytes(32).toString('base64')).toString('hex');
}

function oneOf(characters: string): string {
  return characters.charAt(randomInt(characters.length));
}
