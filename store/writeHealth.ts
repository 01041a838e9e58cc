import { isStorageFault, type StoreFault } from './storeFault';

/** Whether writes succeed. Turns false at the first fault of the file and true again only after a write that worked. */
export interface WriteHealth {
  healthy(): boolean;
  /** Takes note of a fault and returns it. */
  failed(fault: StoreFault): StoreFault;
  /** Throws once the file is known to be damaged: nothing may be written to it any more. */
  assertWritable(): void;
  stop(): void;
}

const PROBE_EVERY_MS = 500;

/** A damaged file is never probed: it stays unhealthy until an operator replaces it. */
export function createWriteHealth(probe: () => Promise<unknown>): WriteHealth {
  let down: StoreFault | undefined;
  let timer: NodeJS.Timeout | undefined;

  const probeLater = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      probe().then(() => {
        if (down?.retryable) down = undefined;
      }, probeAgain);
    }, PROBE_EVERY_MS).unref();
  };
  const probeAgain = (fault: StoreFault) => {
    if (fault.retryable) probeLater();
  };

  return {
    healthy: () => down === undefined,
    failed: (fault) => {
      if (!isStorageFault(fault)) return fault;
      if (down === undefined || down.retryable) down = fault;
      probeAgain(down);
      return fault;
    },
    assertWritable: () => {
      if (down !== undefined && !down.retryable) throw down;
    },
    stop: () => clearTimeout(timer),
  };
}
