/** Ids of messages that were taken lately. Forgetting one costs a second look by the store, nothing else. */
export interface RecentSids {
  has(sid: string): boolean;
  add(sid: string): void;
}

export function createRecentSids(capacity = 20_000): RecentSids {
  const sids = new Set<string>();
  return {
    has: (sid) => sids.has(sid),
    add(sid) {
      sids.add(sid);
      const [oldest] = sids;
      if (sids.size > capacity && oldest !== undefined) sids.delete(oldest);
    },
  };
}
