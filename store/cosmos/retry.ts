import { setTimeout as wait } from 'node:timers/promises';
import { StoreFault } from '../storeFault';

/** What a failed request tells. The SDK's errors carry these, whatever class they have. */
interface Failure {
  /** An HTTP status, or the name of what went wrong on the way. */
  readonly code?: number | string;
  readonly substatus?: number;
  readonly retryAfterInMs?: number;
  readonly name?: string;
}

/** Whether the request can have had an effect, and when to ask again. */
interface Verdict {
  readonly kind: 'refused' | 'unknown' | 'session';
  readonly waitMs: number;
}

export interface RetryOptions<T> {
  /**
   * Asked when a request may have been carried out although its answer was lost: what it did, or undefined when it did
   * nothing. Without it the request is simply sent again, which is right for reads and for writes that know themselves.
   */
  readonly resolve?: () => Promise<T | undefined>;
  readonly random: () => number;
  /** Aborted when nothing is to be tried any more. */
  readonly deadline: AbortSignal;
}

/** How one attempt is made: within the time that is left, and after a lost session without its token. */
export interface Attempt {
  readonly signal: AbortSignal;
  readonly withoutSession: boolean;
}

const MOST_TRIES = { refused: 8, unknown: 5, session: 3 } as const;
const SESSION_NOT_AVAILABLE = 1002;
const OWNER_MISSING = 1003;
/** What the network says before anything was sent. */
const NOT_SENT = new Set<unknown>(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/**
 * The retries the SDK does not make. It repeats 429 (three times here) and, for reads, broken connections; 449 it gives
 * up at once, and of a write it never says whether it happened. Whatever stays is a `StoreFault`.
 */
export async function withRetries<T>(run: (attempt: Attempt) => Promise<T>, options: RetryOptions<T>): Promise<T> {
  const { deadline, random, resolve } = options;
  const tries = { refused: 0, unknown: 0, session: 0 };
  /** What the attempt is known to have done. Throws when there is to be no other. */
  const learn = async (cause: unknown): Promise<T | undefined> => {
    const { kind, waitMs } = judge(cause, random);
    tries[kind] += 1;
    if (tries[kind] > MOST_TRIES[kind]) throw toCosmosFault(cause);
    await wait(waitMs, undefined, { signal: deadline }).catch(() => {});
    if (deadline.aborted) throw toCosmosFault(cause);
    return kind === 'unknown' ? resolve?.() : undefined;
  };
  for (;;) {
    if (deadline.aborted) throw new StoreFault('unreachable', { detail: 'no time is left' });
    try {
      // Each has a signal of its own: by it the client tells what became of it.
      return await run({ signal: AbortSignal.any([deadline]), withoutSession: tries.session > 0 });
    } catch (cause) {
      const known = await learn(cause);
      if (known !== undefined) return known;
    }
  }
}

/** Gives any failure its class, and with it whether trying again can help. */
export function toCosmosFault(cause: unknown): StoreFault {
  if (cause instanceof StoreFault) return cause;
  const { code, substatus } = failureOf(cause);
  const detail = substatus === undefined ? String(code) : `${code}/${substatus}`;
  if (code === 401 || code === 403) return new StoreFault('denied', { cause, detail });
  if (code === 404 && substatus === OWNER_MISSING) return new StoreFault('notPrepared', { cause, detail });
  if (code === 413) return new StoreFault('tooLarge', { cause, detail });
  if (code === 429) return new StoreFault('throttled', { cause, detail });
  return isTransient(code, cause)
    ? new StoreFault('unreachable', { cause, detail })
    : new StoreFault('unexpected', { cause, detail });
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Throws what no repetition can help. */
function judge(cause: unknown, random: () => number): Verdict {
  const { code, substatus, retryAfterInMs } = failureOf(cause);
  const jitter = (from: number, to: number) => from + random() * (to - from);
  if (code === 429) return { kind: 'refused', waitMs: Math.min(retryAfterInMs ?? 100, 3_000) + jitter(0, 20) };
  if (code === 449) return { kind: 'refused', waitMs: jitter(10, 500) };
  if (NOT_SENT.has(code)) return { kind: 'refused', waitMs: jitter(50, 500) };
  if (code === 404 && substatus === SESSION_NOT_AVAILABLE) return { kind: 'session', waitMs: jitter(5, 50) };
  if (isTransient(code, cause)) return { kind: 'unknown', waitMs: jitter(10, 200) };
  throw toCosmosFault(cause);
}

/** Timeouts, broken connections, moving partitions and failing servers: of a write nobody knows what became. */
function isTransient(code: Failure['code'], cause: unknown): boolean {
  if (typeof code === 'number') return code === 408 || code === 410 || code === 449 || code >= 500;
  return code !== undefined || failureOf(cause).name === 'AbortError';
}

function failureOf(cause: unknown): Failure {
  return typeof cause === 'object' && cause !== null ? cause : {};
}
