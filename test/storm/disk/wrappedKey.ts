import { join } from 'node:path';
import Database from 'better-sqlite3';

/** The key of a conversation as it lies in the file: what must be nowhere once it was erased. */
export function wrappedKeyOf(directory: string, conversationId: string): Buffer {
  const db = new Database(join(directory, 'store.db'), { readonly: true });
  try {
    const key = db
      .prepare<[string], Buffer>(
        'SELECT wrapped FROM data_key JOIN conversation ON pk = data_key.conversation WHERE id = ?',
      )
      .pluck()
      .get(conversationId);
    if (key === undefined) throw new Error(`${conversationId} has no key.`);
    return key;
  } finally {
    db.close();
  }
}
