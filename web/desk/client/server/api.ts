import { isUnattended } from '../state/activity';
import { proofGiven } from '../state/proof';
import { csrf, session, sessionBack } from '../state/session';
import { noteVersion } from '../state/version';

/** The server could not be reached, or was not able to answer: whether it did anything is not known. */
export class Unreached extends Error {
  override readonly name = 'Unreached';
}

/** The server answered that it will not. `body` is what it said. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    readonly status: number,
    readonly body: unknown,
  ) {
    super(sentenceOf(body));
  }
}

/** Which of the staff's pages this is: each asks its own routes. */
export const APP = document.documentElement.dataset.app ?? 'desk';

export interface Ask {
  readonly method?: 'GET' | 'POST';
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** It is sent to its end also when the page is left meanwhile, where it is small enough for that. */
  readonly outlivesPage?: true;
  /** Of the push channel: the last event that arrived. */
  readonly lastEventId?: string;
}

/**
 * Asks the server of the page. A session that ended is waited for, and so is a proof that what is asked for needs, so that
 * whoever asked need not know.
 */
export async function ask<T>(path: string, options: Ask = {}): Promise<T> {
  const response = await request(path, options);
  if (response.status === 401) {
    if (session.get() === 'on') session.set('ended');
    await sessionBack();
    return ask(path, options);
  }
  if (response.status >= 500 || response.status === 429) throw new Unreached(`Answered ${response.status}`);
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok && (await isMended(codeOf(body)))) return ask(path, options);
  if (!response.ok) throw new Refused(response.status, body);
  // The server speaks the page's contract (`bot/desk/contract.ts`), from which both sides are compiled.
  return body as T;
}

/** Whether the same may be asked again now: after a proof, or with the token of a session that another tab began. */
async function isMended(code: unknown): Promise<boolean> {
  if (code === 'ProofNeeded') return proofGiven();
  if (code !== 'CsrfMissing') return false;
  const before = csrf.get();
  const me = (await request('me').then((response) => response.json())) as { readonly csrf?: string };
  csrf.set(me.csrf ?? before);
  return csrf.get() !== before;
}

/** One request as it is, whatever the answer. */
export async function request(
  path: string,
  { method = 'GET', body, signal, outlivesPage, lastEventId }: Ask = {},
): Promise<Response> {
  const headers: Record<string, string> = {};
  if (isUnattended()) headers['X-Background'] = '1';
  if (method === 'POST') headers['X-CSRF-Token'] = csrf.get();
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (lastEventId !== undefined) headers['Last-Event-ID'] = lastEventId;
  const init: RequestInit = { method, headers, signal, credentials: 'same-origin', cache: 'no-store' };
  if (body !== undefined) init.body = JSON.stringify(body);
  if (outlivesPage && bytesOf(init.body) <= MOST_BYTES_LEAVING) init.keepalive = true;
  try {
    const response = await fetch(`/api/${APP}/${path}`, init);
    noteVersion(response.headers.get(`x-${APP}-version`));
    return response;
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new Unreached('No answer', { cause });
  }
}

/** Browsers let so much go on without its page, and refuse the request otherwise; some of it is left to others. */
const MOST_BYTES_LEAVING = 60_000;

function bytesOf(body: RequestInit['body']): number {
  return typeof body === 'string' ? new TextEncoder().encode(body).length : 0;
}

function codeOf(body: unknown): unknown {
  return (body as { readonly error?: { readonly code?: unknown } } | undefined)?.error?.code;
}

function sentenceOf(body: unknown): string {
  const said = (body as { readonly error?: { readonly message?: unknown } } | undefined)?.error?.message;
  return typeof said === 'string' ? said : 'The server refused this.';
}
