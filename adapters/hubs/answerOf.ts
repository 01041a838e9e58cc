import type { HttpOutcome } from '../http';
import type { HubAnswer } from './agentHub';

/** What an answer by HTTP says about what was told. `isKnown`: the centre has it already, under the same id. */
export function answerOf(outcome: HttpOutcome): HubAnswer {
  if (outcome.kind !== 'response') return { class: 'later', reason: outcome.reason };
  const { status, headers } = outcome;
  if ((status >= 200 && status < 300) || status === 409) return { class: 'taken' };
  const reason = `http ${status}`;
  // A key that is being replaced, a path that is being moved: somebody mends it while the patience lasts.
  const isPassing = status >= 500 || status < 400 || PASSING.includes(status);
  return isPassing ? { class: 'later', reason, ...waitOf(headers['retry-after']) } : { class: 'refused', reason };
}

const PASSING: readonly number[] = [401, 403, 408, 425, 429];

function waitOf(header: string | undefined): { readonly retryAfterMs?: number } {
  return header !== undefined && /^\d{1,6}$/.test(header) ? { retryAfterMs: Number(header) * 1_000 } : {};
}
