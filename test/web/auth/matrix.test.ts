import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHttp } from '../../../adapters/http';
import { createBanks } from '../../../bot/banks';
import { loadConfig } from '../../../bot/config';
import type { Role } from '../../../bot/desk/contract';
import { openFlows } from '../../../bot/flows';
import { createServer, type Server } from '../../../bot/server';
import { ROLES } from '../../../bot/staff/account';
import { createAccounts } from '../../../bot/staff/accounts';
import { createStaffSessions, IDLE_MS } from '../../../bot/staff/sessions';
import { type Desk, deskOf } from '../../../composition/desk';
import { simulatorOf } from '../../../composition/simulator';
import { staffOf } from '../../../composition/staff';
import { staffTableOf } from '../../../composition/staffTable';
import { studioPageOf } from '../../../composition/studio';
import { MARKETS, type Market } from '../../../machines/market';
import { sandboxBankProfile } from '../../../sandbox/bankProfiles';
import { createSignInCookies } from '../../../web/auth/cookies';
import { type GuardedRoute, guarded } from '../../../web/auth/guard';
import { bank, customer, play } from '../../support/conversation';
import { FLOWS_DIRECTORY, startTestProduct, type TestProduct } from '../../support/product';

/**
 * Who may what. Every route of the staff has its row here: one that was added, or whose policy was changed, is asked for
 * by everybody below and does what its row says, or fails.
 */
const EVERYBODY = [...ROLES];
const AT_DESK: readonly Role[] = ['agent', 'supervisor', 'operator'];
const ACTS: readonly Role[] = ['agent', 'supervisor'];
const TRIES: readonly Role[] = ['designer', 'approver'];
const IN_STUDIO: readonly Role[] = ['designer', 'approver', 'auditor'];

/** A page leads whoever has no session to signing in. */
type Row =
  | 'open'
  | { readonly roles: readonly Role[]; readonly of?: 'conversation' | 'case' | 'market'; readonly isPage?: true };

const MATRIX: Readonly<Record<string, Row>> = {
  'GET /sign-in': 'open',
  'POST /sign-in': 'open',
  'GET /sign-in/invite': 'open',
  'POST /sign-in/invite/open': 'open',
  'POST /sign-in/invite': 'open',
  'GET /sign-in/assets/:file': 'open',
  'GET /sign-in/oidc': 'open',
  'GET /sign-in/oidc/callback': 'open',
  'POST /api/auth/sign-in': 'open',
  // It has a seal of its own instead of a session.
  'POST /api/auth/administration': 'open',
  'GET /api/auth/session': { roles: EVERYBODY },
  'POST /api/auth/prove': { roles: EVERYBODY },
  'POST /api/auth/sign-out': { roles: EVERYBODY },
  'POST /api/auth/sign-out-everywhere': { roles: EVERYBODY },
  'GET /desk': { roles: EVERYBODY, isPage: true },
  // The same for everybody, and nothing of anybody is in them.
  'GET /desk/assets/:file': 'open',
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
  'GET /studio': { roles: EVERYBODY, isPage: true },
  'GET /studio/assets/:file': 'open',
  'GET /api/studio/me': { roles: IN_STUDIO },
  'GET /api/studio/world': { roles: IN_STUDIO },
  'GET /api/studio/drafts': { roles: IN_STUDIO },
  'POST /api/studio/drafts': { roles: ['designer'] },
  'GET /api/studio/drafts/:id': { roles: IN_STUDIO },
  'POST /api/studio/drafts/:id': { roles: ['designer'] },
  'POST /api/studio/drafts/:id/remove': { roles: ['designer'] },
  'POST /api/studio/check': { roles: IN_STUDIO },
  'GET /api/studio/library': { roles: IN_STUDIO },
  'GET /api/studio/versions/:version': { roles: IN_STUDIO },
  'GET /api/studio/diff': { roles: IN_STUDIO },
  'GET /api/studio/drafts/:id/comments': { roles: IN_STUDIO },
  'POST /api/studio/drafts/:id/comments': { roles: ['designer', 'approver'] },
  'GET /api/studio/drafts/:id/approvals': { roles: IN_STUDIO },
  'POST /api/studio/drafts/:id/approve': { roles: ['approver'] },
  'POST /api/studio/drafts/:id/approve-legal': { roles: ['approver'] },
  'POST /api/studio/drafts/:id/withdraw': { roles: ['approver'] },
  'GET /api/studio/drafts/:id/pre-flight': { roles: IN_STUDIO },
  'POST /api/studio/drafts/:id/publish': { roles: ['designer', 'approver'] },
  'POST /api/studio/pointers/:market': { roles: ['designer', 'approver'], of: 'market' },
  'POST /api/studio/pointers/:market/challenger': { roles: ['designer', 'approver'], of: 'market' },
  'GET /api/studio/moves': { roles: IN_STUDIO },
  'GET /api/studio/history': { roles: IN_STUDIO },
  'GET /api/studio/funnel': { roles: IN_STUDIO },
  'GET /api/studio/experiment': { roles: IN_STUDIO },
  'POST /api/studio/simulate': { roles: TRIES },
  'POST /api/studio/storm': { roles: TRIES },
  'POST /api/studio/replay': { roles: ['designer'] },
  'POST /api/studio/tests/run': { roles: TRIES },
  'GET /api/studio/drafts/:id/tests': { roles: TRIES },
  'POST /api/studio/drafts/:id/tests': { roles: ['designer'] },
  'POST /api/studio/drafts/:id/tests/:test': { roles: ['designer'] },
  'POST /api/studio/drafts/:id/tests/:test/remove': { roles: ['designer'] },
};

const [OWN, FOREIGN]: readonly Market[] = ['HK', 'TH'];

let product: TestProduct;
let desk: Desk;
let directory: string;
let server: Server;
let url: string;
let table: readonly GuardedRoute[];
const sessionOf = new Map<Role, { readonly token: string; readonly csrf: string }>();
let ended: { readonly token: string; readonly csrf: string };
const ids: Record<'conversation' | 'case' | 'market', Record<Market, string>> = {
  conversation: {},
  case: {},
  market: Object.fromEntries(MARKETS.map((market) => [market, market])),
} as never;

/** The real table with its real policies, sessions and store; in place of what each handler does, a mark that it was reached. */
beforeAll(async () => {
  product = await startTestProduct();
  directory = mkdtempSync(join(tmpdir(), 'matrix-'));
  table = wholeTable();
  const marked = table.map((route) => ({ ...route, handle: () => ({ status: 204, headers: { 'X-Reached': 'yes' } }) }));
  const accounts = createAccounts(product.store);
  const sessions = createStaffSessions({ register: product.store, accounts, clock: product.now });
  const guard = {
    sessions,
    cookie: createSignInCookies({ https: false }).session,
    clock: product.now,
    publicBaseUrl: 'https://desk.example',
  };
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
  await desk.stop();
  await product.stop();
  rmSync(directory, { recursive: true });
});

/** As the product puts it together, with every door there can be; of built pages nothing but that they are there. */
function wholeTable(): readonly GuardedRoute[] {
  for (const page of ['auth', 'desk', 'studio']) {
    mkdirSync(join(directory, page));
    writeFileSync(join(directory, page, 'manifest.json'), '{ "main.js": "main.js", "styles.css": "styles.css" }');
  }
  const oidc = join(directory, 'oidc.json');
  const claim = { claim: 'groups', of: {} };
  writeFileSync(
    oidc,
    JSON.stringify({ issuer: 'https://login.bank.example', clientId: 'desk', roles: claim, markets: claim }),
  );
  const secret = 'a secret of the provider';
  const config = loadConfig({ DATA_DIR: directory, OIDC_CONFIG: oidc, OIDC_CLIENT_SECRET: secret });
  const { store } = product;
  const bankOf = createBanks(config, sandboxBankProfile);
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const staff = staffOf(config, store, log);
  // A product of a test is a bot with more besides.
  const bot = product as unknown as Parameters<typeof deskOf>[0]['bot'];
  desk = deskOf({ config, bot, store, staff, bankOf, directory, log });
  return staffTableOf({
    config,
    bot,
    store,
    staff,
    bankOf,
    http: createHttp({ allowedHosts: [] }),
    desk,
    studioPage: studioPageOf(config, bankOf, directory),
    simulator: simulatorOf({ bot, store, clock: Date.now, version: 'page-1' }),
    shipped: openFlows(FLOWS_DIRECTORY),
    heads: log,
    log,
    directory,
  });
}

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
  if (response.status === 303) return `303 ${response.headers.get('location')}`;
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
    const row = rowOf(route);
    const isPage = row !== 'open' && row?.isPage === true;
    const expected =
      row === 'open' ? 'reached' : isPage ? `303 /sign-in?next=${encodeURIComponent(route.path)}` : refused;
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
