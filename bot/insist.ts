import { isPassing } from './errors';

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
