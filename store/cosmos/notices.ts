import type { RecordDocument } from '../documents';
import type { CosmosBodies } from './bodies';
import { type NoticeRow, UNIQUE } from './documents';
import { itemId, type Stamps } from './ids';
import type { CosmosWire } from './wire';

/** The texts of notices, each kept once under its id however many conversations showed it. */
export interface CosmosNotices {
  /** In place before a commit refers to them. They are the same for everybody, so one too many does no harm. */
  keep(records: readonly RecordDocument[]): Promise<void>;
}

const MOST_REMEMBERED = 1_000;

export function createCosmosNotices(wire: CosmosWire, stamps: Stamps, bodies: CosmosBodies): CosmosNotices {
  const kept = new Set<string>();
  const keepOne = async (value: RecordDocument): Promise<void> => {
    const id = itemId('notice', value.id);
    if (kept.has(id)) return;
    const row: NoticeRow = { id, record: { notice: stamps.after(0) }, value: bodies.sealNotice(value) };
    // Refused means that somebody showed it before.
    await wire.write(UNIQUE, id, [{ kind: 'create', row }]);
    if (kept.size >= MOST_REMEMBERED) kept.clear();
    kept.add(id);
  };
  return {
    keep: async (records) => {
      for (const record of records) if (record.kind === 'notice') await keepOne(record);
    },
  };
}
