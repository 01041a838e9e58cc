import type { z } from 'zod';
import type { HttpOutcome } from '../http';
import type { SubmitOutcome } from './callout';

/** Why no token could be had. The call it was for has not been sent, so none of these is ambiguous. */
export type Refusal = Extract<SubmitOutcome, { readonly class: 'notSent' | 'notDone' | 'config' }>;

/** `refused`: the call itself was never sent, because no token could be had. */
export type BankAnswer = HttpOutcome | { readonly kind: 'refused'; readonly refusal: Refusal };

/** The body of a 2xx as JSON, or undefined for anything else. */
export function answerJson(answer: BankAnswer): unknown {
  if (answer.kind !== 'response' || answer.status < 200 || answer.status > 299) return undefined;
  return parseJson(answer.body);
}

/** The value a schema accepts in a 2xx answer, or undefined. */
export function accepted<T>(answer: BankAnswer, schema: z.ZodType<T>): T | undefined {
  return schema.safeParse(answerJson(answer)).data;
}

/** JSON, or undefined: what a bank sends is never trusted to parse. */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Names what happened without any content of the answer. */
export function reasonOf(answer: BankAnswer): string {
  if (answer.kind === 'response') return `http${answer.status}`;
  return answer.kind === 'refused' ? answer.refusal.reason : answer.reason;
}

/** `Retry-After` in seconds or as a date, the date measured against the server's own clock. */
export function retryAfterMs(headers: Readonly<Record<string, string>>): number | undefined {
  const value = headers['retry-after'];
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const wait = Date.parse(value) - Date.parse(headers.date ?? '');
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
