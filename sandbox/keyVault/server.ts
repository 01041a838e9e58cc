import { randomBytes } from 'node:crypto';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { jsonOf, readBody } from '../requestBody';
import { respond } from '../respond';
import type { KeyVaultFault, KeyVaultFaults } from './faults';
import type { VaultKey } from './keys';

/** One vault, and who may use it. */
export interface Vault {
  readonly key: VaultKey;
  readonly faults: KeyVaultFaults;
  readonly client: { readonly tenantId: string; readonly clientId: string; readonly clientSecret: string };
  /** What a machine shows to be given a token. */
  readonly identityHeader: string;
  readonly tokens: Set<string>;
  readonly asked: Record<'wrapkey' | 'unwrapkey' | 'token', number>;
  address: string;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const MAX_BODY_BYTES = 64 * 1024;
const OPERATION = /^\/keys\/(?<name>[^/]+)\/(?<version>[^/]+)\/(?<operation>wrapkey|unwrapkey)$/;
const Operation = z.strictObject({ alg: z.string(), value: z.base64url() });

/** `wrapkey` and `unwrapkey` of Azure Key Vault (api-version 7.4), and the three ways to a token for it. */
export function createKeyVaultServer(vault: Vault): http.Server {
  return http.createServer((request, response) => {
    serve(vault, request, response).catch(() => response.destroy());
  });
}

async function serve(vault: Vault, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const text = (await readBody(request, MAX_BODY_BYTES)) ?? '';
  const url = new URL(request.url ?? '/', vault.address);
  const named = OPERATION.exec(url.pathname)?.groups;
  const at = (named?.operation ?? 'token') as keyof Vault['asked'];
  vault.asked[at] += 1;
  const fault = vault.faults.take(at);
  if (fault?.kind === 'reset') return void response.destroy();
  if (fault?.kind === 'silent') return;
  if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms ?? 0));
  const answer =
    refusalOf(fault) ??
    (named === undefined ? giveToken(vault, request, url, text) : operate(vault, request, url, { ...named, text }));
  const headers = { 'content-type': 'application/json; charset=utf-8', ...answer.headers };
  respond(response, answer.status, headers, JSON.stringify(answer.body));
}

function refusalOf(fault: KeyVaultFault | undefined): Answer | undefined {
  switch (fault?.kind) {
    case 'forbidden403':
      return refuse(403, 'Forbidden', 'The user, group or application does not have keys unwrapKey permission');
    case 'throttled429':
      return {
        ...refuse(429, 'Throttled', 'Request was not processed because too many requests were received'),
        headers: { 'retry-after': String(fault.retryAfter ?? 1) },
      };
    case 'unavailable503':
      return refuse(503, 'ServiceUnavailable', 'The service is temporarily unavailable');
    case 'unauthorized401':
      return refuse(401, 'Unauthorized', 'AKV10000: Request is missing a Bearer or PoP token');
    default:
      return undefined;
  }
}

interface Asked {
  readonly name?: string;
  readonly version?: string;
  readonly operation?: string;
  readonly text: string;
}

function operate(vault: Vault, request: IncomingMessage, url: URL, asked: Asked): Answer {
  const { name = '', version = '', operation, text } = asked;
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  if (request.method !== 'POST') return refuse(405, 'MethodNotAllowed', 'Not played here');
  if (url.searchParams.get('api-version') !== '7.4')
    return refuse(400, 'BadParameter', 'The api-version is not played here');
  if (!vault.tokens.has(token)) return refuse(401, 'Unauthorized', 'AKV10032: Invalid issuer or expired token');
  if (name !== vault.key.name || !vault.key.has(version)) {
    return refuse(404, 'KeyNotFound', `A key with (name/id) ${name}/${version} was not found in this key vault`);
  }
  if (!vault.key.isEnabled(version)) return refuse(403, 'Forbidden', 'Operation is not allowed on a disabled key');
  const parsed = Operation.safeParse(jsonOf(text));
  if (!parsed.success || parsed.data.alg !== 'RSA-OAEP-256')
    return refuse(400, 'BadParameter', 'Property alg or value is invalid');
  const value = Buffer.from(parsed.data.value, 'base64url');
  const result = operation === 'wrapkey' ? vault.key.wrap(version, value) : vault.key.unwrap(version, value);
  if (result === undefined) return refuse(400, 'BadParameter', 'Decryption failed or the value is too long');
  const kid = `${vault.address}/keys/${name}/${version}`;
  return { status: 200, body: { kid, value: result.toString('base64url') } };
}

/** Of an application with its secret, of an App Service with its header, of a virtual machine. */
function giveToken(
  { client, identityHeader, tokens }: Vault,
  request: IncomingMessage,
  url: URL,
  text: string,
): Answer {
  const form = new URLSearchParams(text);
  const isApplication =
    request.method === 'POST' &&
    url.pathname === `/${client.tenantId}/oauth2/v2.0/token` &&
    form.get('grant_type') === 'client_credentials' &&
    form.get('scope') === 'https://vault.azure.net/.default' &&
    form.get('client_id') === client.clientId &&
    form.get('client_secret') === client.clientSecret;
  const isMachine =
    request.method === 'GET' &&
    url.searchParams.get('resource') === 'https://vault.azure.net' &&
    (url.pathname === '/msi/token'
      ? request.headers['x-identity-header'] === identityHeader && url.searchParams.get('api-version') === '2019-08-01'
      : url.pathname === '/metadata/identity/oauth2/token' &&
        request.headers.metadata === 'true' &&
        url.searchParams.get('api-version') === '2018-02-01');
  if (!isApplication && !isMachine) return { status: 401, body: { error: 'invalid_client' } };
  const token = randomBytes(24).toString('base64url');
  tokens.add(token);
  const until = isApplication ? { expires_in: 3599 } : { expires_on: String(Math.floor(Date.now() / 1_000) + 86_399) };
  return { status: 200, body: { token_type: 'Bearer', access_token: token, ...until } };
}

function refuse(status: number, code: string, message: string): Answer {
  return { status, body: { error: { code, message } } };
}
