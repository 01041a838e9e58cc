import type { AddressInfo } from 'node:net';
import { createServer } from '../../bot/server';
import { type Accounts, createAccounts } from '../../bot/staff/accounts';
import type { Principal } from '../../bot/staff/principal';
import type { Sessions } from '../../bot/staff/session';
import { createStaffSessions } from '../../bot/staff/sessions';
import { createSignInCookies, type StaffCookie } from '../../web/auth/cookies';
import { type GuardedRoute, guarded } from '../../web/auth/guard';
import type { TestProduct } from './product';
import { aPrincipal } from './staff';

/** Routes of the staff over real HTTP, with the sessions and the store of a real product. */
export interface StaffServer {
  readonly table: readonly GuardedRoute[];
  /** Somebody of the staff with a session. */
  signIn(changes?: Partial<Principal>): Promise<StaffUser>;
  close(): Promise<void>;
}

/** What somebody's page would send. */
export interface StaffUser {
  readonly who: Principal;
  /** Where the page's routes are, and the headers its session goes by. */
  readonly url: string;
  readonly own: { readonly cookie: string };
  get(path: string, headers?: Record<string, string>): Promise<StaffAnswer>;
  post(path: string, body: object, headers?: Record<string, string>): Promise<StaffAnswer>;
}

export interface StaffAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a test looks at is what it asked for
  readonly body: any;
  readonly headers: Headers;
}

/** What a page's table is made from. */
export interface StaffTableParts {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly cookie: StaffCookie;
}

export async function startStaffServer(
  product: () => TestProduct,
  page: 'desk' | 'studio',
  tableOf: (parts: StaffTableParts) => readonly GuardedRoute[],
): Promise<StaffServer> {
  const { store } = product();
  const clock = () => product().now();
  const accounts = createAccounts(store);
  const sessions = createStaffSessions({ register: store, accounts, clock });
  const cookie = createSignInCookies({ https: false }).session;
  const table = tableOf({ accounts, sessions, cookie });
  const server = createServer({
    routes: guarded(table, { sessions, cookie, clock, publicBaseUrl: 'https://desk.bank.example' }),
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
      return userOf(`http://127.0.0.1:${port}/api/${page}`, { id, ...account }, { cookie: `staff=${token}`, csrf });
    },
    close: () => server.drain(),
  };
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

function userOf(url: string, who: Principal, session: { readonly cookie: string; readonly csrf: string }): StaffUser {
  const own = { cookie: session.cookie };
  const answer = async (response: Response): Promise<StaffAnswer> => {
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text), headers: response.headers };
  };
  return {
    who,
    url,
    own,
    get: async (path, headers = {}) => answer(await fetch(`${url}/${path}`, { headers: { ...own, ...headers } })),
    async post(path, body, headers = {}) {
      const mine = { ...own, 'content-type': 'application/json', 'x-csrf-token': session.csrf };
      const init = { method: 'POST', body: JSON.stringify(body), headers: { ...mine, ...headers } };
      return answer(await fetch(`${url}/${path}`, init));
    },
  };
}
