import { createKnownConversations } from '../../../adapters/channels/webchat/known';
import { createTokens } from '../../../adapters/channels/webchat/tokens';
import { createRecentSids } from '../../../adapters/channels/whatsapp/inbound/recentSids';
import { createConversationCache } from '../../../bot/conversation';
import type { ConversationDocument } from '../../../store/documents';

/** Only the id counts here. */
const documentOf = (id: string) => ({ id }) as ConversationDocument;

it('remembers the newest conversations, and so many at most', () => {
  const cache = createConversationCache(3);
  for (const id of ['a', 'b', 'c', 'a', 'd']) cache.keep(documentOf(id));
  expect(['a', 'b', 'c', 'd'].filter((id) => cache.get(id) !== undefined)).toEqual(['a', 'c', 'd']);
});

it('forgets messages of the provider beyond its capacity', () => {
  const sids = createRecentSids(2);
  for (const sid of ['a', 'b', 'c']) sids.add(sid);
  expect(['a', 'b', 'c'].map(sids.has)).toEqual([false, true, true]);
});

it('asks again for conversations beyond ten thousand', async () => {
  let asked = 0;
  const known = createKnownConversations(
    {
      find: async () => {
        asked += 1;
        return { userId: 'u', market: 'SG', locale: 'en-SG' };
      },
    } as never,
    () => 0,
  );
  for (let at = 0; at <= 10_000; at++) await known.find(`c${at}`);
  const before = asked;
  await known.find('c10000');
  await known.find('c0');
  expect([before, asked]).toEqual([10_001, 10_002]);
});

it('verifies tokens again that are older than ten thousand others', async () => {
  const options = { issuer: 'test', clock: () => Date.UTC(2026, 0, 1), keys: [{ id: '1', secret: 'k'.repeat(32) }] };
  const tokens = createTokens(options);
  const subject = { conversationId: 'conversation-0001', userId: 'dl_1', market: 'SG' } as const;
  const first = await tokens.issue(subject);
  for (let at = 0; at < 10_000; at++) await tokens.issue({ ...subject, userId: `dl_${at + 2}` });
  expect(await tokens.verify(first.token)).toMatchObject({ userId: 'dl_1' });
});
