import type { Http, HttpOutcome } from '../../http';
import type { IsHeld } from '../../lease';
import type { HubAnswer } from '../agentHub';
import { answerOf } from '../answerOf';

/** The account in which the contact centre is, and the way to it. */
export interface FlexAccess {
  readonly accountSid: string;
  readonly authToken: string;
  readonly http: Pick<Http, 'request'>;
  /** A stand-in for Twilio: every one of its hosts is reached there instead. */
  readonly apiBaseUrl?: string;
}

export const FLEX_HOSTS = ['conversations.twilio.com', 'flex-api.twilio.com', 'taskrouter.twilio.com'] as const;

export interface FlexCall {
  readonly host: (typeof FLEX_HOSTS)[number];
  readonly path: string;
  readonly query?: Fields;
  /** With it the call is a POST. */
  readonly form?: Fields;
  readonly isHeld?: IsHeld;
}

type Fields = readonly (readonly [name: string, value: string])[];

/** The answer, or what a failure means for what was to be told. */
export type FlexResult =
  | { readonly status: 'ok'; readonly body: Readonly<Record<string, unknown>> }
  | { readonly status: 'failed'; readonly http: number | undefined; readonly answer: HubAnswer };

const CALL_MS = 10_000;

export async function callFlex(
  access: FlexAccess,
  { host, path, query = [], form, isHeld }: FlexCall,
): Promise<FlexResult> {
  const { accountSid, authToken, http, apiBaseUrl = `https://${host}` } = access;
  const url = new URL(apiBaseUrl.replace(/\/+$/, '') + path);
  for (const [name, value] of query) url.searchParams.append(name, value);
  const outcome = await http.request({
    method: form === undefined ? 'GET' : 'POST',
    url: url.href,
    headers: {
      Authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
      ...(form && { 'Content-Type': 'application/x-www-form-urlencoded' }),
    },
    ...(form && { body: formOf(form) }),
    timeoutMs: CALL_MS,
    ...(isHeld && { isHeld }),
  });
  return resultOf(outcome);
}

function formOf(fields: Fields): string {
  const form = new URLSearchParams();
  for (const [name, value] of fields) form.append(name, value);
  return form.toString();
}

function resultOf(outcome: HttpOutcome): FlexResult {
  const http = outcome.kind === 'response' ? outcome.status : undefined;
  const isOk = http !== undefined && http >= 200 && http < 300;
  if (outcome.kind !== 'response' || !isOk) return { status: 'failed', http, answer: failureOf(outcome) };
  try {
    const body: unknown = JSON.parse(outcome.body.toString('utf8'));
    if (typeof body === 'object' && body !== null)
      return { status: 'ok', body: body as Readonly<Record<string, unknown>> };
  } catch {
    // Below.
  }
  return { status: 'failed', http, answer: { class: 'later', reason: 'malformed' } };
}

/** Twilio says 409 of what stands in the way of something else, never of what it was told before. */
function failureOf(outcome: HttpOutcome): HubAnswer {
  const answer = answerOf(outcome);
  return answer.class === 'taken' ? { class: 'later', reason: 'http 409' } : answer;
}
