import { setTimeout as pause } from 'node:timers/promises';
import type { Watching } from '../store';
import { StoreFault } from '../storeFault';
import type { CosmosFeed, CosmosSdk } from './client';
import { CONVERSATION } from './conversations';
import { MAIN, type MainRow, UNIQUE } from './documents';
import { newMark, type OwnMarks } from './ids';
import type { CosmosMeter } from './meter';
import { toCosmosFault } from './retry';
import { SCHEMA_ROW } from './schema';
import type { CosmosSealing } from './sealing';
import type { CosmosWire } from './wire';

export interface WatchParts {
  readonly sdk: Pick<CosmosSdk, 'feed'>;
  readonly wire: CosmosWire;
  readonly meter: Pick<CosmosMeter, 'measure'>;
  readonly ownMarks: Pick<OwnMarks, 'has'>;
  readonly sealing: Pick<CosmosSealing, 'forget'>;
  /** Told once that the feed fails again and again: what is heard comes late, if it comes. */
  readonly onDamage: ((fault: StoreFault) => void) | undefined;
}

export interface CosmosWatch extends Watching {
  stop(): Promise<void>;
}

type Listener = (conversationId: string) => void;
type FeedRow = Partial<MainRow> & Pick<MainRow, 'conversationId'>;

/** How late news may be, and how often an idle process asks each physical partition. */
const EVERY_MS = 1_000;
const LONGEST_MS = 10_000;
/** The service's times are whole seconds, and each partition has a clock of its own. */
const OVERLAP_MS = 5_000;
/** So many faults in a row are no weather any more. */
const TOLD_AT = 3;
const MOST_REMEMBERED = 5_000;

/**
 * Reads the change feed of the conversations while somebody listens, from a little before they began to by the service's
 * own clock: ours may be another. What it says of one conversation may be several turns at once, or that it was erased; of
 * other changes nothing. After a fault it goes on from the last answer it had, so nothing is left out; it is late then, as
 * long as the service fails.
 */
export function createCosmosWatch(parts: WatchParts): CosmosWatch {
  const { meter, ownMarks, sealing, onDamage } = parts;
  const listeners = new Set<Listener>();
  const told = new Map<string, string>();
  let running: Promise<void> | undefined;
  let ending = new AbortController();

  const tell = ({ id, conversationId, commits = [], erased }: FeedRow) => {
    if (id !== MAIN) return;
    // What is still at hand opens what somebody may put back.
    if (erased !== undefined) sealing.forget(conversationId);
    const mark = erased === undefined ? commits[0] : 'erased';
    // A claim or a settlement is no turn, and what this process did it knows.
    if (mark === undefined || told.get(conversationId) === mark || ownMarks.has(mark)) return;
    told.delete(conversationId);
    told.set(conversationId, mark);
    const [oldest] = told.keys();
    if (told.size > MOST_REMEMBERED && oldest !== undefined) told.delete(oldest);
    for (const listener of listeners) listener(conversationId);
  };

  const follow = async (signal: AbortSignal): Promise<void> => {
    const reader = createReader(parts);
    let faults = 0;
    while (!signal.aborted) {
      try {
        const rows = await meter.measure('watch', reader.next);
        faults = 0;
        if (signal.aborted) return;
        rows?.forEach(tell);
        if (rows === undefined) await rest(0, signal);
      } catch (cause) {
        faults += 1;
        if (faults === TOLD_AT) onDamage?.(toCosmosFault(cause));
        reader.again();
        await rest(faults, signal);
      }
    }
  };

  const end = () => {
    ending.abort();
    ending = new AbortController();
    running = undefined;
  };

  return {
    watch: (listener) => {
      // Each has its own entry, though it be the same function.
      const own: Listener = (id) => listener(id);
      listeners.add(own);
      running ??= follow(ending.signal);
      return () => {
        if (listeners.delete(own) && listeners.size === 0) end();
      };
    },
    stop: async () => {
      const last = running;
      listeners.clear();
      end();
      await last;
    },
  };
}

/** The feed from a little before now on; after a fault `again` goes on from the last answer. */
function createReader({ sdk, wire }: Pick<WatchParts, 'sdk' | 'wire'>) {
  const began = performance.now();
  let from: Date | string | undefined;
  let feed: CosmosFeed | undefined;
  return {
    next: async (): Promise<readonly FeedRow[] | undefined> => {
      from ??= new Date((await serviceTime(wire)) - (performance.now() - began) - OVERLAP_MS);
      feed ??= sdk.feed(CONVERSATION, from);
      return feed.next<FeedRow>();
    },
    again: () => {
      from = feed?.position() ?? from;
      feed = undefined;
    },
  };
}

/** Until it is time to ask again, or nobody listens any more. */
async function rest(faults: number, signal: AbortSignal): Promise<void> {
  const ms = Math.min(EVERY_MS * 2 ** Math.max(0, faults - 1), LONGEST_MS);
  await pause(ms, undefined, { signal, ref: false }).catch(() => {});
}

/** What time it is there, to the second: the service notes it with whatever is written. */
async function serviceTime(wire: CosmosWire): Promise<number> {
  await wire.write(UNIQUE, SCHEMA_ROW, [{ kind: 'set', id: SCHEMA_ROW, path: 'watched', value: newMark() }]);
  const found = await wire.read<{ readonly _ts: number }>(UNIQUE, SCHEMA_ROW, SCHEMA_ROW);
  if (found === undefined) throw new StoreFault('notPrepared');
  return found.row._ts * 1_000;
}
