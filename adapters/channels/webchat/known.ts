import type { ConversationGateway } from '../channel';

export type Known = NonNullable<Awaited<ReturnType<ConversationGateway['find']>>>;

const REMEMBERED_MS = 60_000;
const MAX_REMEMBERED = 10_000;

/**
 * Which conversations have started. Asked for every message, so a yes is remembered for a minute; a no never is, and
 * an erased conversation is forgotten at once.
 */
export function createKnownConversations(gateway: ConversationGateway, clock: () => number) {
  const remembered = new Map<string, { readonly found: Known; readonly until: number }>();

  const lookUp = async (conversationId: string): Promise<Known | undefined> => {
    const found = await gateway.find(conversationId);
    remembered.delete(conversationId);
    if (found === undefined) return undefined;
    const oldest = remembered.keys().next();
    if (remembered.size >= MAX_REMEMBERED && !oldest.done) remembered.delete(oldest.value);
    remembered.set(conversationId, { found, until: clock() + REMEMBERED_MS });
    return found;
  };

  return {
    find: async (conversationId: string): Promise<Known | undefined> => {
      const known = remembered.get(conversationId);
      return known !== undefined && known.until > clock() ? known.found : lookUp(conversationId);
    },
    /** Asks the store whatever is remembered. */
    findNow: lookUp,
    forget: (conversationId: string): void => {
      remembered.delete(conversationId);
    },
  };
}

export type KnownConversations = ReturnType<typeof createKnownConversations>;
