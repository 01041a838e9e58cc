export interface RetryLimits {
  /** Of the calls that are no retries. */
  readonly share: number;
  /** One retry each so often is free, so that the only lead of a quiet night is tried again at all. */
  readonly oneEachMs: number;
  /** What can be saved up. */
  readonly most: number;
}

/**
 * Retries of one host stay a small share of its calls, however many wait: a bank that comes back is not brought down
 * again by what it missed.
 */
export function createRetryBudgets({ share, oneEachMs, most }: RetryLimits, clock: () => number) {
  const byHost = new Map<string, { left: number; at: number }>();
  const of = (host: string) => {
    const now = clock();
    const known = byHost.get(host) ?? { left: most, at: now };
    const budget = { left: Math.min(most, known.left + (now - known.at) / oneEachMs), at: now };
    byHost.set(host, budget);
    return budget;
  };
  return {
    earn(host: string): void {
      const budget = of(host);
      budget.left = Math.min(most, budget.left + share);
    },
    /** False when it is spent: the retry is not made now. */
    spend(host: string): boolean {
      const budget = of(host);
      if (budget.left < 1) return false;
      budget.left -= 1;
      return true;
    },
  };
}
