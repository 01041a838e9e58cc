import type { z } from 'zod';
import { accepted, type BankAnswer, parseJson, retryAfterMs } from './bankResponse';
import type { SubmitOutcome } from './callout';
import { BankError } from './wireText';

type Response = Extract<BankAnswer, { readonly kind: 'response' }>;
type Done = Pick<Extract<SubmitOutcome, { readonly class: 'done' }>, 'reference' | 'details'>;

interface Expected<T> {
  /** Where the reference is in a body of that shape. */
  readonly done: (body: T) => Done;
  /** What this API's reference numbers look like. */
  readonly reference: RegExp;
}

/**
 * What one answer to a create means. Whatever is not plainly a yes, a no or "not taken" is ambiguous: the bank may have
 * the application, and sending it again could make a second one.
 */
export function submitOutcome<T>(
  answer: BankAnswer,
  schema: z.ZodType<T>,
  { done, reference }: Expected<T>,
): SubmitOutcome {
  if (answer.kind === 'refused') return answer.refusal;
  if (answer.kind === 'notSent') return { class: 'notSent', reason: answer.reason };
  if (answer.kind === 'ambiguous') return { class: 'ambiguous', reason: answer.reason };
  if (answer.status >= 200 && answer.status <= 299) {
    const body = accepted(answer, schema);
    const found = body === undefined ? undefined : done(body);
    if (found === undefined || !reference.test(found.reference))
      return { class: 'ambiguous', reason: 'malformedAnswer' };
    return { class: 'done', ...found };
  }
  return refusedOutcome(answer);
}

function refusedOutcome(answer: Response): SubmitOutcome {
  const { status, headers } = answer;
  const reason = `http${status}`;
  switch (status) {
    case 400:
    case 404:
    case 422:
      return rejection(answer);
    case 401:
    case 403:
      return { class: 'config', reason };
    case 429:
      return { class: 'notDone', reason, retryAfterMs: retryAfterMs(headers) };
    case 503:
      if (headers['retry-after'] === undefined) return { class: 'ambiguous', reason };
      return { class: 'notDone', reason, retryAfterMs: retryAfterMs(headers) };
    default:
      return { class: 'ambiguous', reason };
  }
}

/** Only the bank's own error body is a no; a proxy's page under the same status tells nothing. */
function rejection(answer: Response): SubmitOutcome {
  const error = BankError.safeParse(parseJson(answer.body)).data;
  if (!error) return { class: 'ambiguous', reason: `http${answer.status}` };
  return { class: 'rejected', reason: error.code, ...(error.location ? { location: error.location } : {}) };
}
