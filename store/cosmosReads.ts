import { CONVERSATION } from './cosmosConversations';
import { type NoticeRow, type RecordRow, type TranscriptRow, UNIQUE } from './cosmosDocuments';
import type { CosmosWire } from './cosmosWire';
import type { RecordDocument, RecordKind } from './documents';
import type { Store } from './store';

/** Reads of what is committed. Rows hold what `cosmosTurn.ts` wrote, so they are not checked again. */
export function createCosmosReads(wire: CosmosWire): Pick<Store, 'transcript' | 'records'> {
  return {
    transcript: async (partition, afterSeq, limit) => {
      const rows = await wire.query<TranscriptRow>(CONVERSATION, {
        select: ['entries'],
        partition,
        path: 'last',
        bound: ['>', afterSeq],
        limit,
      });
      const entries = rows.flatMap((row) => row.entries);
      return entries.filter((entry) => entry.seq > afterSeq).slice(0, limit);
    },
    records: async (kind, { conversationId, limit }) => {
      const newest = { path: `record/${kind}`, bound: ['>', 0], newestFirst: true } as const;
      const partition = conversationId === undefined ? {} : { partition: conversationId };
      const rows =
        kind === 'notice'
          ? await notices(wire, conversationId, limit)
          : await wire.query<RecordRow>(CONVERSATION, { ...newest, ...partition, limit });
      // The kind was selected by and stored with the value, which the compiler cannot know.
      return rows.map(({ value }) => value as Extract<RecordDocument, { kind: typeof kind }>);
    },
  };
}

const MOST_NOTICES = 10_000;

/** There are few of them, so those of one conversation are picked from all. */
async function notices(
  wire: CosmosWire,
  conversationId: string | undefined,
  limit: number,
): Promise<readonly NoticeRow[]> {
  const kind: RecordKind = 'notice';
  const rows = await wire.query<NoticeRow>(UNIQUE, {
    path: `record/${kind}`,
    bound: ['>', 0],
    newestFirst: true,
    limit: conversationId === undefined ? limit : MOST_NOTICES,
  });
  return rows
    .filter(({ value }) => conversationId === undefined || value.conversationId === conversationId)
    .slice(0, limit);
}
