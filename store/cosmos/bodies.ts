import type { ConversationDocument, RecordDocument, RecordKind, TranscriptEntry, WorkItem } from '../documents';
import { type DataKey, damaged, type Place, seal, unseal } from '../sealing/seal';
import { placeOf } from '../sealing/sealPlaces';
import type { MainRow, RecordRow, RecordValue, TranscriptRow, WorkRow } from './documents';
import type { CosmosKeyring } from './keyring';

/**
 * What rows hold, opened. Each body is bound to where it belongs, so one that was changed, moved or put back throws a
 * 'corrupt' fault. Rows in the clear are believed only until those of an earlier release are sealed.
 */
export interface CosmosBodies {
  conversation(row: MainRow, key: DataKey | undefined): ConversationDocument;
  transcript(row: TranscriptRow, key: DataKey | undefined): readonly TranscriptEntry[];
  record<K extends RecordKind>(kind: K, row: RecordRow, key: DataKey | undefined): RecordOf<K>;
  /** What the item with this id and kind is about. */
  work(row: WorkRow, item: Pick<WorkItem, 'id' | 'kind'>, key: DataKey | undefined): WorkItem['body'];
  /** A notice is shown in many conversations and told of nobody: the store's own key seals it. */
  notice(value: RecordValue): RecordOf<'notice'>;
  sealNotice(value: RecordDocument): RecordValue;
  /** What belongs to no conversation, under the store's own key too; it never was in the clear. */
  own(place: Place, sealed: string): unknown;
  sealOwn(place: Place, value: unknown): string;
}

type RecordOf<K> = Extract<RecordDocument, { kind: K }>;

export function createCosmosBodies(ring: CosmosKeyring): CosmosBodies {
  const open = <T>(key: DataKey | undefined, place: Place, sealed: string | undefined, clear: T | undefined): T => {
    // What was sealed for this place is what belongs there.
    if (sealed !== undefined && key !== undefined) return JSON.parse(unseal(key, place, Buffer.from(sealed, 'base64')));
    if (sealed === undefined && clear !== undefined && ring.hasClearRows()) return clear;
    throw damaged(place, sealed === undefined ? 'is in the clear' : 'has lost its key');
  };
  const recordOf = <K extends RecordKind>(kind: K, place: Place, value: RecordValue, key: DataKey | undefined) => {
    const { id, conversationId, at } = value;
    const body = open(key, place, value.sealed, value.body);
    return { id, conversationId, at, kind, body } as RecordOf<K>;
  };
  return {
    conversation: ({ conversationId, version = 0, sealed, conversation }, key) =>
      open(key, placeOf.conversation(conversationId, version), sealed, conversation),
    transcript: ({ conversationId, last, sealed, entries }, key) =>
      open(key, placeOf.transcript(conversationId, last), sealed, entries),
    record: (kind, { conversationId, value }, key) => {
      const { id, written = 0 } = value;
      return recordOf(kind, placeOf.record(conversationId, { id, kind, written }), { ...value, conversationId }, key);
    },
    work: ({ conversationId, item }, { id, kind }, key) =>
      open(key, placeOf.work(conversationId, { id, kind }), item.sealed, item.body),
    notice: (value) => recordOf('notice', placeOf.notice(value.id), value, ring.storeKey),
    sealNotice: ({ id, conversationId, at, kind, body }) => {
      return { id, conversationId, at, kind, sealed: sealed(ring.storeKey, placeOf.notice(id), body) };
    },
    own: (place, sealed) => open<unknown>(ring.storeKey, place, sealed, undefined),
    sealOwn: (place, value) => sealed(ring.storeKey, place, value),
  };
}

/** As it lies in a row. */
export function sealed(key: DataKey, place: Place, value: unknown): string {
  return seal(key, place, JSON.stringify(value)).toString('base64');
}
