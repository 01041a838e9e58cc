import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { Load } from './admission';

/** Measures this process, and no other: each has a loop, a heap and a queue of its own. */
export interface Meter {
  /** The load since the last look. */
  look(): Load;
  stop(): void;
}

export interface MeterParts {
  readonly queuedTurns: () => number;
  readonly streams: () => number;
  /** What the machine or its container lets the process have; undefined: only the heap has a limit. */
  readonly memoryLimitBytes?: number;
}

/** The timer that measures the delay is itself this late when there is none. */
const RESOLUTION_MS = 20;

export function createMeter({ queuedTurns, streams, memoryLimitBytes }: MeterParts): Meter {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  return {
    look() {
      const loopDelayMs = Math.max(0, delay.percentile(99) / 1e6 - RESOLUTION_MS);
      delay.reset();
      return { loopDelayMs, queuedTurns: queuedTurns(), memory: memoryShare(memoryLimitBytes), streams: streams() };
    },
    stop: () => void delay.disable(),
  };
}

/** Whichever is nearer: the end of the heap, or of what the container gives. */
function memoryShare(limitBytes: number | undefined): number {
  const { used_heap_size: used, heap_size_limit: most } = getHeapStatistics();
  const heap = used / most;
  return limitBytes === undefined ? heap : Math.max(heap, process.memoryUsage.rss() / limitBytes);
}

/** What a container or service manager grants this process. Undefined where nothing but the machine limits it. */
export function grantedMemory(): number | undefined {
  const granted = process.constrainedMemory();
  // Without a limit some systems answer 0 and some a number beyond any machine.
  return granted > 0 && granted < 2 ** 50 ? granted : undefined;
}
