import type { AddressInfo } from 'node:net';
import type { Role } from '../../../bot/desk/contract';
import { createServer, type Server } from '../../../bot/server';
import { ROLES } from '../../../bot/staff/account';
import { createAccounts } from '../../../bot/staff/accounts';
import { createAdministrationSeal } from '../../../bot/staff/administrationSeal';
import { createStaffSessions, IDLE_MS } from '../../../bot/staff/sessions';
import type { Market } from '../../../machines/market';
import { createAdministrationDoor } from '../../../web/auth/administrationDoor';
import { createAuthApi } from '../../../web/auth/api';
import { createSignInCookies } from '../../../web/auth/cookies';
import { type GuardedRoute, guarded } from '../../../web/auth/guard';
import { createSignInPages } from '../../../web/auth/pages';
import { SANDBOX_BRAND } from '../../../web/chat/html';
import { bank, customer, play } from '../../support/conversation';
import { type DeskServer, startDeskServer } from '../../support/deskServer';
import { startTestProduct, type TestProduct } from '../../support/product';
import { createTestStaff } from '../../support/testStaff';

/**
 * Who may what. Every route of the staff has its row here: one that was added, or whose policy was changed, is asked for
 * by everybody below and does what its row says, or fails.
 */
const EVERYBODY = [...ROLES];
const AT_DESK: readonly Role[] = ['agent', 'supervisor', 'operator'];
const ACTS: readonly Role[] = ['agent', 'supervisor'];

type Row = 'open' | { readonly roles: readonly Role[]; readonly of?: 'conversation' | 'case' };

const MATRIX: Readonly<Record<string, Row>> = {
  'GET /sign-in': 'open',
  'POST /sign-in': 'open',
  'GET /sign-in/invite': 'open',
  'POST /sign-in/invite/open': 'open',
  'POST /sign-in/invite': 'open',
  'GET /sign-in/assets/:file': 'open',
  'POST /api/auth/sign-in': 'open',
  // It has a seal of its own instead of a session.
  'POST /api/auth/administration': 'open',
  'GET /api/auth/session': { roles: EVERYBODY },
  'POST /api/auth/prove': { roles: EVERYBODY },
  'POST /api/auth/sign-out': { roles: EVERYBODY },
  'POST /api/auth/sign-out-everywhere': { roles: EVERYBODY },
  'GET /api/desk/events': { roles: AT_DESK },
  'GET /api/desk/me': { roles: EVERYBODY },
  'GET /api/desk/work': { roles: AT_DESK },
  'GET /api/desk/conversations/:id': { roles: AT_DESK, of: 'conversation' },
  'GET /api/desk/conversations/:id/hand-back': { roles: AT_DESK, of: 'conversation' },
  'POST /api/desk/conversations/:id/commands': { roles: ACTS, of: 'conversation' },
  'POST /api/desk/conversations/:id/reveal': { roles: ACTS, of: 'conversation' },
  'POST /api/desk/conversations/:id/typing': { roles: ACTS, of: 'conversation' },
  'POST /api/desk/presence': { roles: AT_DESK },
  'POST /api/desk/cases/:id/decide': { roles: AT_DESK, of: 'case' },
  'GET /api/desk/board': { roles: ['supervisor'] },
  'GET /api/desk/people': { roles: ACTS },
  'GET /api/desk/canned': { roles: AT_DESK },
  'POST /api/desk/canned': { roles: ['supervisor'] },
  'GET /api/desk/reveals': { roles: ['auditor'] },
};

const [OWN, FOREIGN]: readonly Market[] = ['HK', 'TH'];

let product: TestProduct;
let desk: DeskServer;
let server: Server;
let url: string;
let table: readonly GuardedRoute[];
const sessionOf = new Map<Role, { readonly token: string; readonly csrf: string }>();
let ended: { readonly token: string; readonly csrf: string };
const ids: Record<'conversation' | 'case', Record<Market, string>> = { conversation: {}, case: {} } as never;

/** The real table with its real policies, sessions and store; in place of what each handler does, a mark that it was reached. */
beforeAll(async () => {
  product = await startTestProduct();
  desk = await startDeskServer(() => product);
  const { staff } = createTestStaff();
  const cookies = createSignInCookies({ https: false });
  const assets = { url: (name: string) => name, route: assetRoute };
  const look = { bankName: 'Bank', brand: SANDBOX_BRAND };
  table = [
    ...createSignInPages({ staff, cookies, look, assets }),
    ...createAuthApi({ staff, cookies }),
    createAdministrationDoor({
      administration: staff.administration,
      seal: createAdministrationSeal('x'),
      clock: product.now,
    }),
    ...desk.table,
  ];
  const marked = table.map((route) => ({ ...route, handle: () => ({ status: 204, headers: { 'X-Reached': 'yes' } }) }));
  const accounts = createAccounts(product.store);
  const sessions = createStaffSessions({ register: product.store, accounts, clock: product.now });
  const guard = { sessions, cookie: cookies.session, clock: product.now, publicBaseUrl: 'https://desk.example' };
  const log = { error: () => undefined, warn: () => undefined, info: () => undefined };
  const ready = () => ({ ready: true }) as never;
  server = createServer({ routes: guarded(marked as typeof table, guard), log, clock: product.now, ready });
  url = `http://127.0.0.1:${((await server.listen(0, '127.0.0.1')) as AddressInfo).port}`;

  const begin = async (id: string, role: Role) => {
    const grant = { roles: [role], markets: [OWN!], languages: [] };
    const account = { name: 'A', ...grant, status: 'active', source: 'password', generation: 0, createdAt: 0 } as const;
    await accounts.create(id, account);
    const token = await sessions.begin(id, 0);
    return { token, csrf: (await sessions.find(token, false))?.csrf ?? '' };
  };
  ended = await begin('ended', 'supervisor');
  product.passes(IDLE_MS);
  for (const role of ROLES) sessionOf.set(role, await begin(role, role));
  for (const market of [OWN!, FOREIGN!]) {
    const lines = [customer.opens(), customer.answersUpTo('confirm'), bank.fails('500after'), customer.taps('accept')];
    const { chat } = await play(product, { market }, [...lines, bank.answers()]);
    ids.conversation[market] = chat.conversationId;
    const [found] = await product.store.records('case', { conversationId: chat.conversationId, limit: 1 });
    ids.case[market] = found!.id;
  }
}, 60_000);
afterAll(async () => {
  await server.drain();
  await desk.close();
  await product.stop();
});

const assetRoute = {
  method: 'GET',
  path: '/sign-in/assets/:file',
  maxBytes: 0,
  contentTypes: [],
  handle: () => ({ status: 200 }),
} as const;

interface Asker {
  readonly token?: string;
  readonly csrf?: string;
  readonly headers?: Record<string, string>;
}

/** What a route answers: `reached`, or the code of the refusal. */
async function ask(route: GuardedRoute, path: string, { token, csrf, headers }: Asker): Promise<string> {
  const isRead = route.method === 'GET';
  const response = await fetch(url + path, {
    method: route.method,
    redirect: 'manual',
    headers: {
      ...(token ? { cookie: `staff=${token}` } : {}),
      ...(csrf ? { 'x-csrf-token': csrf } : {}),
      ...(isRead ? {} : { 'content-type': route.contentTypes[0]! }),
      ...headers,
    },
    ...(isRead ? {} : { body: '{}' }),
  });
  const text = await response.text();
  if (response.headers.get('x-reached') !== null) return 'reached';
  return `${response.status} ${(JSON.parse(text) as { error: { code: string } }).error.code}`;
}

const nameOf = ({ method, path }: GuardedRoute) => `${method} ${path}`;
const rowOf = (route: GuardedRoute) => MATRIX[nameOf(route)];

function pathOf(route: GuardedRoute, market: Market | 'nowhere'): string {
  const row = rowOf(route);
  const of = row === 'open' ? undefined : row?.of;
  const id = of === undefined || market === 'nowhere' ? 'there-is-no-such' : ids[of][market];
  return route.path.replace(/:\w+/, encodeURIComponent(id));
}

it('has a row for every route, and no route twice', () => {
  expect(table.map(nameOf).sort()).toEqual(Object.keys(MATRIX).sort());
});

it.each(ROLES)('lets the role of %s do what its rows say, in its own markets alone', async (role) => {
  const answers: Record<string, object> = {};
  const expected: Record<string, object> = {};
  for (const route of table) {
    const row = rowOf(route) ?? { roles: [] };
    const mayDo = row === 'open' || row.roles.includes(role);
    const answered = async (market: Market | 'nowhere') => ask(route, pathOf(route, market), sessionOf.get(role)!);
    answers[nameOf(route)] = [await answered(OWN!), await answered(FOREIGN!), await answered('nowhere')];
    const elsewhere = row !== 'open' && row.of !== undefined ? '404 NotFound' : 'reached';
    expected[nameOf(route)] = mayDo ? ['reached', elsewhere, elsewhere] : Array(3).fill('403 NotAllowed');
  }
  expect(answers).toEqual(expected);
});

it.each<[string, string, () => Asker]>([
  ['without a session', '401 SignedOut', () => ({})],
  ['with a session that ended', '401 SignedOut', () => ended],
  ['with a token nobody has', '401 SignedOut', () => ({ token: 'x'.repeat(43), csrf: 'y' })],
])('refuses everything but what is open %s', async (_, refused, asker) => {
  for (const route of table) {
    const expected = rowOf(route) === 'open' ? 'reached' : refused;
    expect([nameOf(route), await ask(route, pathOf(route, OWN!), asker())]).toEqual([nameOf(route), expected]);
  }
});

it('changes nothing without the token of the session, nor with that of another', async () => {
  for (const route of table.filter(({ method, policy }) => method !== 'GET' && policy !== 'open')) {
    for (const csrf of ['', sessionOf.get('auditor')!.csrf]) {
      const answer = await ask(route, pathOf(route, OWN!), { token: sessionOf.get('supervisor')!.token, csrf });
      expect([nameOf(route), answer]).toEqual([nameOf(route), '403 CsrfMissing']);
    }
  }
});

it.each<Record<string, string>>([{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }])(
  'changes nothing for a page of somebody else: %j',
  async (headers) => {
    const all = { ...sessionOf.get('supervisor')!, headers };
    for (const route of table.filter(({ method }) => method !== 'GET'))
      expect([nameOf(route), await ask(route, pathOf(route, OWN!), all)]).toEqual([nameOf(route), '403 ForeignPage']);
  },
);
