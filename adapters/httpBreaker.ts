import { performance } from 'node:perf_hooks';
import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  circuitBreaker,
  handleWhenResult,
  type IBreaker,
} from 'cockatiel';
import type { HttpOutcome } from './httpExchange';

interface BreakerLimits {
  readonly failureRate: number;
  readonly minimumCalls: number;
  readonly windowMs: number;
  readonly halfOpenAfterMs: number;
}

/** One circuit breaker per host. While it is open nothing is sent, so the answer is `notSent` and free to retry. */
export function createBreakers(limits: BreakerLimits) {
  const byHost = new Map<string, CircuitBreakerPolicy>();
  return {
    async guard(host: string, call: () => Promise<HttpOutcome>): Promise<HttpOutcome> {
      const breaker = byHost.get(host) ?? openBreaker(limits);
      byHost.set(host, breaker);
      // One probe at a time: the others do not queue behind it, their retry comes later anyway.
      if (breaker.state === CircuitState.HalfOpen) return CIRCUIT_OPEN;
      try {
        return await breaker.execute(call);
      } catch (error) {
        if (error instanceof BrokenCircuitError) return CIRCUIT_OPEN;
        throw error;
      }
    },
  };
}

const CIRCUIT_OPEN: HttpOutcome = { kind: 'notSent', reason: 'circuitOpen' };

function openBreaker({ halfOpenAfterMs, ...limits }: BreakerLimits): CircuitBreakerPolicy {
  const failing = handleWhenResult((result) => isUpstreamFailure(result as HttpOutcome));
  return circuitBreaker(failing, { halfOpenAfter: halfOpenAfterMs, breaker: failureShare(limits) });
}

/** A refusal (4xx) is an answer; only silence, broken connections and 5xx say that the other side is unwell. */
function isUpstreamFailure(outcome: HttpOutcome): boolean {
  if (outcome.kind === 'response') return outcome.status >= 500;
  return outcome.reason !== 'aborted';
}

/** Opens at a share of failures among a minimum of calls in a sliding window. */
function failureShare(limits: Omit<BreakerLimits, 'halfOpenAfterMs'>): IBreaker {
  let calls: { readonly at: number; readonly failed: boolean }[] = [];
  let failures = 0;
  const clear = () => {
    calls = [];
    failures = 0;
  };
  const note = (failed: boolean) => {
    const now = performance.now();
    calls.push({ at: now, failed });
    if (failed) failures += 1;
    // Oldest first, so that a call costs only what it pushes out.
    for (let oldest = calls[0]; oldest !== undefined && now - oldest.at > limits.windowMs; oldest = calls[0]) {
      calls.shift();
      if (oldest.failed) failures -= 1;
    }
  };
  return {
    get state() {
      return calls;
    },
    set state(_saved) {
      clear();
    },
    success(state) {
      if (state === CircuitState.HalfOpen) clear();
      note(false);
    },
    failure() {
      note(true);
      return calls.length >= limits.minimumCalls && failures / calls.length >= limits.failureRate;
    },
  };
}
