import { ENGINE } from '../machines/compile';
import type { Market } from '../machines/market';
import { parseFlow } from '../machines/upgrade';
import type { FlowLibraryBody, FlowPointer, FlowVersionBody } from '../store/documents';
import type { Publishing } from '../store/store';
import { StoreFault } from '../store/storeFault';
import { BotFault } from './errors';
import {
  asPinned,
  type FlowRegistry,
  type FlowVersion,
  flowVersion,
  type RunnableFlow,
  type ShippedFlows,
} from './flows';
import { versionHash } from './studio/contentHash';
import { readLibrary, readVersion } from './studio/shelf';
import { withWords } from './studio/withWords';

export interface PublishedFlowsParts {
  readonly shipped: ShippedFlows;
  readonly store: Pick<Publishing, 'record'>;
  /** Milliseconds of which only differences are used. */
  readonly clock: () => number;
  /** A number from 0 to 1 that is always the same for the same text. */
  readonly lot: (text: string) => number;
}

/** Of versions that nobody begins on and nobody is moved to: many more than conversations are open on at once. */
const MOST_OLD = 100;

/**
 * What came with the product and what was published since, in whichever process. Where nobody has said otherwise a
 * market is on the newest that came with the product; a version that conversations are on stays for them.
 */
export function createPublishedFlows({ shipped, store, clock, lot }: PublishedFlowsParts): FlowRegistry {
  const own = new Map<string, FlowVersion>();
  let library: Pick<FlowLibraryBody, 'pointers' | 'moves'> = { pointers: {}, moves: [] };
  let readAt = Number.NEGATIVE_INFINITY;
  /** What the library names by now: a turn that begins or is moved must find it, so it is never dropped. */
  let named: ReadonlySet<string> = new Set();

  const known = (name: Named): FlowVersion | undefined => own.get(keyOf(name)) ?? shipped.versions.get(name.version);
  const fetch = async (name: Named) => {
    if (known(name)?.hash === name.hash) return;
    const body = await readSound(store, name);
    if (body !== undefined) own.set(keyOf(name), asVersion(body));
    const old = [...own.keys()].filter((key) => !named.has(key));
    for (const key of old.slice(0, -MOST_OLD)) own.delete(key);
  };
  const spare = (market: Market): RunnableFlow => {
    const pointer = library.pointers[market];
    const version = pointer && known(pointer);
    return version?.hash === pointer?.hash && version !== undefined ? version.run(market) : shipped.current(market);
  };
  return {
    spare,
    pinned: (market, pin) => asPinned(known(pin), pin).run(market),
    current(market, customer = '') {
      const pointer = library.pointers[market];
      if (pointer === undefined) return shipped.current(market);
      const name = begunOn(pointer, market, customer, lot);
      return asPinned(known(name), { ...name, id: shipped.id, engine: ENGINE }).run(market);
    },
    moved({ market, flow, createdAt }) {
      const move = library.moves.findLast(({ markets }) => markets.includes(market));
      const version = move && move.startedAt > createdAt && move.version > flow.version ? known(move) : undefined;
      return version !== undefined && version.hash === move?.hash ? version.run(market) : undefined;
    },
    async refresh(notOlderThanMs = 0) {
      if (notOlderThanMs > 0 && clock() - readAt < notOlderThanMs) return;
      const askedAt = clock();
      const now = await readLibrary(store);
      const pointers = Object.values(now.pointers);
      const challengers = pointers.flatMap(({ challenger }) => challenger ?? []);
      const names = [...pointers, ...challengers, ...now.moves];
      named = new Set(names.map(keyOf));
      for (const name of names) await fetch(name).catch(unlessGone);
      library = now;
      readAt = askedAt;
    },
    fetch,
  };
}

/** A version and what it must hold. */
type Named = Pick<FlowPointer, 'version' | 'hash'>;

function keyOf({ version, hash }: Named): string {
  return `${version} ${hash}`;
}

/** Drawn anew for each experiment, and once for each customer in it. */
function begunOn(pointer: FlowPointer, market: Market, customer: string, lot: PublishedFlowsParts['lot']): Named {
  const { challenger } = pointer;
  const isDrawn = challenger !== undefined && lot(`${challenger.version} ${market} ${customer}`) < challenger.share;
  return isDrawn ? challenger : pointer;
}

/** What it holds by now is what counts: the hash that it was kept with is no proof. */
function asVersion(body: FlowVersionBody): FlowVersion {
  const { flow: file, words } = body;
  const flow = parseFlow(file);
  return flowVersion(file, flow, versionHash(flow, words), withWords(flow, words));
}

/** One market's version that is gone is no fault of the others: whoever begins on it is told. */
function unlessGone(cause: unknown): void {
  if (!(cause instanceof BotFault)) throw cause;
}

/** One whose row was damaged is as one that somebody edited. */
async function readSound(store: PublishedFlowsParts['store'], { version }: Named) {
  try {
    return await readVersion(store, version);
  } catch (cause) {
    if (!(cause instanceof StoreFault) || !cause.isOfOneRow) throw cause;
    throw new BotFault('FLOW_CHANGED', `Version ${version} was damaged after publishing; restore it from a backup.`, {
      cause,
    });
  }
}
