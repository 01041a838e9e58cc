import { compile, ENGINE } from '../../../machines/compile';
import type { Flow } from '../../../machines/flow';
import type { Market } from '../../../machines/market';
import { resolveFlow } from '../../../machines/resolve';
import { BotFault } from '../../errors';
import type { FlowRegistry, RunnableFlow } from '../../flows';
import { versionHash } from '../contentHash';
import type { Words } from '../contract';
import { withWords } from '../withWords';

/** A flow with its words that is being tried, put together once for however many conversations. */
export interface TriedFlow {
  readonly hash: string;
  /** Throws a `FlowFault` where it cannot run in the market. */
  run(market: Market): RunnableFlow;
}

export function tryFlow(flow: Flow, words: Words): TriedFlow {
  const worded = withWords(flow, words);
  const hash = versionHash(flow, words);
  const runnable = new Map<Market, RunnableFlow>();
  return {
    hash,
    run(market) {
      const known = runnable.get(market);
      if (known !== undefined) return known;
      const resolved = resolveFlow(worded, market);
      const pin = { id: flow.id, version: flow.version, hash, engine: ENGINE };
      const fresh = { pin, resolved, machine: compile(resolved), moved: flow.moved };
      runnable.set(market, fresh);
      return fresh;
    },
  };
}

/** A registry in which another flow can be published while conversations go on. */
export interface TriedFlows extends FlowRegistry {
  publish(flow: TriedFlow): void;
}

export function createTriedFlows(first: TriedFlow): TriedFlows {
  const published = new Map([[first.hash, first]]);
  let current = first;
  const nothing = async () => {};
  return {
    spare: (market) => current.run(market),
    refresh: nothing,
    fetch: nothing,
    moved: () => undefined,
    publish(flow) {
      published.set(flow.hash, flow);
      current = flow;
    },
    current: (market) => current.run(market),
    pinned(market, { hash, version }) {
      const found = published.get(hash);
      if (found !== undefined) return found.run(market);
      throw new BotFault('FLOW_MISSING', `Version ${version} was never published here.`);
    },
  };
}
