import type { AgentMessage } from '../../dialogs/message';
import type { CallBackBody } from '../../store/documents';
import type { Store } from '../../store/store';
import type { OpenConversation } from '../conversation';
import { isMessenger } from '../inbound';
import { loadAllReplies, type SentReplies } from '../messaging/unseen';
import { headOf, NEWEST_LINES } from '../operator/audit';

type News = Pick<OpenConversation, 'auditHead' | 'callBack' | 'sent'>;

/** What an agent's command is decided on besides the conversation. No customer's turn pays for it. */
export async function loadForAgent(
  store: Store,
  { document }: OpenConversation,
  { action }: AgentMessage,
): Promise<News> {
  const { id: conversationId } = document;
  const [lines, callBack, sent] = await Promise.all([
    store.records('audit', { conversationId, limit: NEWEST_LINES }),
    action.kind === 'callBackOutcome' ? findCallBack(store, conversationId, action.callBackId) : undefined,
    isEnd(action) ? owed(store, document) : undefined,
  ]);
  return {
    auditHead: headOf(lines),
    ...(callBack && { callBack }),
    ...(sent && { sent }),
  };
}

/** After it the bot may speak. */
function isEnd(action: AgentMessage['action']): boolean {
  if (action.kind === 'hub') return action.event.kind === 'returned' || action.event.kind === 'closed';
  return action.kind === 'handBack' || action.kind === 'resolve';
}

const MOST_CALL_BACKS = 1_000;

async function findCallBack(store: Store, conversationId: string, id: string): Promise<CallBackBody | undefined> {
  const calls = await store.records('callBack', { conversationId, limit: MOST_CALL_BACKS });
  return calls.find((one) => one.id === id)?.body;
}

/** How the replies fared, where a reference number that came meanwhile is still to be told. */
async function owed(store: Store, document: OpenConversation['document']): Promise<SentReplies | undefined> {
  if (!isMessenger(document) || (document.untold ?? []).length === 0) return undefined;
  return loadAllReplies(store, document.id);
}
