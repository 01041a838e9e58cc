import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, ENGINE, type FlowMachine } from '../machines/compile';
import type { Flow, FlowFile, ResolvedFlow } from '../machines/flow';
import type { Market } from '../machines/market';
import { resolveFlow } from '../machines/resolve';
import { parseFlow } from '../machines/upgrade';
import type { ConversationDocument } from '../store/documents';
import { BotFault } from './errors';
import { versionHash } from './studio/contentHash';

/** A version as one market sees it, ready to run. */
export interface RunnableFlow {
  readonly pin: ConversationDocument['flow'];
  readonly resolved: ResolvedFlow;
  readonly machine: FlowMachine;
  /** Names that steps had in the version before. */
  readonly moved: Flow['moved'];
}

/**
 * Published flow versions. They are immutable: a conversation pins id, version, hash and engine, and stays on them;
 * a pinned version that is gone or was edited is a fault, never a silent restart. A turn never waits for one: what it
 * needs is fetched before it.
 */
export interface FlowRegistry {
  /** What a new conversation of this market starts on, as far as is known; `customer` decides whose it is in an experiment. */
  current(market: Market, customer?: string): RunnableFlow;
  pinned(market: Market, pin: ConversationDocument['flow']): RunnableFlow;
  /** One to apologise in: the current one, or where that is gone the newest that came with the product. */
  spare(market: Market): RunnableFlow;
  /** Where an open conversation goes on, when everybody on its version was moved; undefined: it stays where it is. */
  moved(document: Pick<ConversationDocument, 'market' | 'flow' | 'createdAt'>): RunnableFlow | undefined;
  /** Finds out what was decided; what is known and not older than this is good enough. */
  refresh(notOlderThanMs?: number): Promise<void>;
  /** Makes the version known if there is one. */
  fetch(pin: ConversationDocument['flow']): Promise<void>;
}

/** A version by its number, with everything one needs of it. */
export interface FlowVersion {
  readonly file: FlowFile;
  readonly flow: Flow;
  readonly hash: string;
  run(market: Market): RunnableFlow;
}

/** The versions that came with the product. */
export interface ShippedFlows extends FlowRegistry {
  readonly id: string;
  readonly versions: ReadonlyMap<number, FlowVersion>;
}

/** Numbers from here on are those of versions that were published where the product runs. */
export const FIRST_OWN_VERSION = 101;

export function openFlows(directory: string, id = 'card-lead'): ShippedFlows {
  const versions = readVersions(join(directory, id));
  const nothing = async () => {};
  const current = (market: Market) => newest(versions, market, id).run(market);
  return {
    id,
    versions,
    current,
    spare: current,
    moved: () => undefined,
    pinned: (market, pin) => asPinned(versions.get(pin.version), pin).run(market),
    refresh: nothing,
    fetch: nothing,
  };
}

/** Compiled for a market at first use. `spoken`: the flow with the words it is published with. */
export function flowVersion(file: FlowFile, flow: Flow, hash: string, spoken: Flow = flow): FlowVersion {
  const runnable = new Map<Market, RunnableFlow>();
  return {
    file,
    flow,
    hash,
    run(market) {
      const known = runnable.get(market);
      if (known) return known;
      const resolved = resolveFlow(spoken, market);
      const pin = { id: flow.id, version: flow.version, hash, engine: ENGINE };
      const fresh = { pin, resolved, machine: compile(resolved), moved: flow.moved };
      runnable.set(market, fresh);
      return fresh;
    },
  };
}

function readVersions(directory: string): ReadonlyMap<number, FlowVersion> {
  const versions = new Map<number, FlowVersion>();
  for (const name of readdirSync(directory).filter((file) => file.endsWith('.json'))) {
    const file: FlowFile = JSON.parse(readFileSync(join(directory, name), 'utf8'));
    const flow = parseFlow(file);
    versions.set(flow.version, flowVersion(file, flow, versionHash(flow, {})));
  }
  return versions;
}

function newest(versions: ReadonlyMap<number, FlowVersion>, market: Market, id: string): FlowVersion {
  const serving = [...versions.values()].filter((version) => version.flow.markets.includes(market));
  const found = serving.sort((a, b) => b.flow.version - a.flow.version)[0];
  if (!found)
    throw new BotFault('FLOW_MISSING', `No version of ${id} serves ${market}; publish one that lists it in "markets".`);
  return found;
}

/** The version a conversation is on, and no other: one that is not there, or not what it was, is a fault. */
export function asPinned(found: FlowVersion | undefined, pin: ConversationDocument['flow']): FlowVersion {
  if (!found || found.flow.id !== pin.id || pin.engine !== ENGINE) {
    throw new BotFault(
      'FLOW_MISSING',
      `${pin.id} version ${pin.version} for engine ${pin.engine} is pinned by a conversation but not there; restore its file, or the release that has both.`,
    );
  }
  if (found.hash !== pin.hash) {
    throw new BotFault(
      'FLOW_CHANGED',
      `${pin.id} version ${pin.version} was edited after publishing; restore it and publish a new version.`,
    );
  }
  return found;
}
