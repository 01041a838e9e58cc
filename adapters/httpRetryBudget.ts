export interface RetryLimits {
  /** Of all its calls, the retries among them. */
  readonly share: number;
  /** One retry each so often is free, so that the only lead of a quiet night is tried again at all. */
  readonly oneEachMs: number;
  /** What can be saved up. */
  readonly most: number;
}

/**
 * Retries of one upstream stay a small share of its calls, however many wait: a bank that comes back is not brought down
 * again by what it missed.
 */
export function createRetryBudgets({ share, oneEachMs, most }: RetryLimits, clock: () => number) {
  const byUpstream = new Map<string, { left: number; at: number }>();
  const of = (upstream: string) => {
    const now = clock();
    const known = byUpstream.get(upstream) ?? { left: most, at: now };
    const budget = { left: Math.min(most, known.left + (now - known.at) / oneEachMs), at: now };
    byUpstream.set(upstream, budget);
    return budget;
  };
  return {
    earn(upstream: string): void {
      const budget = of(upstream);
      budget.left = Math.min(most, budget.left + share);
    },
    /** False when it is spent: the retry is not made now. */
    spend(upstream: string): boolean {
      const budget = of(upstream);
      if (budget.left < 1) return false;
      budget.left -= 1;
      return true;
    },
  };
}
