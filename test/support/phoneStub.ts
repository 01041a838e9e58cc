import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { MARKET_PROFILES } from '../../adapters/markets';
import type { HttpResponse, Route } from '../../adapters/route';
import { pageHeaders } from '../../bot/pageHeaders';
import { createPhoneRoutes } from '../../web/phone/routes';

/** One message as the sandbox Twilio tells the phone of it. */
export interface StubMessage {
  readonly sid: string;
  readonly direction: 'in' | 'out';
  readonly kind: string;
  readonly body: string;
  readonly status: string;
  readonly at: number;
  readonly buttons?: readonly { readonly id: string; readonly title: string }[];
  readonly list?: { readonly open: string; readonly items: readonly { readonly id: string; readonly title: string }[] };
  readonly media?: { readonly contentType: string };
  readonly errorCode?: number;
  readonly repliedTo?: string;
}

const DAY_MS = 24 * 3_600_000;
const HEADERS = pageHeaders({});

/** The phone's page on a server that answers like the sandbox Twilio's control desk and says only what a test lets it say. */
export async function startPhoneStub(assetsDir: string) {
  const routes = createPhoneRoutes({
    markets: Object.values(MARKET_PROFILES).map((profile, at) => ({
      enabled: profile.enabledByDefault,
      profile,
      sender: `whatsapp:+1555010${String(at).padStart(4, '0')}`,
    })),
    assetsDir,
    bankName: 'Larkfield Bank',
  });
  const messages = new Map<string, StubMessage & { readonly n: number }>();
  const posts: { readonly what: string; readonly body: Readonly<Record<string, unknown>> }[] = [];
  const state = { changes: 0, wrote: 0, ahead: 0, down: false, refuse: 0, holdFirstMs: 0 };
  const now = (): number => Date.now() + state.ahead;

  function put(message: Partial<StubMessage>): string {
    state.changes += 1;
    const sid = message.sid ?? `SM${String(state.changes).padStart(32, '0')}`;
    const fresh = { direction: 'out', kind: 'text', body: '', status: 'delivered', at: now() } as const;
    messages.set(sid, { ...fresh, ...messages.get(sid), ...message, sid, n: state.changes });
    return sid;
  }

  async function post(what: string, body: Readonly<Record<string, unknown>>): Promise<HttpResponse> {
    const holdMs = what === 'inbound' ? state.holdFirstMs : 0;
    if (what === 'inbound') state.holdFirstMs = 0;
    await wait(holdMs);
    posts.push({ what, body });
    if (what === 'clock') state.ahead += Number(body.advanceMs);
    if (what !== 'inbound') return { status: 200, body: { now: now() } };
    state.wrote = now();
    const { kind, text, title, repliedTo } = body as Readonly<Record<string, string | undefined>>;
    const status = state.refuse > 0 ? 'sent' : 'read';
    const sid = put({ direction: 'in', kind, body: title ?? text ?? '', status, repliedTo });
    return { status: 200, body: { sid, delivered: state.refuse === 0, status: state.refuse || 200 } };
  }

  function control(url: URL, text: string): HttpResponse | Promise<HttpResponse> | undefined {
    const [path, what = ''] = /^\/__sandbox\/twilio(?:\/(\w+))?$/.exec(url.pathname) ?? [];
    if (path === undefined) return undefined;
    if (state.down) return { status: 502, body: {} };
    if (text !== '') return post(what, JSON.parse(text));
    if (what === '') return { status: 200, body: { now: now() } };
    const after = Number(url.searchParams.get('after'));
    const changed = [...messages.values()].filter(({ n }) => n > after).sort((a, b) => a.n - b.n);
    const until = state.wrote === 0 ? 0 : state.wrote + DAY_MS;
    return { status: 200, body: { messages: changed, next: state.changes, window: { open: now() < until, until } } };
  }

  const server = createServer((request, response) => void serve(request, response, routes, control));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    put,
    posts,
    state,
    inbound: () => posts.filter(({ what }) => what === 'inbound').map(({ body }) => body),
    reset: (): void => {
      messages.clear();
      posts.length = 0;
      Object.assign(state, { wrote: 0, ahead: 0, down: false, refuse: 0, holdFirstMs: 0 });
    },
    stop: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function serve(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  routes: readonly Route[],
  control: (url: URL, body: string) => HttpResponse | Promise<HttpResponse> | undefined,
): Promise<void> {
  const url = new URL(incoming.url ?? '/', 'http://stub');
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part);
  const answer = await (control(url, Buffer.concat(parts).toString()) ?? page(routes, url, incoming));
  const isData = typeof answer.body === 'object' && !Buffer.isBuffer(answer.body);
  const base = isData ? [['content-type', 'application/json'] as const] : HEADERS;
  for (const [name, value] of [...base, ...Object.entries(answer.headers ?? {})]) outgoing.setHeader(name, value);
  outgoing.writeHead(answer.status);
  outgoing.end(isData ? JSON.stringify(answer.body) : answer.body);
}

async function page(routes: readonly Route[], url: URL, { headers }: IncomingMessage): Promise<HttpResponse> {
  const route = routes.find(({ path }) => new RegExp(`^${path.replace(':file', '[^/]+')}$`).test(url.pathname));
  const params = { file: url.pathname.split('/').pop() ?? '' };
  const request = {
    method: 'GET',
    path: url.pathname,
    params,
    query: url.searchParams,
    headers,
    body: Buffer.alloc(0),
    ip: '',
  };
  return (await route?.handle(request)) ?? { status: 404, body: '' };
}
