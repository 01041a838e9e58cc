import type { Configuration, CustomFetch } from 'openid-client';
import type { Http } from './http';

/** The bank's own sign-in, by OpenID Connect: authorization code with PKCE, state and nonce. */
export interface OidcProvider {
  /** Where to send the browser, and what has to come back with it. */
  begin(): Promise<{ readonly address: string; readonly underway: OidcUnderway }>;
  /** What the provider says of somebody. Rejects for whatever is not exactly as it was begun. */
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
    known ??= discover(library(), options);
    known.catch(() => {
      known = undefined;
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
      const tokens = await library().authorizationCodeGrant(await discovered(), came, checks);
      const claims = tokens.claims();
      if (claims === undefined) throw new Error('The provider gave no ID token.');
      return claims;
    },
  };
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
    if (outcome.kind !== 'response') throw new TypeError(`The provider was not reached: ${outcome.reason}`);
    return new Response(Uint8Array.from(outcome.body), { status: outcome.status, headers: { ...outcome.headers } });
  };
}
