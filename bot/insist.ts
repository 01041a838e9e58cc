import { StoreFault } from '../store/storeFault';
import { BotFault } from './errors';

const AGAIN_MS = 1_000;
const MOST_TIMES = 20;

/** For what must not be lost to a store that fails for a moment: the same again, until it succeeds or cannot. */
export async function insist<T>(call: () => Promise<T>): Promise<T> {
  for (let times = 1; ; times++) {
    try {
      return await call();
    } catch (cause) {
      if (times === MOST_TIMES || !isPassing(cause)) throw cause;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}

function isPassing(cause: unknown): boolean {
  return cause instanceof StoreFault ? cause.retryable : cause instanceof BotFault && cause.code === 'TURN_CONFLICT';
}
