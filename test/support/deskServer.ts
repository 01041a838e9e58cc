import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { MARKET_PROFILES } from '../../adapters/markets';
import { nextSlot } from '../../bot/desk/callSlots';
import { createCannedShelf } from '../../bot/desk/cannedShelf';
import { createLiveDesk } from '../../bot/desk/liveDesk';
import { rememberedHours } from '../../bot/desk/openHours';
import { createReveal, REVEALS_THREAD } from '../../bot/desk/reveal';
import { createCasework } from '../../bot/operator/casework';
import { createOperatorThread } from '../../bot/operator/thread';
import { createServer } from '../../bot/server';
import { principalOf } from '../../bot/staff/account';
import { createAccounts } from '../../bot/staff/accounts';
import type { Principal } from '../../bot/staff/principal';
import { createStaffSessions } from '../../bot/staff/sessions';
import { createPseudonym } from '../../bot/telemetry';
import { createSignInCookies } from '../../web/auth/cookies';
import { type GuardedRoute, guarded } from '../../web/auth/guard';
import { createEventsRoute } from '../../web/desk/eventsRoute';
import { createDeskRoutes } from '../../web/desk/routes';
import { type DeskReader, readDesk } from './deskReader';
import type { TestProduct } from './product';
import { aPrincipal } from './staff';

/** The desk of a real product over real HTTP: its own routes, sessions and store. */
export interface DeskServer {
  readonly table: readonly GuardedRoute[];
  /** Somebody of the staff with a session. */
  signIn(changes?: Partial<Principal>): Promise<DeskUser>;
  close(): Promise<void>;
}

/** What somebody's page would send. */
export interface DeskUser {
  readonly who: Principal;
  get(path: string, headers?: Record<string, string>): Promise<DeskAnswer>;
  /** Follows what happens, from the last event where one is named. */
  follow(lastId?: string): Promise<DeskReader>;
  post(path: string, body: object, headers?: Record<string, string>): Promise<DeskAnswer>;
  does(conversationId: string, command: object, how?: { epoch?: number; id?: string }): Promise<DeskAnswer>;
}

export interface DeskAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a test looks at is what it asked for
  readonly body: any;
  readonly headers: Headers;
}

/** The key of `startTestProduct`. */
const seal = createPseudonym('test audit key');
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
let commands = 0;

export async function startDeskServer(product: () => TestProduct): Promise<DeskServer> {
  const { store, intake } = product();
  const clock = () => product().now();
  const accounts = createAccounts(store);
  const sessions = createStaffSessions({ register: store, accounts, clock });
  const people = async () =>
    (await accounts.list()).filter(([, { status }]) => status === 'active').map(([id, one]) => principalOf(id, one));
  const live = createLiveDesk({
    store,
    intake,
    people,
    hours: rememberedHours((market, at) => nextSlot(MARKET_PROFILES[market], at)),
    clock,
    onFault: (cause) => {
      throw cause;
    },
  });
  const unwatch = intake.watchTurns(live.moved);
  const thread = (id: `operators:${string}`) => createOperatorThread({ id, store, clock, seal });
  const cookie = createSignInCookies({ https: false }).session;
  const version = 'page-1';
  const routes = createDeskRoutes({
    store,
    bot: product(),
    people,
    casework: createCasework({ store, intake, thread: thread('operators:desk'), clock, log: silent }),
    shelf: createCannedShelf(store),
    reveal: createReveal({ store, bot: product(), thread: thread(REVEALS_THREAD), clock, log: silent }),
    live,
    queues: () => ['general'],
    version,
    clock,
  });
  const table = [createEventsRoute({ events: live.events, sessions, cookie, version }), ...routes];
  const publicBaseUrl = 'https://desk.bank.example';
  const server = createServer({
    routes: guarded(table, { sessions, cookie, clock, publicBaseUrl }),
    log: silent,
    clock,
    ready: () => ({ ready: true }) as never,
  });
  const { port } = (await server.listen(0, '127.0.0.1')) as AddressInfo;
  return {
    table,
    async signIn(changes) {
      const { id, ...account } = aPrincipal(changes);
      const { roles, markets, languages, name } = account;
      const kept = { roles: [...roles], markets: [...markets], languages: [...languages], name };
      await accounts.create(id, { ...kept, status: 'active', source: 'password', generation: 1, createdAt: clock() });
      const token = await sessions.begin(id, 1);
      const csrf = (await sessions.find(token, false))?.csrf ?? '';
      return userOf(`http://127.0.0.1:${port}/api/desk`, { id, ...account }, { cookie: `staff=${token}`, csrf });
    },
    async close() {
      unwatch();
      live.events.close();
      await server.drain();
    },
  };
}

function userOf(url: string, who: Principal, session: { readonly cookie: string; readonly csrf: string }): DeskUser {
  const own = { cookie: session.cookie };
  const answer = async (response: Response): Promise<DeskAnswer> => {
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text), headers: response.headers };
  };
  const user: DeskUser = {
    who,
    get: async (path, headers = {}) => answer(await fetch(`${url}/${path}`, { headers: { ...own, ...headers } })),
    async follow(lastId) {
      const headers = { ...own, ...(lastId !== undefined && { 'last-event-id': lastId }) };
      const { body } = await fetch(`${url}/events`, { headers });
      if (body === null) throw new Error('There is nothing to follow.');
      // The same stream under the name of another library's types.
      return readDesk(Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]));
    },
    async post(path, body, headers = {}) {
      const mine = { ...own, 'content-type': 'application/json', 'x-csrf-token': session.csrf };
      const init = { method: 'POST', body: JSON.stringify(body), headers: { ...mine, ...headers } };
      return answer(await fetch(`${url}/${path}`, init));
    },
    async does(conversationId, command, { epoch, id } = {}) {
      commands += 1;
      const seen = epoch ?? (await user.get(`conversations/${conversationId}`)).body.row.epoch;
      return user.post(`conversations/${conversationId}/commands`, { id: id ?? `d${commands}`, epoch: seen, command });
    },
  };
  return user;
}
