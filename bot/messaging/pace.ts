import type { Messenger } from '../../adapters/channels/channel';
import type { Address } from '../../dialogs/message';

/** Keeps what leaves within what a channel takes: a burst, then so many a second, per sender and per person. */
export interface Pace {
  /**
   * Books the next place for a message and says how long to wait for it. One that lies further off than `patienceMs` is
   * not booked: come back after `waitMs`.
   */
  book(address: Address, patienceMs: number): { readonly isBooked: boolean; readonly waitMs: number };
}

export function createPace(rates: Messenger['pace'], clock: () => number): Pace {
  const senders = createBuckets(rates.sender, clock);
  const users = createBuckets(rates.user, clock);
  return {
    book({ account, sender, user }, patienceMs) {
      const ours = `${account}\n${sender}`;
      const pair = `${ours}\n${user}`;
      const waitMs = Math.max(senders.waitMs(ours), users.waitMs(pair));
      const isBooked = waitMs <= patienceMs;
      if (isBooked) {
        senders.take(ours);
        users.take(pair);
      }
      return { isBooked, waitMs };
    },
  };
}

/** The part of one of several processes, so that together they are no faster than the channel takes. */
export function shareOf({ sender, user }: Messenger['pace'], processes: number): Messenger['pace'] {
  const share = ({ burst, perSecond }: Rate): Rate => ({
    burst: Math.max(1, Math.floor(burst / processes)),
    perSecond: perSecond / processes,
  });
  return { sender: share(sender), user: share(user) };
}

type Rate = Messenger['pace']['user'];
const SWEEP_EVERY = 1_000;

/** Of each bucket only the time at which it is full again is kept, and nothing of one that is. */
function createBuckets({ burst, perSecond }: Rate, clock: () => number) {
  const intervalMs = 1_000 / perSecond;
  const fullAt = new Map<string, number>();
  let takes = 0;
  const sweep = () => {
    for (const [key, at] of fullAt) if (at <= clock()) fullAt.delete(key);
  };
  return {
    waitMs(key: string): number {
      const missing = (fullAt.get(key) ?? 0) - clock();
      return Math.max(0, Math.ceil(missing - (burst - 1) * intervalMs));
    },
    take(key: string): void {
      fullAt.set(key, Math.max(fullAt.get(key) ?? 0, clock()) + intervalMs);
      takes += 1;
      if (takes % SWEEP_EVERY === 0) sweep();
    },
  };
}
