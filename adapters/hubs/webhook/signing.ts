import { createHmac, timingSafeEqual } from 'node:crypto';

/** What signs and what is believed, by the Standard Webhooks specification: `whsec_` and the key in base64. */
export interface SigningKeys {
  readonly current: string;
  /** While a key is being replaced: we sign with both, and believe either. */
  readonly next?: string;
}

/** One message as it is signed. */
export interface SignedMessage {
  readonly id: string;
  /** Epoch seconds. */
  readonly timestamp: number;
  readonly body: string | Buffer;
}

export interface Signature {
  readonly id: string;
  readonly timestamp: number;
}

/** What is older, or newer, was not just sent. */
const TOLERANCE_S = 5 * 60;
const MOST_SIGNATURES = 8;

export function signedHeaders(keys: SigningKeys, message: SignedMessage): Readonly<Record<string, string>> {
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(message.timestamp),
    'webhook-signature': allOf(keys)
      .map((key) => `v1,${signatureOf(key, message).toString('base64')}`)
      .join(' '),
  };
}

/**
 * Whose message it is, when a holder of one of the keys signed exactly these bytes just now; in constant time. Undefined:
 * nobody we know. That it comes a second time is found by its id, where it is durable.
 */
export function verified(
  keys: SigningKeys,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: Buffer,
  now: number,
): Signature | undefined {
  const [id, time, given] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => headers[name]);
  if (typeof id !== 'string' || typeof time !== 'string' || typeof given !== 'string') return undefined;
  if (!/^[\w.:~-]{1,128}$/.test(id) || !/^\d{1,12}$/.test(time)) return undefined;
  const timestamp = Number(time);
  if (Math.abs(now / 1_000 - timestamp) > TOLERANCE_S) return undefined;
  const expected = allOf(keys).map((key) => signatureOf(key, { id, timestamp, body }));
  const isOurs = given
    .split(' ', MOST_SIGNATURES)
    .flatMap((one) => (one.startsWith('v1,') ? [Buffer.from(one.slice(3), 'base64')] : []))
    .some((one) => expected.some((right) => right.length === one.length && timingSafeEqual(right, one)));
  return isOurs ? { id, timestamp } : undefined;
}

/** Whether it can be a key: between 24 and 64 bytes. */
export function isSigningKey(text: string): boolean {
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(text)) return false;
  const { length } = keyOf(text);
  return length >= 24 && length <= 64;
}

function signatureOf(key: string, { id, timestamp, body }: SignedMessage): Buffer {
  return createHmac('sha256', keyOf(key)).update(`${id}.${timestamp}.`).update(body).digest();
}

function keyOf(text: string): Buffer {
  return Buffer.from(text.replace(/^whsec_/, ''), 'base64');
}

function allOf({ current, next }: SigningKeys): readonly string[] {
  return next === undefined ? [current] : [current, next];
}
