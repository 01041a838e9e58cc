import { setTimeout as pause } from 'node:timers/promises';
import type { Watching } from '../store';
import type { CosmosFeed, CosmosSdk } from './client';
import { CONVERSATION } from './conversations';
import { MAIN, type MainRow } from './documents';
import type { OwnMarks } from './ids';
import type { CosmosMeter } from './meter';

export interface WatchParts {
  readonly sdk: Pick<CosmosSdk, 'feed'>;
  readonly meter: Pick<CosmosMeter, 'measure'>;
  readonly clock: () => number;
  readonly ownMarks: Pick<OwnMarks, 'has'>;
}

export interface CosmosWatch extends Watching {
  stop(): Promise<void>;
}

type Listener = (conversationId: string) => void;
type FeedRow = Partial<MainRow> & Pick<MainRow, 'conversationId'>;

/** How late news may be, and how often an idle process asks each physical partition. */
const EVERY_MS = 1_000;
const LONGEST_MS = 10_000;
/** More than our clock and the service's differ, so that nothing is left out at the beginning. */
const OVERLAP_MS = 15_000;
const MOST_REMEMBERED = 5_000;

/**
 * Reads the change feed of the conversations while somebody listens, from a little before they began to. What it says of
 * one conversation may be several turns at once, of other changes nothing. After a fault it goes on from the last answer
 * it had, so nothing is left out; it is late then, as long as the service fails.
 */
export function createCosmosWatch({ sdk, meter, clock, ownMarks }: WatchParts): CosmosWatch {
  const listeners = new Set<Listener>();
  const told = new Map<string, string>();
  let running: Promise<void> | undefined;
  let ending = new AbortController();

  const tell = ({ id, conversationId, commits = [] }: FeedRow) => {
    if (id !== MAIN) return;
    const [mark] = commits;
    // A claim or a settlement is no turn, and what this process did it knows.
    if (mark === undefined || told.get(conversationId) === mark || ownMarks.has(mark)) return;
    told.delete(conversationId);
    told.set(conversationId, mark);
    const [oldest] = told.keys();
    if (told.size > MOST_REMEMBERED && oldest !== undefined) told.delete(oldest);
    for (const listener of listeners) listener(conversationId);
  };

  const follow = async (signal: AbortSignal): Promise<void> => {
    const from = new Date(clock() - OVERLAP_MS);
    let feed: CosmosFeed = sdk.feed(CONVERSATION, from);
    let faults = 0;
    while (!signal.aborted) {
      try {
        const rows = await meter.measure('watch', () => feed.next<FeedRow>());
        faults = 0;
        if (signal.aborted) return;
        rows?.forEach(tell);
        if (rows === undefined) await rest(0, signal);
      } catch {
        faults += 1;
        feed = sdk.feed(CONVERSATION, feed.position() ?? from);
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

/** Until it is time to ask again, or nobody listens any more. */
async function rest(faults: number, signal: AbortSignal): Promise<void> {
  const ms = Math.min(EVERY_MS * 2 ** Math.max(0, faults - 1), LONGEST_MS);
  await pause(ms, undefined, { signal, ref: false }).catch(() => {});
}
