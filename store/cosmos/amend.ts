import { amended } from '../amended';
import type { TranscriptEntry } from '../documents';
import { placeOf } from '../sealing/sealPlaces';
import type { Commit } from '../store';
import { CONVERSATION } from './conversations';
import type { TranscriptRow } from './documents';
import type { CosmosSealing, WritingKey } from './sealing';
import type { CosmosWire, Write } from './wire';

/** What a turn's batch does to rows of earlier turns, each under the etag it was read with. */
export async function amendments(
  { wire, sealing }: { readonly wire: CosmosWire; readonly sealing: CosmosSealing },
  { conversationId, amend = [] }: Commit,
  key: WritingKey,
): Promise<readonly Write[]> {
  const byRow = new Map<string, TranscriptEntry[]>();
  for (const entry of amend) {
    const place = { partition: conversationId, path: 'last', bound: ['>', entry.seq - 1], limit: 1 } as const;
    const [row] = await wire.query<TranscriptRow>(CONVERSATION, { ...place, select: ['id'] });
    if (row !== undefined) byRow.set(row.id, [...(byRow.get(row.id) ?? []), entry]);
  }
  const writes = [...byRow].map(async ([id, changes]): Promise<readonly Write[]> => {
    const found = await wire.read<TranscriptRow>(CONVERSATION, conversationId, id);
    if (found === undefined) return [];
    const { row, etag } = found;
    const { entries: _clear, ...rest } = row;
    const entries = amended(sealing.bodies.transcript(row, key.key), changes);
    const sealed = key.seal(placeOf.transcript(conversationId, row.last), entries);
    const written: TranscriptRow = { ...rest, sealed };
    return [{ kind: 'replace', row: written, etag }];
  });
  return (await Promise.all(writes)).flat();
}
