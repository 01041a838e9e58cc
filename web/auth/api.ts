import { z } from 'zod';
import type { HttpRequest, HttpResponse } from '../../adapters/route';
import { refusal } from '../../bot/httpEdge';
import type { Session } from '../../bot/staff/session';
import type { Staff } from '../../bot/staff/staff';
import type { SignInCookies } from './cookies';
import type { GuardedRoute } from './guard';
import { jsonBody } from './jsonBody';
import { SIGN_IN_WORDS } from './signInPage';

export interface AuthApiParts {
  readonly staff: Staff;
  readonly cookies: SignInCookies;
}

const Text = z.string().max(256);
const SignIn = z.strictObject({ name: Text, password: Text, code: Text });
const Proof = z.strictObject({ code: Text });
const JSON_BODY = { maxBytes: 4_096, contentTypes: ['application/json'], urgency: 'first' } as const;
const POST = { ...JSON_BODY, method: 'POST' } as const;
const EVERYBODY = { roles: 'everybody', market: 'own' } as const;

/**
 * Signing in and out for pages that stay open meanwhile: a page whose session ended keeps what was typed, asks here for
 * another, and goes on with the token it is given, if it is still the same person.
 */
export function createAuthApi(parts: AuthApiParts): readonly GuardedRoute[] {
  const { staff, cookies } = parts;
  const tokenOf = (request: HttpRequest) => cookies.session.read(request) ?? '';
  return [
    { ...POST, path: '/api/auth/sign-in', policy: 'open', handle: (request) => signInHere(request, parts) },
    {
      method: 'GET',
      path: '/api/auth/session',
      maxBytes: 0,
      contentTypes: [],
      urgency: 'first',
      policy: { ...EVERYBODY, passive: true },
      handle: (_, __, session) => ({ status: 200, body: sessionView(session) }),
    },
    {
      ...POST,
      path: '/api/auth/prove',
      policy: EVERYBODY,
      async handle(request) {
        const wish = Proof.safeParse(jsonBody(request.body));
        const token = wish.success ? await staff.prove(tokenOf(request), wish.data.code) : undefined;
        return token === undefined ? WRONG_CODE : sessionAnswer(token, parts, []);
      },
    },
    {
      ...POST,
      path: '/api/auth/sign-out',
      policy: EVERYBODY,
      async handle(request) {
        await staff.sessions.end(tokenOf(request));
        return { status: 204, cookies: [cookies.session.clear()] };
      },
    },
    {
      ...POST,
      path: '/api/auth/sign-out-everywhere',
      policy: EVERYBODY,
      async handle(_, { id }) {
        await staff.endAll(id);
        return { status: 204, cookies: [cookies.session.clear()] };
      },
    },
  ];
}

async function signInHere(request: HttpRequest, parts: AuthApiParts): Promise<HttpResponse> {
  const { staff, cookies } = parts;
  const wish = SignIn.safeParse(jsonBody(request.body));
  if (!wish.success) return refusal(400, 'BadArgument', 'Send name, password and code.');
  const outcome = await staff.signIn({ ...wish.data, address: request.ip, browser: cookies.browser.read(request) });
  if (outcome.status === 'signedIn') {
    const before = cookies.session.read(request);
    if (before !== undefined) await staff.sessions.end(before);
    return sessionAnswer(outcome.token, parts, [cookies.browser.keep(outcome.browser)]);
  }
  const { status, body } = REFUSALS[outcome.status];
  return {
    status,
    body,
    ...(outcome.status === 'refused' ? {} : { headers: { 'Retry-After': RETRY[outcome.status] } }),
  };
}

const REFUSALS = {
  refused: refusal(401, 'SignInRefused', SIGN_IN_WORDS.refused),
  locked: refusal(429, 'SignInLocked', SIGN_IN_WORDS.locked),
  busy: refusal(503, 'SignInBusy', SIGN_IN_WORDS.busy),
} as const;
const RETRY = { locked: '900', busy: '2' } as const;
const WRONG_CODE = refusal(422, 'WrongCode', 'That code is not right, or was used before. Wait for the next one.');

async function sessionAnswer(
  token: string,
  { staff, cookies }: AuthApiParts,
  more: readonly string[],
): Promise<HttpResponse> {
  const session = await staff.sessions.find(token, true);
  if (session === undefined) return WRONG_CODE;
  return { status: 200, body: sessionView(session), cookies: [cookies.session.keep(token), ...more] };
}

function sessionView({ principal, csrf, idleEndsAt, endsAt }: Session) {
  return { ...principal, csrf, idleEndsAt, endsAt };
}
