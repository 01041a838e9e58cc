import { createHash } from 'node:crypto';
import { compile, ENGINE } from '../../../machines/compile';
import type { Flow } from '../../../machines/flow';
import type { Market } from '../../../machines/market';
import { resolveFlow } from '../../../machines/resolve';
import { canonicalJson, parseFlow } from '../../../machines/upgrade';
import { BotFault } from '../../errors';
import type { FlowRegistry, RunnableFlow } from '../../flows';
import type { FlowSource, Words } from './contract';

/** A flow that is being tried, read once for however many conversations. */
export interface TriedFlow {
  readonly flow: Flow;
  readonly hash: string;
  run(market: Market): RunnableFlow;
}

/** Throws a `FlowFault` for what is no flow, and at `run` for one that cannot run in the market. */
export function tryFlow({ flow: json, words }: FlowSource): TriedFlow {
  const flow = parseFlow(json);
  const hash = createHash('sha256')
    .update(canonicalJson([flow, words]))
    .digest('hex');
  const runnable = new Map<Market, RunnableFlow>();
  return {
    flow,
    hash,
    run(market) {
      const known = runnable.get(market);
      if (known !== undefined) return known;
      const resolved = { ...resolveFlow(flow, market), texts: worded(flow.texts, words) };
      const pin = { id: flow.id, version: flow.version, hash, engine: ENGINE };
      const fresh = { pin, resolved, machine: compile(resolved) };
      runnable.set(market, fresh);
      return fresh;
    },
  };
}

function worded(own: Words, words: Words): Words {
  const locales = [...new Set([...Object.keys(own), ...Object.keys(words)])];
  return Object.fromEntries(locales.map((locale) => [locale, { ...own[locale], ...words[locale] }]));
}

/** A registry in which another flow can be published while conversations go on. */
export interface TriedFlows extends FlowRegistry {
  publish(flow: TriedFlow): void;
}

export function createTriedFlows(first: TriedFlow): TriedFlows {
  const published = new Map([[first.hash, first]]);
  let current = first;
  return {
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
