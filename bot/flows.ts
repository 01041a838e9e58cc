import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, ENGINE, type FlowMachine } from '../machines/compile';
import type { Flow, ResolvedFlow } from '../machines/flow';
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
}

/**
 * Published flow versions. They are immutable: a conversation pins id, version, hash and engine, and stays on them;
 * a pinned version that is gone or was edited is a fault, never a silent restart.
 */
export interface FlowRegistry {
  /** What a new conversation of this market starts on. */
  current(market: Market): RunnableFlow;
  pinned(market: Market, pin: ConversationDocument['flow']): RunnableFlow;
}

export function openFlows(directory: string, id = 'card-lead'): FlowRegistry {
  const versions = readVersions(join(directory, id));
  const run = (version: PublishedVersion, market: Market): RunnableFlow => {
    const known = version.runnable.get(market);
    if (known) return known;
    const resolved = resolveFlow(version.flow, market);
    const pin = { id: version.flow.id, version: version.flow.version, hash: version.hash, engine: ENGINE };
    const fresh = { pin, resolved, machine: compile(resolved) };
    version.runnable.set(market, fresh);
    return fresh;
  };
  return {
    current: (market) => run(newest(versions, market, id), market),
    pinned: (market, pin) => run(findPinned(versions, pin), market),
  };
}

interface PublishedVersion {
  readonly flow: Flow;
  readonly hash: string;
  /** Compiled at first use. */
  readonly runnable: Map<Market, RunnableFlow>;
}

function readVersions(directory: string): ReadonlyMap<number, PublishedVersion> {
  const versions = new Map<number, PublishedVersion>();
  for (const name of readdirSync(directory).filter((file) => file.endsWith('.json'))) {
    const flow = parseFlow(JSON.parse(readFileSync(join(directory, name), 'utf8')));
    versions.set(flow.version, { flow, hash: versionHash(flow, {}), runnable: new Map() });
  }
  return versions;
}

function newest(versions: ReadonlyMap<number, PublishedVersion>, market: Market, id: string): PublishedVersion {
  const serving = [...versions.values()].filter((version) => version.flow.markets.includes(market));
  const found = serving.sort((a, b) => b.flow.version - a.flow.version)[0];
  if (!found)
    throw new BotFault('FLOW_MISSING', `No version of ${id} serves ${market}; publish one that lists it in "markets".`);
  return found;
}

function findPinned(
  versions: ReadonlyMap<number, PublishedVersion>,
  pin: ConversationDocument['flow'],
): PublishedVersion {
  const found = versions.get(pin.version);
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
