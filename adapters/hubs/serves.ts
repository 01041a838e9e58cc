import type { Market } from '../../machines/market';
import type { Served } from './agentHub';

/** For whom a centre works; what is not said is no limit. */
export interface HubScope {
  readonly markets?: readonly Market[];
  readonly queues?: readonly string[];
}

export function inScope({ markets, queues }: HubScope, { market, queue }: Served): boolean {
  return (markets?.includes(market) ?? true) && (queues?.includes(queue) ?? true);
}
