import type { Fault } from '../../sandbox/cosmos/faults';

type Asked = Partial<Fault> & Pick<Fault, 'at' | 'kind'>;

/** A 429 says when to come again: soon, mostly. */
const throttled = (share: number): readonly Asked[] => [
  { at: 'any', kind: 'throttled429', ms: 10, share: share * 0.5 },
  { at: 'any', kind: 'throttled429', ms: 100, share: share * 0.3 },
  { at: 'any', kind: 'throttled429', ms: 400, share: share * 0.15 },
  { at: 'any', kind: 'throttled429', ms: 1_000, share: share * 0.05 },
];

/** Before it happened and after, as a share of the batches each. */
const lost = (kind: 'timeout408' | 'unavailable503' | 'reset', share: number): readonly Asked[] => [
  { at: 'batch', kind, share },
  { at: 'batch', kind, after: true, share },
  { at: 'read', kind, share },
  { at: 'query', kind, share },
];

/** What the service does to the store, each kind by itself and then all together. */
export const WEATHER = {
  calm: [],
  throttled429: throttled(0.3),
  retryWith449: [{ at: 'batch', kind: 'retryWith449', share: 0.3 }],
  conflict412: [{ at: 'batch', kind: 'conflict412', share: 0.3 }],
  timeout408: lost('timeout408', 0.1),
  gone410: [{ at: 'any', kind: 'gone410', share: 0.15 }],
  unavailable503: lost('unavailable503', 0.1),
  session404: [{ at: 'any', kind: 'session404', share: 0.25 }],
  reset: lost('reset', 0.1),
  slow: [{ at: 'any', kind: 'slow', ms: 5_000, share: 0.01 }],
  stale: [
    { at: 'read', kind: 'stale', ms: 5, share: 0.5 },
    { at: 'query', kind: 'stale', ms: 5, share: 0.5 },
  ],
  together: [
    ...throttled(0.1),
    { at: 'batch', kind: 'retryWith449', share: 0.08 },
    { at: 'batch', kind: 'conflict412', share: 0.08 },
    ...lost('timeout408', 0.02),
    ...lost('unavailable503', 0.02),
    ...lost('reset', 0.02),
    { at: 'any', kind: 'gone410', share: 0.02 },
    { at: 'any', kind: 'session404', share: 0.03 },
    { at: 'any', kind: 'slow', ms: 200, share: 0.05 },
    { at: 'any', kind: 'slow', ms: 5_000, share: 0.002 },
    { at: 'read', kind: 'stale', ms: 5, share: 0.2 },
    { at: 'query', kind: 'stale', ms: 5, share: 0.2 },
  ],
} as const satisfies Readonly<Record<string, readonly Asked[]>>;

export type Weather = keyof typeof WEATHER;
