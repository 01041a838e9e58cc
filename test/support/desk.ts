import type { TranscriptEntry } from '../../dialogs/message';
import type { StepId } from '../../machines/flow';
import type { Locale, Market } from '../../machines/market';
import type { ConversationDocument } from '../../store/documents';
import { agentOf, type TestAgent } from './agent';
import { type Chat, openChat } from './chat';
import { customer, play } from './conversation';
import { startTestProduct, type TestProduct, type TestProductOptions } from './product';
import { openWhatsAppChat } from './whatsAppChat';

/** A product with people of the bank at its desk, for the tests of one file. */
export interface TestDesk {
  readonly product: TestProduct;
  readonly ann: TestAgent;
  readonly bob: TestAgent;
  /** A supervisor. */
  readonly sue: TestAgent;
  /** A customer who has answered up to this step. */
  asked(step: StepId, settings?: { readonly market: Market; readonly locale: Locale }): Promise<Chat>;
  load(conversationId: string): Promise<ConversationDocument>;
  /** What was said after this place of the transcript. */
  said(conversationId: string, after: number): Promise<readonly TranscriptEntry['body'][]>;
}

const SINGAPORE = { market: 'SG', locale: 'en-SG' } as const;

export function opensDesk(options: TestProductOptions = {}): TestDesk {
  let product: TestProduct | undefined;
  const current = () => {
    if (product === undefined) throw new Error('It is not open yet.');
    return product;
  };
  beforeAll(async () => {
    product = await startTestProduct(options);
  });
  afterAll(() => product?.stop());
  return {
    get product() {
      return current();
    },
    ann: agentOf(current),
    bob: agentOf(current, { agent: 'bob', name: 'Bob' }),
    sue: agentOf(current, { agent: 'sue', name: 'Sue', isSupervisor: true }),
    async asked(step, settings = SINGAPORE) {
      const open = options.whatsApp ? openWhatsAppChat : openChat;
      const { chat } = await play(current(), settings, [customer.opens(), customer.answersUpTo(step)], open);
      return chat;
    },
    async load(id) {
      const document = await current().store.load(id);
      if (document === undefined) throw new Error('It is not there.');
      return document;
    },
    said: async (id, after) => (await current().store.transcript(id, after, 1_000)).map(({ body }) => body),
  };
}
