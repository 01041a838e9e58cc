import { timingSafeEqual } from 'node:crypto';
import type { HttpRequest, HttpResponse, Route } from '../../adapters/route';
import type { Role } from '../../bot/desk/contract';
import { refusal } from '../../bot/httpEdge';
import { hasRole, type Principal, worksFor } from '../../bot/staff/principal';
import type { Session, Sessions } from '../../bot/staff/session';
import type { Market } from '../../machines/market';
import type { StaffCookie } from './cookies';
import { isOwnPage } from './ownPage';
import { endWithSession } from './streams';

/** Who may use a route of the staff. None of it can be left out, so that it was thought about. */
export interface Policy {
  /** Any of these, or everybody who is signed in. */
  readonly roles: readonly [Role, ...Role[]] | 'everybody';
  /**
   * The market of the one thing that the request names, undefined when there is no such thing: of another market than
   * the asker's it is not found. `own`: it names none, and answers with what is of the asker's markets alone.
   */
  readonly market: 'own' | ((request: HttpRequest) => Market | undefined | Promise<Market | undefined>);
  /** With this, a code must have been given within so many milliseconds; where it depends on what is asked for, as that says. */
  readonly provenWithinMs?: number | ((request: HttpRequest) => number | undefined);
  /** A page asks it by itself: a session does not go on for it. */
  readonly passive?: true;
}

type Answer = HttpResponse | Promise<HttpResponse>;
type Shape = Omit<Route, 'handle'>;

/** A route for people who are signed in. */
export type StaffRoute = Shape & {
  readonly policy: Policy;
  /** Without a session: `json` is 401, a `page` leads to signing in. By default `json`. */
  readonly answers?: 'json' | 'page';
  readonly handle: (request: HttpRequest, principal: Principal, session: Session) => Answer;
};

/** A route that needs nobody to be signed in. What changes something is still heard from our own pages alone. */
export type OpenRoute = Shape & { readonly policy: 'open'; readonly handle: (request: HttpRequest) => Answer };

export type GuardedRoute = StaffRoute | OpenRoute;

export interface GuardParts {
  readonly sessions: Sessions;
  /** The session's. */
  readonly cookie: StaffCookie;
  readonly clock: () => number;
  /** How often it is looked whether whoever hears a stream still may; by default every ten seconds. */
  readonly lookAgainMs?: number;
  /** Where browsers reach us. */
  readonly publicBaseUrl: string;
}

/** Makes routes of a table: nothing of a handler runs before its policy is met. */
export function guarded(table: readonly GuardedRoute[], parts: GuardParts): readonly Route[] {
  return table.map((route) => ({ ...shapeOf(route), handle: handleOf(route, parts) }));
}

function shapeOf({ policy: _policy, handle: _handle, ...shape }: GuardedRoute): Shape {
  return shape;
}

function handleOf(route: GuardedRoute, parts: GuardParts): Route['handle'] {
  if (isOpen(route)) {
    return (request) => (isHeard(request, parts.publicBaseUrl) ? route.handle(request) : FOREIGN_PAGE);
  }
  return async (request) => {
    if (!isHeard(request, parts.publicBaseUrl)) return FOREIGN_PAGE;
    const token = parts.cookie.read(request);
    const session = token && (await parts.sessions.find(token, isUse(route, request)));
    if (!session) return unknownTo(route, request);
    const refused = await refusedTo(session, route, request, parts.clock());
    if (refused !== undefined) return refused;
    const answer = await route.handle(request, session.principal, session);
    endWithSession(answer, session, () => parts.sessions.find(token, false), parts.lookAgainMs);
    return answer;
  };
}

/** A page says so when it asks by itself: it can only shorten its own session by that. */
function isUse({ policy }: StaffRoute, { headers }: HttpRequest): boolean {
  return policy.passive !== true && headers['x-background'] === undefined;
}

function isOpen(route: GuardedRoute): route is OpenRoute {
  return route.policy === 'open';
}

function isHeard(request: HttpRequest, publicBaseUrl: string): boolean {
  return isRead(request) || isOwnPage(request, publicBaseUrl);
}

function isRead({ method }: HttpRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** In this order: what is refused for the session or the role says nothing of what was asked for. */
async function refusedTo(
  { csrf, principal, provenAt }: Session,
  { policy }: StaffRoute,
  request: HttpRequest,
  now: number,
): Promise<HttpResponse | undefined> {
  if (!isRead(request) && !isSame(request.headers['x-csrf-token'], csrf)) return NO_CSRF;
  if (policy.roles !== 'everybody' && !hasRole(principal, policy.roles)) return NOT_ALLOWED;
  const { provenWithinMs: within } = policy;
  const withinMs = typeof within === 'function' ? within(request) : within;
  if (withinMs !== undefined && now - provenAt > withinMs) return PROOF_NEEDED;
  if (policy.market === 'own') return undefined;
  const market = await policy.market(request);
  return market !== undefined && worksFor(principal, market) ? undefined : NOT_FOUND;
}

function isSame(given: string | string[] | undefined, csrf: string): boolean {
  const [one, other] = [Buffer.from(String(given ?? '')), Buffer.from(csrf)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/**
 * A page that was opened from another site comes without the cookie: it is asked for once more by a page of ours, which
 * brings it if there is one.
 */
function unknownTo({ answers, path }: StaffRoute, { headers }: HttpRequest): HttpResponse {
  if (answers !== 'page') return SIGNED_OUT;
  const site = headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') return againFromHere(path);
  return { status: 303, headers: { Location: `/sign-in?next=${encodeURIComponent(path)}` } };
}

/** An answer whose page goes on to one of ours. The address is none that somebody sent. */
export function againFromHere(path: string): HttpResponse {
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${path}"><title>One moment</title><p><a href="${path}">Go on</a></p></html>`;
  return { status: 200, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body: page };
}

const SIGNED_OUT = refusal(401, 'SignedOut', 'Your session has ended. Sign in again to go on.');
const NO_CSRF = refusal(403, 'CsrfMissing', 'Send the X-CSRF-Token of your session with this.');
const FOREIGN_PAGE = refusal(403, 'ForeignPage', 'This is taken from our own pages only.');
const NOT_ALLOWED = refusal(403, 'NotAllowed', 'Your roles do not allow this.');
const PROOF_NEEDED = refusal(403, 'ProofNeeded', 'Give a code of your authenticator app again to go on.');
/** The same whether it is another market's or was never there. */
export const NOT_FOUND = refusal(404, 'NotFound', 'There is no such thing.');
