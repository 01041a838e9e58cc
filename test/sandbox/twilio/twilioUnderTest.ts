import { readFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getHttpOperationsFromSpec } from '@stoplight/prism-http';
import { createServer } from '@stoplight/prism-http-server';
import pino from 'pino';
import twilio from 'twilio';
import { createTwilio, type TwilioOptions } from '../../../sandbox/twilio';
import { sandboxSenderOf, sandboxTwilioAccount } from '../../../sandbox/twilioAccount';

export const SENDER = sandboxSenderOf('SG');
export const USER = 'whatsapp:+6581234567';
export const PUBLIC_URL = 'https://chat.larkfield.example';

/** What the product received, as it came over the wire. */
export interface Hook {
  readonly path: string;
  readonly form: Record<string, string>;
  readonly headers: http.IncomingHttpHeaders;
}

export interface Shown {
  readonly n: number;
  readonly sid: string;
  readonly direction: 'in' | 'out';
  readonly kind: string;
  readonly body: string;
  readonly status: string;
  readonly errorCode?: number;
  readonly at: number;
  readonly buttons?: readonly { readonly id: string; readonly title: string }[];
  readonly list?: { readonly open: string; readonly items: readonly { readonly id: string; readonly title: string }[] };
}

const open = new Set<() => Promise<unknown>>();

// A test that fails half-way must not leave a server that keeps the run alive.
afterAll(async () => {
  for (const close of open) await close();
});

/** A real sandbox Twilio on a free port, its switches, and Twilio's official client pointed at it. */
export async function openTwilio(options: Partial<TwilioOptions> = {}) {
  const started = await createTwilio({ port: 0, stepMs: 5, ...options });
  const origin = `http://127.0.0.1:${started.port}`;
  const desk = async (path: string, init?: RequestInit) =>
    (await fetch(`${origin}/__sandbox/twilio${path}`, init)).json();
  const post = (path: string, body: object) => desk(path, { method: 'POST', body: JSON.stringify(body) });
  const account = sandboxTwilioAccount(started.port);
  const close = async () => {
    open.delete(close);
    await started.close();
  };
  open.add(close);

  const chat = async (
    after = 0,
  ): Promise<{ messages: Shown[]; next: number; window: { open: boolean; until: number } }> =>
    desk(`/messages?user=${encodeURIComponent(USER)}&sender=${encodeURIComponent(SENDER)}&after=${after}`) as never;
  return {
    origin,
    account,
    desk,
    close: () => (open.has(close) ? close() : Promise.resolve()),
    client: clientOf(origin, account),
    post,
    fault: (fault: object) => post('/faults', fault),
    writes: (inbound: object = {}): Promise<{ sid: string; delivered: boolean; status: number }> =>
      post('/inbound', { user: USER, sender: SENDER, kind: 'text', text: 'hi', ...inbound }) as never,
    chat,
    /** Waits until the message is in this state. */
    async becomes(sid: string, status: string): Promise<Shown> {
      for (;;) {
        const found = (await chat()).messages.find((message) => message.sid === sid && message.status === status);
        if (found) return found;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    /** A raw call, as `curl` would make it. */
    raw(path: string, init: RequestInit & { token?: string } = {}): Promise<Response> {
      const { token = account.authToken, ...rest } = init;
      const Authorization = `Basic ${Buffer.from(`${account.accountSid}:${token}`).toString('base64')}`;
      return fetch(`${origin}${path}`, { ...rest, headers: { Authorization, ...rest.headers } });
    },
    send(form: Record<string, string>): Promise<Response> {
      return this.raw(`/2010-04-01/Accounts/${account.accountSid}/Messages.json`, {
        method: 'POST',
        body: new URLSearchParams({ From: SENDER, To: USER, ...form }),
      });
    },
    async content(types: object): Promise<string> {
      const body = JSON.stringify({ friendly_name: 'test', language: 'en', types });
      const headers = { 'Content-Type': 'application/json' };
      const answer = await this.raw('/v1/Content', { method: 'POST', body, headers });
      return ((await answer.json()) as { sid: string }).sid;
    },
  };
}

export type TwilioUnderTest = Awaited<ReturnType<typeof openTwilio>>;

/** A product that keeps what it is told and answers as asked: a status, or `silent` for none, or `reset`. */
export async function openProduct(sandbox: TwilioUnderTest, fragment = '') {
  const hooks: Hook[] = [];
  let answers: (number | 'silent' | 'reset')[] = [];
  const server = http.createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const form = Object.fromEntries(new URLSearchParams(Buffer.concat(parts).toString('utf8')));
    hooks.push({ path: request.url ?? '', form, headers: request.headers });
    const answer = answers.shift() ?? 200;
    if (answer === 'silent') return;
    if (answer === 'reset') {
      request.socket.resetAndDestroy();
      return;
    }
    response.writeHead(answer, { 'Content-Type': 'text/xml' });
    response.end('<Response/>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const deliverTo = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async () => {
    open.delete(close);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  open.add(close);
  await sandbox.post('/webhook', { deliverTo, publicUrl: PUBLIC_URL, ...(fragment && { fragment }) });
  return {
    hooks,
    answers: (...next: typeof answers) => {
      answers = next;
    },
    close,
    /** Waits until so many have come. */
    async has(count: number): Promise<readonly Hook[]> {
      while (hooks.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
      return hooks;
    },
  };
}

/** Twilio's published schema between a client and the sandbox: whatever breaks it, on either side, is an error. */
export async function openPrism(sandbox: TwilioUnderTest) {
  const [api, content] = ['twilio_api_v2010.json', 'twilio_content_v1.json'].map((name) =>
    readFileSync(join(__dirname, '../../../sandbox/twilio/contract', name), 'utf8'),
  );
  // The schema asks for whole addresses where its own examples, and Twilio, have paths.
  const documents = [api?.replace(/(uri":\{"format":"uri)"/g, '$1-reference"'), content];
  const operations = (
    await Promise.all(documents.map((text = '') => getHttpOperationsFromSpec(JSON.parse(text))))
  ).flat();
  const prism = createServer(operations, {
    cors: false,
    components: { logger: pino({ level: 'silent' }) },
    config: {
      isProxy: true,
      upstream: new URL(sandbox.origin),
      upstreamProxy: undefined,
      checkSecurity: true,
      validateRequest: true,
      validateResponse: true,
      errors: true,
      mock: { dynamic: false },
    },
  });
  const origin = await prism.listen(0, '127.0.0.1');
  open.add(() => prism.close());
  return { origin, client: clientOf(origin, sandbox.account) };
}

function clientOf(origin: string, { accountSid, authToken }: { accountSid: string; authToken: string }) {
  return twilio(accountSid, authToken, { httpClient: new Rerouted(origin), autoRetry: false });
}

/** Every one of Twilio's hosts is reached at one address. */
class Rerouted extends twilio.RequestClient {
  constructor(private readonly origin: string) {
    super({ timeout: 2_000 });
  }

  override request(opts: Parameters<InstanceType<typeof twilio.RequestClient>['request']>[0]) {
    const { pathname, search } = new URL(opts.uri);
    return super.request({ ...opts, uri: `${this.origin}${pathname}${search}` }) as never;
  }
}
