import type { HttpOutcome } from './httpExchange';

export interface BreakerLimits {
  readonly failureRate: number;
  readonly minimumCalls: number;
  readonly windowMs: number;
  readonly halfOpenAfterMs: number;
}

/** One circuit breaker per upstream. While it is open nothing is sent, so the answer is `notSent` and free to retry. */
export function createBreakers(limits: BreakerLimits, clock: () => number) {
  const byUpstream = new Map<string, Circuit>();
  const of = (upstream: string): Circuit => {
    const circuit = byUpstream.get(upstream) ?? createCircuit(limits, clock);
    byUpstream.set(upstream, circuit);
    return circuit;
  };
  return {
    guard: (upstream: string, call: () => Promise<HttpOutcome>) => of(upstream).guard(call),
    /** When one call may try it again, which may be past; undefined: it is not known to be unwell. */
    restsUntil: (upstream: string) => byUpstream.get(upstream)?.restsUntil(),
  };
}

const CIRCUIT_OPEN: HttpOutcome = { kind: 'notSent', reason: 'circuitOpen' };

interface Circuit {
  guard(call: () => Promise<HttpOutcome>): Promise<HttpOutcome>;
  restsUntil(): number | undefined;
}

/**
 * Open, it lets one call through every `halfOpenAfterMs`; the others do not queue behind that one, their retry comes
 * later anyway. What was under way when it opened says nothing new when it ends.
 */
function createCircuit(limits: BreakerLimits, clock: () => number): Circuit {
  const recent = createWindow(limits, clock);
  let openUntil: number | undefined;
  let isProbing = false;

  const probe = async (call: () => Promise<HttpOutcome>): Promise<HttpOutcome> => {
    isProbing = true;
    try {
      const outcome = await call();
      if (saysNothing(outcome)) return outcome;
      openUntil = isUpstreamFailure(outcome) ? clock() + limits.halfOpenAfterMs : undefined;
      return outcome;
    } finally {
      isProbing = false;
    }
  };
  return {
    restsUntil: () => openUntil,
    async guard(call) {
      if (openUntil !== undefined) return isProbing || clock() < openUntil ? CIRCUIT_OPEN : probe(call);
      const outcome = await call();
      if (openUntil === undefined && !saysNothing(outcome) && recent.isTooMuch(isUpstreamFailure(outcome))) {
        openUntil = clock() + limits.halfOpenAfterMs;
        recent.clear();
      }
      return outcome;
    },
  };
}

/** We ended it ourselves, or never began. */
function saysNothing(outcome: HttpOutcome): boolean {
  return outcome.kind !== 'response' && OUR_OWN.includes(outcome.reason);
}

const OUR_OWN: readonly string[] = ['aborted', 'leaseEnded', 'addressRefused'];

/** A refusal (4xx) is an answer; only silence, broken connections and 5xx say that the other side is unwell. */
function isUpstreamFailure(outcome: HttpOutcome): boolean {
  return outcome.kind !== 'response' || outcome.status >= 500;
}

/** The share of failures among a minimum of calls in a sliding window. */
function createWindow({ failureRate, minimumCalls, windowMs }: BreakerLimits, clock: () => number) {
  let calls: { readonly at: number; readonly failed: boolean }[] = [];
  let failures = 0;
  return {
    clear(): void {
      calls = [];
      failures = 0;
    },
    isTooMuch(failed: boolean): boolean {
      const now = clock();
      calls.push({ at: now, failed });
      if (failed) failures += 1;
      // Oldest first, so that a call costs only what it pushes out.
      for (let oldest = calls[0]; oldest !== undefined && now - oldest.at > windowMs; oldest = calls[0]) {
        calls.shift();
        if (oldest.failed) failures -= 1;
      }
      return failed && calls.length >= minimumCalls && failures / calls.length >= failureRate;
    },
  };
}
