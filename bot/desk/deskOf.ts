import type { ConversationDocument, DeskState } from '../../store/documents';
import type { Store } from '../../store/store';

const MOST = 1_000;

/** What the desk needs of a conversation; of one that a release without a desk left, as its records tell. */
export async function deskOf(
  { records }: Pick<Store, 'records'>,
  { id: conversationId, desk }: Pick<ConversationDocument, 'id' | 'desk'>,
): Promise<DeskState> {
  if (desk !== undefined) return desk;
  const cases = await records('case', { conversationId, limit: MOST });
  // No release without a desk could end one.
  const callBacks = await records('callBack', { conversationId, limit: MOST });
  const openCases = cases.filter(({ body }) => body.status === 'open').map(({ id, at }) => ({ id, at }));
  return {
    ...(openCases.length > 0 && { openCases }),
    ...(callBacks.length > 0 && { callBacks: callBacks.map(({ id, at }) => ({ id, at })) }),
  };
}
