import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { StoreFault } from '../storeFault';
import { decrypt, encrypt } from './gcm';

/**
 * A data key: what the rows of one conversation are sealed with. `id` is of the key itself, so it stays the same when
 * the key is wrapped anew, and every row is bound to it.
 */
export interface DataKey {
  readonly id: string;
  readonly secret: KeyObject;
}

/** Where a body belongs. A body that was moved anywhere else does not open. */
export interface Place {
  /** The table, and the kind where a table holds several. */
  readonly table: string;
  readonly conversationId: string;
  /** The row in its table; empty where the version says it. */
  readonly row: string;
  /** The version or the position, so that an older body put back into its own row does not open either. */
  readonly version: number;
}

/** `secret` must be 32 bytes that are as good as random. */
export function toDataKey(secret: Buffer): DataKey {
  const id = createHash('sha256').update('data key id\n').update(secret).digest('base64url').slice(0, 11);
  return { id, secret: createSecretKey(secret) };
}

/** The text for this place and no other. */
export function seal(key: DataKey, place: Place, text: string): Buffer {
  return encrypt(key.secret, boundTo(key, place), text);
}

/** The text exactly as it was sealed for this place, or a `StoreFault` 'corrupt': never anything in between. */
export function unseal(key: DataKey, place: Place, blob: Uint8Array): string {
  const text = decrypt(key.secret, boundTo(key, place), blob);
  if (text === undefined) throw damaged(place, 'was changed or moved');
  return text.toString('utf8');
}

/** What is told when a row cannot be believed. It names the row, and nothing that was in it. */
export function damaged({ table, conversationId }: Place, what: string, cause?: unknown): StoreFault {
  const detail = `only a ${table} row of ${conversationId}: it ${what}`;
  return new StoreFault('corrupt', { cause, detail, isOfOneRow: true });
}

/** No two places give the same bytes: of the two free texts one has its length before it and the other ends it. */
function boundTo(key: DataKey, { table, conversationId, row, version }: Place): Buffer {
  return Buffer.from(`${table}\n${key.id}\n${version}\n${conversationId.length}:${conversationId}\n${row}`);
}
