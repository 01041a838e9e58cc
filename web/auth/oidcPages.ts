import type { OidcProvider } from '../../adapters/oidc';
import { OidcFault } from '../../adapters/oidcFault';
import type { HttpRequest, HttpResponse } from '../../adapters/route';
import type { EdgeLog } from '../../bot/httpEdge';
import type { OidcMapping } from '../../bot/staff/oidcConfig';
import type { Staff } from '../../bot/staff/staff';
import type { SignInCookies } from './cookies';
import { againFromHere, type OpenRoute } from './guard';
import { nextPage } from './next';
import { OIDC_WORDS } from './signInPage';
import type { createUnderwaySeal } from './underway';

export interface OidcPagesParts {
  readonly staff: Staff;
  readonly cookies: SignInCookies;
  readonly provider: OidcProvider;
  readonly mapping: OidcMapping;
  readonly underway: ReturnType<typeof createUnderwaySeal>;
  /** The page to sign in on, with what went wrong. */
  readonly explain: (words: string, status: number) => HttpResponse;
  readonly log: Pick<EdgeLog, 'warn'>;
}

export const OIDC_CALLBACK = '/sign-in/oidc/callback';
const GET = { method: 'GET', maxBytes: 0, contentTypes: [], policy: 'open', urgency: 'first' } as const;

/** To the bank's own sign-in and back. */
export function createOidcPages(parts: OidcPagesParts): readonly OpenRoute[] {
  return [
    { ...GET, path: '/sign-in/oidc', handle: (request) => sendAway(request, parts) },
    { ...GET, path: OIDC_CALLBACK, handle: (request) => takeBack(request, parts) },
  ];
}

async function sendAway({ query }: HttpRequest, { provider, underway, cookies, ...parts }: OidcPagesParts) {
  try {
    const { address, underway: begun } = await provider.begin();
    const kept = cookies.underway.keep(underway.seal({ ...begun, next: nextPage(query.get('next')) }));
    return { status: 303, headers: { Location: address }, cookies: [kept] };
  } catch (cause) {
    parts.log.warn({ err: cause }, 'The sign-in of the bank cannot be reached');
    return parts.explain(OIDC_WORDS.unreachable, 503);
  }
}

/** Taken once, from the browser that was sent away. */
async function takeBack(request: HttpRequest, parts: OidcPagesParts): Promise<HttpResponse> {
  const { staff, cookies, provider, mapping, underway, log } = parts;
  const begun = underway.open(cookies.underway.read(request));
  const forget = cookies.underway.clear();
  const refuse = (words: string, status = 401) => ({ ...parts.explain(words, status), cookies: [forget] });
  if (begun === undefined) return refuse(OIDC_WORDS.notBegun);
  const claims = await provider.finish(request.query, begun).catch((cause: unknown) => {
    if (!(cause instanceof OidcFault)) throw cause;
    log.warn({ err: cause }, 'The sign-in of the bank did not vouch for somebody');
    return cause;
  });
  if (claims instanceof OidcFault)
    return isAway(claims) ? refuse(OIDC_WORDS.unreachable, 503) : refuse(OIDC_WORDS.notVouched);
  const outcome = await staff.signInVouched(claims, mapping);
  if (outcome.status !== 'signedIn') return refuse(OIDC_WORDS[outcome.status]);
  const before = cookies.session.read(request);
  if (before !== undefined) await staff.sessions.end(before);
  // Straight from the provider's site the browser would not send the session along.
  const kept = [cookies.session.keep(outcome.token), cookies.browser.keep(outcome.browser), forget];
  return { ...againFromHere(begun.next), cookies: kept };
}

function isAway({ code }: OidcFault): boolean {
  return code === 'OIDC_UNREACHABLE';
}
