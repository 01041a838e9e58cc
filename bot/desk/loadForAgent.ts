import type { AgentMessage } from '../../dialogs/message';
import type { Store } from '../../store/store';
import type { OpenConversation } from '../conversation';
import { headOf, NEWEST_LINES } from '../operator/audit';

/** What an agent's command is decided on besides the conversation. No customer's turn pays for it. */
export async function loadForAgent(
  store: Store,
  { document }: OpenConversation,
  _message: AgentMessage,
): Promise<Pick<OpenConversation, 'auditHead'>> {
  const lines = await store.records('audit', { conversationId: document.id, limit: NEWEST_LINES });
  return { auditHead: headOf(lines) };
}
