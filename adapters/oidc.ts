import type { Configuration, CustomFetch } from 'openid-client';
import type { Http } from './http';
import { OidcFault, oidcFaultIn } from './oidcFault';

/** The bank's own sign-in, by OpenID Connect: authorization code with PKCE, state and nonce. */
export interface OidcProvider {
  /** Where to send the browser, and what has to come back with it. Rejects with an `OidcFault`. */
  begin(): Promise<{ readonly address: string; readonly underway: OidcUnderway }>;
  /** What the provider says of somebody. Rejects with an `OidcFault` for whatever is not exactly as it was begun. */
  finish(query: URLSearchParams, underway: OidcUnderway): Promise<OidcClaims>;
}

/** Kept with the browser that began, and nowhere else. */
export interface OidcUnderway {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export type OidcClaims = Readonly<Record<string, unknown>> & { readonly iss: string; readonly sub: string };

export interface OidcOptions {
  readonly http: Pick<Http, 'request'>;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: string;
  /** Where the provider sends browsers back to, as it was registered with it. */
  readonly redirectUri: string;
}

type Library = typeof import('openid-client');

/** The library is loaded, and the provider asked what it can, when somebody first signs in. */
export function createOidcProvider(options: OidcOptions): OidcProvider {
  const library = (): Library => require('openid-client');
  let known: Promise<Configuration> | undefined;
  const discovered = () => {
    known ??= discover(library(), options).catch((cause: unknown) => {
      known = undefined;
      throw oidcFaultIn(cause) ?? notAProvider(options.issuer, cause);
    });
    return known;
  };
  return {
    async begin() {
      const oidc = library();
      const configuration = await discovered();
      const underway = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
      };
      const address = oidc.buildAuthorizationUrl(configuration, {
        redirect_uri: options.redirectUri,
        scope: options.scope,
        state: underway.state,
        nonce: underway.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(underway.verifier),
        code_challenge_method: 'S256',
      });
      return { address: address.href, underway };
    },
    async finish(query, { state, nonce, verifier }) {
      const came = new URL(options.redirectUri);
      came.search = String(query);
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
      const configuration = await discovered();
      const granted = library().authorizationCodeGrant(configuration, came, checks);
      const claims = await granted.then((tokens) => tokens.claims()).catch(throwFault);
      if (claims === undefined) throw new OidcFault('OIDC_NOT_VOUCHED', NO_ID_TOKEN);
      return claims;
    },
  };
}

const NO_ID_TOKEN = 'The provider gave no ID token: allow this client the scope `openid`.';

function throwFault(cause: unknown): never {
  throw oidcFaultIn(cause) ?? new OidcFault('OIDC_NOT_VOUCHED', NOT_AS_BEGUN, { cause });
}

const NOT_AS_BEGUN =
  'What the provider answered is not what was begun here. Once, it is somebody’s old page; always, check the client’s id, secret and redirect address at the provider, and both clocks.';

function notAProvider(issuer: string, cause: unknown): OidcFault {
  const message = `${issuer} does not answer as an OpenID provider: check \`issuer\` in OIDC_CONFIG against the provider’s own discovery document.`;
  return new OidcFault('OIDC_UNREACHABLE', message, { cause });
}

/** The signature of every ID token is checked, also where TLS alone would do. */
function discover(oidc: Library, { http, issuer, clientId, clientSecret }: OidcOptions): Promise<Configuration> {
  const server = new URL(issuer);
  const isPlain = server.protocol === 'http:';
  return oidc.discovery(server, clientId, clientSecret, undefined, {
    [oidc.customFetch]: fetchThrough(http),
    execute: [oidc.enableNonRepudiationChecks, ...(isPlain ? [oidc.allowInsecureRequests] : [])],
  });
}

/** By the one way out, with its list of hosts and its limits. */
function fetchThrough(http: Pick<Http, 'request'>): CustomFetch {
  return async (url, { method, headers, body }) => {
    const outcome = await http.request({
      method: method === 'POST' ? 'POST' : 'GET',
      url,
      headers,
      ...(body === null || body === undefined ? {} : { body: String(body) }),
    });
    if (outcome.kind !== 'response') {
      const message = `${new URL(url).host} was not reached (${outcome.reason}): check that it is up and may be reached from here.`;
      throw new OidcFault('OIDC_UNREACHABLE', message);
    }
    return new Response(Uint8Array.from(outcome.body), { status: outcome.status, headers: { ...outcome.headers } });
  };
}
