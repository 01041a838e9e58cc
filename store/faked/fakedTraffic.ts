import type { ConversationDocument } from '../documents';
import { isOperatorsThread } from '../operatorsThread';
import type { Attention, Store } from '../store';
import { type FakedConversation, type FakingParts, fakedConversation } from './fakedConversation';

/** Real traffic, to be looked at by those who may see none of it. There is no other way from a store to them. */
export interface FakedTraffic {
  /** The latest conversations that are wanted, the newest first; nothing but fakes. */
  lately(wish: FakedWish): Promise<readonly FakedConversation[]>;
}

export interface FakedWish {
  readonly markets: readonly string[];
  readonly most: number;
  readonly forks: FakingParts['forks'];
}

/** Longer than people talk with a bot. */
const MOST_ENTRIES = 2_000;
/** Of other markets and kinds there are so many in between, at most. */
const LOOKED_AT = 20;

export interface FakedTrafficParts extends Pick<FakingParts, 'below'> {
  /** As what the bot would see this conversation, however far it has got. Rejects where its flow version is gone. */
  readonly sightOf: (document: ConversationDocument) => Promise<FakingParts['viewOf']>;
}

export function createFakedTraffic(
  store: Pick<Store, 'transcript'> & Attention,
  parts: FakedTrafficParts,
): FakedTraffic {
  return {
    async lately({ markets, most, forks }) {
      const documents = new Map<string, ConversationDocument>();
      for (const one of await store.lately(most * LOOKED_AT)) documents.set(one.id, one);
      for (const one of await needing(store, most * LOOKED_AT)) documents.set(one.id, one);
      const wanted = [...documents.values()]
        .filter((document) => isWanted(document, markets))
        .sort((one, other) => other.lastInboundAt - one.lastInboundAt)
        .slice(0, most);
      const faked: FakedConversation[] = [];
      for (const document of wanted) {
        const entries = await store.transcript(document.id, 0, MOST_ENTRIES);
        const one = await tryFaking(parts, forks, document, entries);
        if (one !== undefined && one.moves.length > 1) faked.push(one);
      }
      return faked;
    },
  };
}

/** Those that people of the bank have to do with. */
async function needing(store: Attention, most: number): Promise<readonly ConversationDocument[]> {
  const found = new Map<string, ConversationDocument>();
  for (let after: string | undefined; ; ) {
    const { documents, next } = await store.needing({ limit: PAGE, ...(after !== undefined && { after }) });
    for (const document of documents) found.set(document.id, document);
    if (next === undefined || found.size >= most) return [...found.values()];
    after = next;
  }
}

const PAGE = 200;

/** One that nobody can read any more, because its flow version is gone, is left out. */
async function tryFaking(
  { sightOf, below }: FakedTrafficParts,
  forks: FakingParts['forks'],
  document: ConversationDocument,
  entries: Parameters<typeof fakedConversation>[2],
): Promise<FakedConversation | undefined> {
  try {
    return fakedConversation({ viewOf: await sightOf(document), below, forks }, document, entries);
  } catch {
    return undefined;
  }
}

function isWanted({ id, market, marketChoices }: ConversationDocument, markets: readonly string[]): boolean {
  return !isOperatorsThread(id) && marketChoices === undefined && markets.includes(market);
}
