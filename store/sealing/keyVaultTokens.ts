import { z } from 'zod';
import { askPatiently, jsonOf, type KeyVaultCall, type KeyVaultRequest, unreachable } from './keyVaultCall';

/** As whom we ask: an application with a secret, or whatever Azure says that this machine is. */
export type KeyVaultIdentity =
  | {
      readonly kind: 'application';
      /** https://login.microsoftonline.com, or another cloud's. */
      readonly authority: string;
      readonly tenantId: string;
      readonly clientId: string;
      readonly clientSecret: string;
    }
  | {
      readonly kind: 'managed';
      /** Where the machine asks for tokens, and the header with which it shows that it may. */
      readonly endpoint: string;
      readonly header?: string;
      /** Of several identities of one machine. */
      readonly clientId?: string;
    };

/** Access tokens for the vault, each used until shortly before its end. */
export interface KeyVaultTokens {
  current(): Promise<string>;
  /** The vault did not take it: the next one is a new one. */
  refused(token: string): void;
}

export interface TokenParts {
  readonly identity: KeyVaultIdentity;
  /** Whom the token is for: https://vault.azure.net, or another cloud's. */
  readonly audience: string;
  readonly call: KeyVaultCall;
  readonly clock: () => number;
}

const EARLY_MS = 5 * 60_000;
const seconds = z.coerce.number().positive();
const Answer = z.object({
  access_token: z.string().min(1),
  expires_in: seconds.optional(),
  expires_on: seconds.optional(),
});

export function createKeyVaultTokens({ identity, audience, call, clock }: TokenParts): KeyVaultTokens {
  let known: { readonly token: string; readonly until: number } | undefined;
  let asking: Promise<string> | undefined;

  const ask = async (): Promise<string> => {
    const answer = await askPatiently(call, requestOf(identity, audience));
    const parsed = Answer.safeParse(jsonOf(answer.body));
    if (answer.status !== 200 || !parsed.success) throw unreachable(answer);
    const { access_token: token, expires_in: left, expires_on: end } = parsed.data;
    const until = left !== undefined ? clock() + left * 1_000 : (end ?? 0) * 1_000;
    known = { token, until: until - EARLY_MS };
    return token;
  };
  return {
    current: () => {
      if (known !== undefined && known.until > clock()) return Promise.resolve(known.token);
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
    refused: (token) => {
      if (known?.token === token) known = undefined;
    },
  };
}

function requestOf(identity: KeyVaultIdentity, audience: string): Omit<KeyVaultRequest, 'timeoutMs'> {
  if (identity.kind === 'managed') return managedRequest(identity, audience);
  const { authority, tenantId, clientId, clientSecret } = identity;
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope: `${audience}/.default`,
  });
  return {
    method: 'POST',
    url: `${authority}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  };
}

/** App Service and Functions give a header to show; the metadata service of a virtual machine wants none but its own. */
function managedRequest(
  { endpoint, header, clientId }: Extract<KeyVaultIdentity, { kind: 'managed' }>,
  audience: string,
): Omit<KeyVaultRequest, 'timeoutMs'> {
  const url = new URL(endpoint);
  url.searchParams.set('api-version', header === undefined ? '2018-02-01' : '2019-08-01');
  url.searchParams.set('resource', audience);
  if (clientId !== undefined) url.searchParams.set('client_id', clientId);
  const headers: Readonly<Record<string, string>> =
    header === undefined ? { metadata: 'true' } : { 'x-identity-header': header };
  return { method: 'GET', url: url.href, headers };
}
