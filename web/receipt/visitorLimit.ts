import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Whether an address may look once more now: so many times a minute, in each process. */
export type VisitorLimit = (address: string) => Promise<boolean>;

export function createVisitorLimit(perMinute: number): VisitorLimit {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  return async (address) => {
    try {
      await limiter.consume(address);
      return true;
    } catch (outcome) {
      if (!(outcome instanceof RateLimiterRes)) throw outcome;
      return false;
    }
  };
}
