import { placeOf } from '../sealing/sealPlaces';
import type { RecordRow, TranscriptRow, WorkRow } from './documents';
import type { WritingKey } from './sealing';

/** Rows with a body, as an earlier release wrote them. */
type BodyRow = TranscriptRow | WorkRow | RecordRow;

/** Whether the row has a body that is not sealed. Rows of other kinds have none. */
export function isClear(row: object): boolean {
  if ('entries' in row) return true;
  const holder = 'item' in row ? row.item : 'value' in row ? row.value : undefined;
  return typeof holder === 'object' && holder !== null && 'body' in holder;
}

/** The same row with its body sealed. */
export function sealRow(row: BodyRow, key: WritingKey): BodyRow {
  const { conversationId } = row;
  if ('item' in row) {
    const { body, ...item } = row.item;
    return { ...row, item: { ...item, sealed: key.seal(placeOf.work(conversationId, item), body) } };
  }
  if ('value' in row) {
    const { body, ...value } = row.value;
    const written = 0;
    const sealed = key.seal(placeOf.record(conversationId, { ...value, written }), body);
    return { ...row, value: { ...value, written, sealed } };
  }
  const { entries, ...rest } = row;
  return { ...rest, sealed: key.seal(placeOf.transcript(conversationId, row.last), entries) };
}
