import type { Twilio } from 'twilio';
import type { Http, HttpOutcome, HttpRequest } from '../../../http';
import { EgressFault } from '../../../httpHosts';
import type { IsHeld } from '../../../lease';
import { TWILIO_HOSTS, type WhatsAppAccount } from '../accounts';
import type { ProviderClock } from './providerClock';
import { TwilioFault } from './twilioFault';

export type { Twilio };

export interface TwilioClientParts {
  readonly http: Pick<Http, 'request'>;
  readonly clock: () => number;
  /** Learns with every answer. */
  readonly providerClock: Pick<ProviderClock, 'heard'>;
}

/** The client of an account; with a lease one of its own, whose requests leave only while that is held. */
type TwilioClients = (account: WhatsAppAccount, isHeld?: IsHeld) => Promise<Twilio>;

/**
 * Twilio's own client for each account, over our one way out. It is loaded with the first call; every failure comes as a
 * `TwilioFault` that says whether the request can have been acted on.
 */
export function createTwilioClients(parts: TwilioClientParts): TwilioClients {
  const clients = new Map<WhatsAppAccount, Promise<Twilio>>();
  return (account, isHeld) => {
    // It has no place for what one request needs besides, and is made in microseconds.
    if (isHeld !== undefined) return openClient(account, parts, isHeld);
    const client = clients.get(account) ?? openClient(account, parts);
    clients.set(account, client);
    return client;
  };
}

async function openClient(account: WhatsAppAccount, parts: TwilioClientParts, isHeld?: IsHeld): Promise<Twilio> {
  // The package has no named exports at run time, whatever its types say.
  const { default: twilio } = await import('twilio');
  class EgressClient extends twilio.RequestClient {
    override async request<TData>(options: Call): Promise<Answer<TData>> {
      const askedAt = parts.clock();
      const outcome = await exchange(parts.http, { ...toHttpRequest(options, account), isHeld });
      if (outcome.kind === 'response') parts.providerClock.heard(outcome.headers.date, askedAt, parts.clock());
      const { status, headers, body } = wholeAnswer(outcome, parts.clock());
      // The client parses it and gives it the type that the caller asked for.
      return { statusCode: status, headers, body: body as TData, toString: () => `HTTP ${status}` };
    }
  }
  // Its edge, region and logging are otherwise read from the environment.
  const options = { edge: '', region: '', logLevel: '', httpClient: new EgressClient() };
  return twilio(account.accountSid, account.authToken, options);
}

type RequestClient = import('twilio').RequestClient;
type Call = Parameters<RequestClient['request']>[0];
type Answer<TData> = Awaited<ReturnType<RequestClient['request']>> & { body: TData };

function toHttpRequest(
  { method, uri, params, data, headers = {}, username, password }: Call,
  account: WhatsAppAccount,
) {
  const url = addressOf(uri, account.apiBaseUrl);
  for (const [name, value] of fieldsOf(params)) url.searchParams.append(name, value);
  const isJson = headers['Content-Type'] === 'application/json';
  const body = isJson ? JSON.stringify(data) : new URLSearchParams([...fieldsOf(data)]).toString();
  const credentials = Buffer.from(`${username}:${password}`).toString('base64');
  return {
    method: METHODS[method] ?? 'GET',
    url: url.href,
    headers: { ...headers, Authorization: `Basic ${credentials}` },
    ...(data === undefined ? {} : { body }),
  };
}

const METHODS: Readonly<Record<string, HttpRequest['method']>> = {
  get: 'GET',
  post: 'POST',
  put: 'PUT',
  delete: 'DELETE',
};

/** Only Twilio, or the stand-in for it, ever sees the account's credentials: a next page may name any host. */
function addressOf(uri: string, apiBaseUrl: string | undefined): URL {
  const url = new URL(uri);
  const base = apiBaseUrl === undefined ? undefined : new URL(apiBaseUrl);
  const isTwilio = url.protocol === 'https:' && TWILIO_HOSTS.includes(url.host);
  if (base === undefined && isTwilio) return url;
  if (base !== undefined && url.origin === base.origin) return url;
  if (base === undefined || !isTwilio) throw new TwilioFault({ code: 'TWILIO_NOT_SENT', reason: 'unknownHost' });
  return new URL(base.href.replace(/\/+$/, '') + url.pathname + url.search);
}

function* fieldsOf(fields: unknown): Generator<[string, string]> {
  for (const [name, value] of Object.entries(fields ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) yield [name, String(one)];
  }
}

async function exchange(http: Pick<Http, 'request'>, request: HttpRequest): Promise<HttpOutcome> {
  try {
    return await http.request(request);
  } catch (cause) {
    if (!(cause instanceof EgressFault)) throw cause;
    throw new TwilioFault({ code: 'TWILIO_NOT_SENT', reason: 'hostNotAllowed' }, { cause });
  }
}

/** A success whose body can be relied on; everything else is a fault. */
function wholeAnswer(outcome: HttpOutcome, now: number) {
  if (outcome.kind === 'notSent') throw new TwilioFault({ code: 'TWILIO_NOT_SENT', reason: outcome.reason });
  if (outcome.kind === 'ambiguous') throw new TwilioFault({ code: 'TWILIO_UNCERTAIN', reason: outcome.reason });
  const { status, headers } = outcome;
  const body = outcome.body.toString('utf8');
  const parsed = parse(body);
  if (status < 200 || status >= 300)
    throw new TwilioFault({ code: 'TWILIO_REFUSED', ...refusal(outcome, parsed, now) });
  if (status !== 204 && parsed === undefined) throw new TwilioFault({ code: 'TWILIO_UNCERTAIN', reason: 'malformed' });
  return { status, headers, body };
}

function refusal({ status, headers }: Extract<HttpOutcome, { kind: 'response' }>, body: unknown, now: number) {
  const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined;
  const retryAfterMs = waitOf(headers['retry-after'], now);
  return {
    status,
    ...(typeof code === 'number' || typeof code === 'string' ? { providerCode: String(code) } : {}),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** Seconds or a date. */
function waitOf(retryAfter: string | undefined, now: number): number | undefined {
  if (retryAfter === undefined) return undefined;
  const ms = /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function parse(body: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}
