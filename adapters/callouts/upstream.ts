import type { Market } from '../../machines/market';

/**
 * A bank, as its circuit and its retry budget go by: the banks of several markets may stand behind one gateway, and one that
 * is down must neither spend what the others may retry nor be taken for all of them.
 */
export function upstreamOf(market: Market): string {
  return `bank of ${market}`;
}
