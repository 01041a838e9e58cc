import { leaveOut } from '../leaveOut';
import { placeOf } from '../sealing/sealPlaces';
import type { Register, RegisterEntry } from '../store';
import type { StoreFault } from '../storeFault';
import type { CosmosBodies } from './bodies';
import { type EntryRow, UNIQUE } from './documents';
import { itemId, newMark } from './ids';
import type { CosmosWire, Write } from './wire';

export interface RegisterParts {
  readonly wire: CosmosWire;
  readonly bodies: Pick<CosmosBodies, 'own' | 'sealOwn'>;
  readonly clock: () => number;
  readonly onDamage: ((fault: StoreFault) => void) | undefined;
}

/** How often this process looks for entries that are over, and how many it takes out then. */
const SWEEP_EVERY_MS = 60_000;
const MOST_SWEPT = 50;

/**
 * Small documents that belong to no conversation, sealed with the store's own key; each is an item of its own, and a
 * write names the etag of what it was compared with. When one is over is under the seal too: the number beside it only
 * finds those that can be taken out, which happens in passing.
 */
export function createCosmosRegister({ wire, bodies, clock, onDamage }: RegisterParts): Register {
  const sweep = createSweep(wire, clock);
  const find = (item: string) => wire.read<EntryRow>(UNIQUE, item, item);
  const opened = ({ register, version, sealed }: EntryRow): RegisterEntry | undefined => {
    const [[kind, id] = ['', '']] = Object.entries(register);
    // What was sealed for this place is what belongs there.
    const kept = bodies.own(placeOf.register(kind, { id, version }), sealed) as Pick<
      RegisterEntry,
      'body' | 'expiresAt'
    >;
    return (kept.expiresAt ?? Number.POSITIVE_INFINITY) <= clock() ? undefined : { kind, id, version, ...kept };
  };
  /** One that was damaged is told of and left out: a list must not be lost with one of its lines. */
  const openedOrTold = (row: EntryRow): readonly RegisterEntry[] => {
    try {
      const entry = opened(row);
      return entry === undefined ? [] : [entry];
    } catch (cause) {
      leaveOut(cause, onDamage);
      return [];
    }
  };

  return {
    read: async (kind, id) => {
      const found = await find(rowId(kind, id));
      return found && opened(found.row);
    },
    list: async (kind, { after = '', limit }) => {
      const entries: RegisterEntry[] = [];
      for (let last = after; ; ) {
        const query = { path: `register/${kind}`, bound: ['>', last], limit } as const;
        const rows = await wire.query<EntryRow>(UNIQUE, query);
        entries.push(...rows.flatMap(openedOrTold));
        const next = rows.at(-1)?.register[kind];
        if (next === undefined || rows.length < limit || entries.length >= limit) return entries.slice(0, limit);
        last = next;
      }
    },
    write: async ({ kind, id, body, expiresAt }, expectedVersion) => {
      await sweep();
      const item = rowId(kind, id);
      const found = await find(item);
      const known = found && opened(found.row);
      if ((known?.version ?? 0) !== expectedVersion) return 'conflict';
      const version = expectedVersion + 1;
      const over = expiresAt === undefined ? {} : { expiresAt };
      const sealed = bodies.sealOwn(placeOf.register(kind, { id, version }), { body, ...over });
      const row: EntryRow = { id: item, register: { [kind]: id }, version, sealed, by: newMark(), ...over };
      const isOurs = async () => (await find(item))?.row.by === row.by;
      const put: Write = found === undefined ? { kind: 'create', row } : { kind: 'replace', row, etag: found.etag };
      const { status } = await wire.write(UNIQUE, item, [put], isOurs);
      return status !== 'refused' || (await isOurs()) ? 'written' : 'conflict';
    },
    remove: async (kind, id) => {
      // Refused means that there is none.
      await wire.write(UNIQUE, rowId(kind, id), [{ kind: 'delete', id: rowId(kind, id) }]);
    },
  };
}

/** No kind has a slash. */
function rowId(kind: string, id: string): string {
  return itemId('register', `${kind}/${id}`);
}

/** Never in the way of what is written: what could not be taken out now is later. */
function createSweep(wire: CosmosWire, clock: () => number): () => Promise<void> {
  let nextAt = 0;
  return async () => {
    const now = clock();
    if (now < nextAt) return;
    nextAt = now + SWEEP_EVERY_MS;
    try {
      const query = { select: ['id', '_etag'], path: 'expiresAt', bound: ['<=', now], limit: MOST_SWEPT } as const;
      for (const { id, _etag: etag } of await wire.query<{ id: string; _etag: string }>(UNIQUE, query))
        await wire.write(UNIQUE, id, [{ kind: 'delete', id, etag }]);
    } catch {
      nextAt = 0;
    }
  };
}
