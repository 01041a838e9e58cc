import type { HttpRequest, HttpResponse } from '../../adapters/route';
import type { Principal } from '../../bot/staff/principal';
import type { Session } from '../../bot/staff/session';
import type { GuardedRoute, Policy } from './guard';

/** What is only read is sent as it is. */
export type Answer = HttpResponse | { readonly read: object };
export type Handle = (request: HttpRequest, who: Principal, session: Session) => Answer | Promise<Answer>;

/** Routes under `/api/<page>/`. Each answer names the page that this server has, so that an older one notices. */
export function pageApi(page: {
  readonly name: 'desk' | 'studio';
  readonly version: string;
  readonly mostBytes: number;
}) {
  const versioned = { [page.name === 'desk' ? 'X-Desk-Version' : 'X-Studio-Version']: page.version };
  const answered = async (answer: Answer | Promise<Answer>): Promise<HttpResponse> => {
    const made = await answer;
    const response: HttpResponse = 'read' in made ? { status: 200, body: made.read } : made;
    return { ...response, headers: { ...response.headers, ...versioned } };
  };
  const handled = (handle: Handle): Handled => ({ handle: (...asked) => answered(handle(...asked)) });
  return {
    get: (name: string, policy: Policy, handle: Handle): GuardedRoute => ({
      method: 'GET',
      path: `/api/${page.name}/${name}`,
      maxBytes: 0,
      contentTypes: [],
      urgency: 'running',
      policy,
      ...handled(handle),
    }),
    /** What people do is served under any load. */
    post: (name: string, policy: Policy, handle: Handle): GuardedRoute => ({
      method: 'POST',
      path: `/api/${page.name}/${name}`,
      maxBytes: page.mostBytes,
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
