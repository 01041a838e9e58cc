import { createCipheriv, createDecipheriv, type KeyObject, randomFillSync } from 'node:crypto';

/**
 * AES-256-GCM as it lies on disk: a format byte, the nonce, the tag, the ciphertext; 29 bytes longer than what went in.
 * `boundTo` is not in it, and must be the same again for it to open. Give no nonce: each call draws its own.
 */
export function encrypt(key: KeyObject, boundTo: Buffer, plain: string | Buffer, nonce = freshNonce()): Buffer {
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  cipher.setAAD(boundTo);
  const ciphertext = typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain);
  cipher.final();
  const blob = room(HEADER_BYTES + ciphertext.length);
  blob[0] = FORMAT;
  blob.set(nonce, 1);
  blob.set(cipher.getAuthTag(), 1 + NONCE_BYTES);
  blob.set(ciphertext, HEADER_BYTES);
  return blob;
}

/** What was encrypted, or undefined when one bit of it, its key or what it is bound to is another. */
export function decrypt(key: KeyObject, boundTo: Buffer, blob: Uint8Array): Buffer | undefined {
  if (blob.length < HEADER_BYTES || blob[0] !== FORMAT) return undefined;
  const decipher = createDecipheriv(ALGORITHM, key, blob.subarray(1, 1 + NONCE_BYTES), TAG);
  decipher.setAAD(boundTo);
  decipher.setAuthTag(blob.subarray(1 + NONCE_BYTES, HEADER_BYTES));
  const plain = decipher.update(blob.subarray(HEADER_BYTES));
  try {
    decipher.final();
    return plain;
  } catch {
    return undefined;
  }
}

const ALGORITHM = 'aes-256-gcm';
const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + NONCE_BYTES + TAG_BYTES;
const TAG = { authTagLength: TAG_BYTES } as const;

const pool = Buffer.alloc(NONCE_BYTES * 512);
let used = pool.length;

/**
 * Cut from a larger draw: asking the system for twelve bytes at a time costs as much as the cipher. To be used up before
 * the next is asked for.
 */
function freshNonce(): Buffer {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += NONCE_BYTES;
  return pool.subarray(used - NONCE_BYTES, used);
}

const SLAB_BYTES = 256 * 1024;
let slab = Buffer.alloc(0);
let taken = 0;

/** Cut from a larger piece: a piece of memory of its own for each row costs more than filling it. */
function room(bytes: number): Buffer {
  if (bytes > SLAB_BYTES / 8) return Buffer.allocUnsafeSlow(bytes);
  if (taken + bytes > slab.length) {
    slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
    taken = 0;
  }
  taken += bytes;
  return slab.subarray(taken - bytes, taken);
}
