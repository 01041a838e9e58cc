import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { MARKET_PROFILES } from '../../adapters/markets';
import type { HttpRequest, HttpResponse, Route } from '../../adapters/route';
import { loadTexts } from '../../bot/loadTexts';
import { pageHeaders } from '../../bot/pageHeaders';
import { Market } from '../../machines/market';
import { createChatRoutes } from '../../web/chat/routes';
import { createLauncherRoutes } from '../../web/launcher/routes';
import { type ScriptedTurn, scriptedReply, type WireReply } from './chatScript';

interface Posted {
  readonly clientActivityID: string;
  readonly text: string;
  readonly payload?: string;
}

/** What goes wrong next, for pages that must cope with it. */
export interface ChatFaults {
  /** This many of the next messages are refused with 502 (`false`) or accepted without an answer reaching the page (`true`). */
  failPosts: number;
  applyFailed: boolean;
  refuseStreams: boolean;
  refuseTokens: boolean;
  /** So many of the next requests are answered 503 with Retry-After, whatever they ask. */
  busy: number;
}

const NO_FAULTS: ChatFaults = {
  failPosts: 0,
  applyFailed: false,
  refuseStreams: false,
  refuseTokens: false,
  busy: 0,
};

/** A server with the customer page and just enough of Direct Line to drive it: one conversation, scripted answers. */
export async function startChatStub(options: {
  readonly assetsDir: string;
  readonly launcherDir: string;
  readonly sandbox?: boolean;
}) {
  const texts = loadTexts();
  const entry = (profile: (typeof MARKET_PROFILES)[Market]) => ({
    enabled: profile.enabledByDefault,
    profile,
    bankName: 'Larkfield Bank',
  });
  const routes = [
    ...createChatRoutes({
      markets: (code) => (Market.safeParse(code).success ? entry(MARKET_PROFILES[Market.parse(code)]) : undefined),
      texts,
      assetsDir: options.assetsDir,
      sandbox: options.sandbox ?? true,
    }),
    ...createLauncherRoutes({
      markets: Object.values(MARKET_PROFILES).map(entry),
      assetsDir: options.launcherDir,
      bankName: 'Larkfield Bank',
    }),
  ];
  const faults: ChatFaults = { ...NO_FAULTS };
  const posts: Posted[] = [];
  const applied = new Set<string>();
  const sockets = new Set<WebSocket>();
  const activities: object[] = [];
  let locale = 'en';
  let turn: ScriptedTurn = 'start';

  function append(activity: object): void {
    activities.push({
      type: 'message',
      id: `c1|${activities.length + 1}`,
      timestamp: new Date().toISOString(),
      ...activity,
    });
    const frame = JSON.stringify({ activities: activities.slice(-1), watermark: String(activities.length) });
    for (const socket of sockets) socket.send(frame);
  }

  function reply(to: string, payload?: string): void {
    const next = scriptedReply({ turn, text: to, payload, locale });
    turn = next.turn;
    locale = next.locale;
    for (const message of next.messages) bot(message);
  }

  function bot({ text, ...channelData }: WireReply): void {
    append({ from: { id: 'assistant', role: 'bot', name: 'Larkfield Bank' }, locale, text, channelData });
  }

  function post(body: {
    text: string;
    value?: { payload?: string };
    channelData: { clientActivityID: string };
  }): HttpResponse {
    const { clientActivityID } = body.channelData;
    posts.push({ clientActivityID, text: body.text, payload: body.value?.payload });
    const fails = faults.failPosts > 0;
    if (fails) faults.failPosts -= 1;
    if (fails && !faults.applyFailed) return { status: 502, body: {} };
    if (!applied.has(clientActivityID)) {
      applied.add(clientActivityID);
      if (!fails) setTimeout(() => accept(body), 30);
    }
    return fails ? { status: 502, body: {} } : { status: 200, body: { id: `c1|${activities.length + 1}` } };
  }

  function accept(body: { text: string; value?: { payload?: string }; channelData: object }): void {
    append({ from: { id: 'dl_u1', role: 'user' }, text: body.text, channelData: body.channelData });
    setTimeout(() => reply(body.text, body.value?.payload), 250);
  }

  function busy({ path }: HttpRequest): HttpResponse | undefined {
    if (faults.busy === 0 || !/^\/(?:api|v3)\//.test(path)) return undefined;
    faults.busy -= 1;
    return { status: 503, headers: { 'retry-after': '1' }, body: {} };
  }

  function api(request: HttpRequest): HttpResponse | undefined {
    const { method, path } = request;
    const token = { conversationId: 'c1', token: 't', expires_in: 1800, userId: 'dl_u1' };
    const opened = { ...token, streamUrl: `ws://${request.headers.host}/v3/directline/conversations/c1/stream?t=x` };
    if (path === '/api/chat/token') return openToken(JSON.parse(String(request.body)), token);
    if (path === '/v3/directline/conversations') return { status: 201, body: opened };
    if (path === '/v3/directline/conversations/c1') return { status: 200, body: opened };
    if (path === '/v3/directline/tokens/refresh') return { status: 200, body: token };
    if (path === '/api/chat/choices') return { status: 200, body: { choices: scriptedReply.rows } };
    if (path !== '/v3/directline/conversations/c1/activities') return undefined;
    if (method === 'POST') return post(JSON.parse(String(request.body)));
    const after = Number(request.query.get('watermark') ?? activities.length);
    return { status: 200, body: { activities: activities.slice(after), watermark: String(activities.length) } };
  }

  function openToken(body: { market: string; locale?: string }, token: object): HttpResponse {
    if (faults.refuseTokens) return { status: 503, body: {} };
    if (activities.length === 0) {
      locale = body.locale ?? MARKET_PROFILES[Market.parse(body.market)].defaultLocale;
      reply('');
    }
    return { status: 200, body: { ...token, locale, dir: texts.dir(locale) } };
  }

  const server = createServer((incoming, outgoing) => {
    void serve(incoming, outgoing, routes, (request) => busy(request) ?? api(request));
  });
  const upgrades = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (faults.refuseStreams) return socket.destroy();
    upgrades.handleUpgrade(request, socket, head, (opened) => {
      sockets.add(opened);
      opened.on('close', () => sockets.delete(opened));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    posts,
    faults,
    bot,
    /** A new customer: nothing said yet. */
    reset: (): void => {
      activities.length = 0;
      posts.length = 0;
      turn = 'start';
      Object.assign(faults, NO_FAULTS);
    },
    dropStreams: (): void => {
      for (const socket of sockets) socket.terminate();
    },
    stop: async (): Promise<void> => {
      for (const socket of sockets) socket.terminate();
      upgrades.close();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

const PAGE_POLICY = pageHeaders({ connect: ['ws:'] });

async function serve(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  routes: readonly Route[],
  api: (request: HttpRequest) => HttpResponse | undefined,
): Promise<void> {
  const url = new URL(incoming.url ?? '/', 'http://stub');
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const request = {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    params: {},
    query: url.searchParams,
    headers: incoming.headers,
    body: Buffer.concat(chunks),
    ip: '127.0.0.1',
  };
  const answer = api(request) ?? (await route(routes, request)) ?? { status: 404, body: '' };
  const isData = typeof answer.body === 'object' && !Buffer.isBuffer(answer.body);
  const policy = String(answer.headers?.['content-type']).startsWith('text/html') ? PAGE_POLICY : [];
  const headers = { ...(isData ? { 'content-type': 'application/json' } : {}), ...answer.headers };
  for (const [name, value] of [...policy, ...Object.entries(headers)]) outgoing.setHeader(name, value);
  outgoing.writeHead(answer.status);
  outgoing.end(isData ? JSON.stringify(answer.body) : answer.body);
}

async function route(routes: readonly Route[], request: HttpRequest): Promise<HttpResponse | undefined> {
  for (const candidate of routes) {
    const pattern = candidate.path.replace(/:(\w+)/g, '(?<$1>[^/]+)');
    const match = new RegExp(`^${pattern}$`).exec(request.path);
    if (!match || candidate.method !== request.method) continue;
    const params = Object.fromEntries(
      Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
    return candidate.handle({ ...request, params });
  }
  return undefined;
}
