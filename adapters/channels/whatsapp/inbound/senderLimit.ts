import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Takes one from what a person may send now; otherwise says how long to wait, in milliseconds. */
export type SenderLimit = (person: string) => Promise<number | undefined>;

/**
 * So many messages of one person a minute are taken as they come. Of more the provider is asked to wait, before anything
 * is looked up: nothing is lost, for it brings them again, and what it gives up bringing is found by the sweep.
 */
export function createSenderLimit(perMinute: number): SenderLimit {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  return async (person) => {
    try {
      await limiter.consume(person);
      return undefined;
    } catch (outcome) {
      if (!(outcome instanceof RateLimiterRes)) throw outcome;
      return Math.max(1, outcome.msBeforeNext);
    }
  };
}
