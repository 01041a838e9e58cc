import type { HttpRequest, HttpResponse } from '../../adapters/route';
import type { DeskVersion } from '../../bot/desk/contract';
import type { Principal } from '../../bot/staff/principal';
import type { Session } from '../../bot/staff/session';
import type { GuardedRoute, Policy } from '../auth/guard';

/** What is only read is sent as it is. */
export type Answer = HttpResponse | { readonly read: object };
export type Handle = (request: HttpRequest, who: Principal, session: Session) => Answer | Promise<Answer>;

/** Routes under `/api/desk/`. Each answer names the page that this server has, so that an older one notices. */
export function deskRoute(version: DeskVersion) {
  const versioned = { 'X-Desk-Version': version };
  const answered = async (answer: Answer | Promise<Answer>): Promise<HttpResponse> => {
    const made = await answer;
    const response: HttpResponse = 'read' in made ? { status: 200, body: made.read } : made;
    return { ...response, headers: { ...response.headers, ...versioned } };
  };
  const handled = (handle: Handle): Handled => ({ handle: (...asked) => answered(handle(...asked)) });
  return {
    get: (name: string, policy: Policy, handle: Handle): GuardedRoute => ({
      method: 'GET',
      path: `/api/desk/${name}`,
      maxBytes: 0,
      contentTypes: [],
      urgency: 'running',
      policy,
      ...handled(handle),
    }),
    /** What people do is served under any load. */
    post: (name: string, policy: Policy, handle: Handle): GuardedRoute => ({
      method: 'POST',
      path: `/api/desk/${name}`,
      maxBytes: MOST_BYTES,
      contentTypes: ['application/json'],
      urgency: 'first',
      policy,
      ...handled(handle),
    }),
  };
}

interface Handled {
  readonly handle: (request: HttpRequest, who: Principal, session: Session) => Promise<HttpResponse>;
}

const MOST_BYTES = 32_768;
