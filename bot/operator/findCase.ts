import type { ConversationDocument, RecordDocument } from '../../store/documents';
import type { Store } from '../../store/store';
import { unlessErased } from '../unlessErased';

export interface FoundCase {
  readonly record: Extract<RecordDocument, { kind: 'case' }>;
  /** The conversation it belongs to. */
  readonly document: ConversationDocument;
}

const MOST_OF_ONE = 1_000;
/** More colons than any case's id has: each is a look into the store. */
const MOST_PARTS = 12;

/**
 * A case by its id, which begins with its conversation's, so that however many cases there are, one conversation's are
 * looked at. That id may have colons of its own; only a conversation that really has the case counts.
 */
export async function findCase(store: Pick<Store, 'load' | 'records'>, caseId: string): Promise<FoundCase | undefined> {
  const [, ...parts] = caseId.split(':', MOST_PARTS);
  for (let length = 1; length <= parts.length; length++) {
    const conversationId = parts.slice(0, length).join(':');
    const document = await unlessErased(() => store.load(conversationId));
    if (document === undefined) continue;
    const cases = await store.records('case', { conversationId, limit: MOST_OF_ONE });
    const record = cases.find(({ id }) => id === caseId);
    if (record !== undefined) return { record, document };
  }
  return undefined;
}
