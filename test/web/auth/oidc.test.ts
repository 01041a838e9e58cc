import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createHttp, type Http } from '../../../adapters/http';
import { createOidcProvider } from '../../../adapters/oidc';
import type { Route } from '../../../adapters/route';
import { createServer, type Server } from '../../../bot/server';
import { createAuthApi } from '../../../web/auth/api';
import { createSignInCookies } from '../../../web/auth/cookies';
import { type GuardedRoute, guarded } from '../../../web/auth/guard';
import { createOidcPages, OIDC_CALLBACK } from '../../../web/auth/oidcPages';
import { createUnderwaySeal } from '../../../web/auth/underway';
import { createTestStaff, type TestStaff } from '../../support/testStaff';

const MAPPING = {
  account: 'preferred_username',
  name: 'given_name',
  roles: { claim: 'groups', of: { 'desk-agents': ['agent' as const], 'desk-leads': ['supervisor' as const] } },
  markets: { claim: 'groups', of: { 'desk-sg': ['SG' as const], 'desk-hk': ['HK' as const] } },
  languages: undefined,
};
/** What takes a proof that is not older than half an hour. */
const KEPT_CLOSE: GuardedRoute = {
  method: 'GET',
  path: '/kept-close',
  maxBytes: 0,
  contentTypes: [],
  policy: { roles: ['agent', 'supervisor'], market: 'own', provenWithinMs: 30 * 60_000 },
  handle: () => ({ status: 200, body: 'seen' }),
};
let test: TestStaff;
let child: ChildProcess;
let issuer: string;
let http: Http;
let server: Server;
let url: string;
let routes: readonly Route[] = [];

beforeAll(async () => {
  child = fork(join(__dirname, '../../support/oidcServer.mjs'), [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  issuer = `http://127.0.0.1:${port}`;
  http = createHttp({ allowedHosts: [`127.0.0.1:${port}`, `127.0.0.1:${CLOSED}`] });
  // The routes of each test; the address stays, as the provider knows it.
  const paths = ['/sign-in/oidc', OIDC_CALLBACK, '/api/auth/session', KEPT_CLOSE.path];
  server = createServer({
    routes: paths.map((path) => ({
      method: 'GET',
      path,
      maxBytes: 0,
      contentTypes: [],
      handle: (request) => routes.find((route) => route.path === path)!.handle(request),
    })),
    log: { error: () => undefined, warn: () => undefined, info: () => undefined },
    clock: Date.now,
    ready: () => ({ ready: true }) as never,
  });
  url = `http://127.0.0.1:${((await server.listen(0, '127.0.0.1')) as AddressInfo).port}`;
  child.send({ redirectUri: `${url}${OIDC_CALLBACK}` });
  await once(child, 'message');
}, 30_000);
afterAll(async () => {
  await server.drain();
  http.close();
  child.kill();
});

/** The way to the provider, which a test may cut. */
let isCut = false;
const reaches: Http['request'] = (request) =>
  http.request(isCut ? { ...request, url: `http://127.0.0.1:${CLOSED}/` } : request);
/** Nothing listens there. */
const CLOSED = 9;

beforeEach(() => {
  isCut = false;
  test = createTestStaff();
  const { staff } = test;
  const cookies = createSignInCookies({ https: false });
  const secret = { clientId: 'desk', clientSecret: 'a secret of the desk only', scope: 'openid profile email' };
  const table = [
    ...createAuthApi({ staff, cookies }),
    KEPT_CLOSE,
    ...createOidcPages({
      staff,
      cookies,
      mapping: MAPPING,
      provider: createOidcProvider({
        http: { request: reaches },
        issuer,
        ...secret,
        redirectUri: `${url}${OIDC_CALLBACK}`,
      }),
      underway: createUnderwaySeal('a key', test.now),
      explain: (words, status) => ({ status, body: words }),
      log: { warn: () => undefined },
    }),
  ];
  routes = guarded(table, { sessions: staff.sessions, cookie: cookies.session, clock: test.now, publicBaseUrl: url });
});

/** A browser with its cookies, by site; it follows nothing by itself. */
function browser() {
  const jars = new Map<string, Map<string, string>>();
  const call = async (address: string, form?: Record<string, string>) => {
    const { origin } = new URL(address);
    const jar = jars.get(origin) ?? new Map<string, string>();
    jars.set(origin, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(address, {
      redirect: 'manual',
      headers: { cookie },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  };
  const next = (response: Response, from: string) => new URL(response.headers.get('location') ?? '', from).href;
  return {
    jar: () => jars.get(url) ?? new Map<string, string>(),
    call,
    /** From our page to the provider, through its forms, to the address it sends back to. */
    async goesAway(who: string, page = '/sign-in/oidc?next=/desk/board'): Promise<string> {
      let address = next(await call(`${url}${page}`), url);
      for (let steps = 0; steps < 8 && !address.startsWith(url); steps++) {
        const response = await call(address);
        const html = response.status === 200 ? await response.text() : '';
        const form = /action="([^"]+)"/.exec(html)?.[1];
        const given: Record<string, string> = html.includes('name="login"')
          ? { prompt: 'login', login: who, password: 'x' }
          : { prompt: 'consent' };
        address = form === undefined ? next(response, address) : next(await call(form, given), form);
      }
      return address;
    },
  };
}

async function signIn(who: string) {
  const page = browser();
  const back = await page.call(await page.goesAway(who));
  return {
    page,
    back,
    session: (await (await page.call(`${url}/api/auth/session`)).json()) as Record<string, unknown>,
  };
}

it('signs in whom the provider vouches for, with what the groups are worth', async () => {
  const { page, back, session } = await signIn('anna');
  expect(back.status).toBe(200);
  expect(await back.text()).toContain('content="0;url=/desk/board"');
  expect(session).toMatchObject({ id: 'anna.lee', name: 'Anna', roles: ['agent'], markets: ['SG'] });
  expect([...page.jar().keys()].sort()).toEqual(['staff', 'staff-browser']);
  expect(test.audit).toEqual([
    {
      operator: 'oidc',
      action: 'staff.joined',
      subject: 'anna.lee',
      details: { roles: 'agent', markets: 'SG', languages: '' },
    },
    { operator: 'anna.lee', action: 'staff.signedIn', subject: 'anna.lee', details: { by: 'oidc' } },
  ]);
});

it('takes other roles over at the next sign-in, and says so in the audit', async () => {
  await signIn('anna');
  child.send({ change: { id: 'anna', claims: { groups: ['desk-leads', 'desk-hk'] } } });
  await once(child, 'message');
  const { session } = await signIn('anna');
  expect(session).toMatchObject({ roles: ['supervisor'], markets: ['HK'] });
  expect(test.audit.at(-2)).toMatchObject({ operator: 'oidc', action: 'staff.changed', details: { markets: 'HK' } });
});

it('knows somebody by the id of the provider, not by a name they gave themselves', async () => {
  await signIn('anna');
  const { back } = await signIn('renamed');
  expect([back.status, await back.text()]).toEqual([401, expect.stringContaining('cannot be used here')]);
});

it('gives nobody the account of a colleague who signs in by password', async () => {
  await test.join('anna.lee');
  expect((await signIn('anna')).back.status).toBe(401);
});

it('lets nobody in who has no role, or whose account is disabled here', async () => {
  expect((await signIn('guest')).back.status).toBe(401);
  await signIn('renamed');
  await test.staff.administration.setActive('anna.lee', false, 'root');
  expect((await signIn('renamed')).back.status).toBe(401);
  expect(await test.staff.people()).toEqual([]);
});

it.each<[string, (query: URLSearchParams) => void]>([
  ['another state', (query) => query.set('state', 'x'.repeat(43))],
  ['no state', (query) => query.delete('state')],
  ['another code', (query) => query.set('code', 'x'.repeat(43))],
  ['another issuer', (query) => query.set('iss', 'https://evil.example')],
  ['a refusal', (query) => query.set('error', 'access_denied')],
])('takes nothing back with %s', async (_, change) => {
  const page = browser();
  const address = new URL(await page.goesAway('renamed'));
  change(address.searchParams);
  expect((await page.call(address.href)).status).toBe(401);
  expect(page.jar().has('staff')).toBe(false);
});

it('takes back nothing twice, nor in another browser, nor after ten minutes', async () => {
  const page = browser();
  const address = await page.goesAway('renamed');
  expect((await browser().call(address)).status).toBe(401);
  const kept = page.jar().get('staff-underway') ?? '';
  expect((await page.call(address)).status).toBe(200);
  page.jar().set('staff-underway', kept);
  expect((await page.call(address)).status).toBe(401);

  const late = browser();
  const answer = await late.goesAway('renamed');
  test.passes(10 * 60_000);
  expect((await late.call(answer)).status).toBe(401);
});

it('takes nothing back that was begun by somebody else for this browser', async () => {
  const [eve, anna] = [browser(), browser()];
  const address = await eve.goesAway('renamed');
  await anna.goesAway('renamed');
  expect((await anna.call(address)).status).toBe(401);
});

it('asks with a code, PKCE, a state and a nonce, and goes nowhere else afterwards', async () => {
  const page = browser();
  const away = new URL((await page.call(`${url}/sign-in/oidc?next=//evil.example`)).headers.get('location') ?? '');
  expect(Object.fromEntries(away.searchParams)).toMatchObject({
    response_type: 'code',
    code_challenge_method: 'S256',
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    state: expect.stringMatching(/^[\w-]{43}$/),
    nonce: expect.stringMatching(/^[\w-]{43}$/),
  });
  const back = await page.call(await page.goesAway('renamed', '/sign-in/oidc?next=//evil.example'));
  expect(await back.text()).toContain('url=/desk"');
});

it('is proof enough, when they come back from it again, for what is kept closest', async () => {
  const { page } = await signIn('renamed');
  const looks = async () => (await page.call(`${url}${KEPT_CLOSE.path}`)).status;
  for (const _ of [1, 2, 3]) {
    expect(await looks()).toBe(200);
    test.passes(9 * 60_000);
  }
  test.passes(4 * 60_000);
  const before = page.jar().get('staff');
  expect(await looks()).toBe(403);
  expect((await page.call(await page.goesAway('renamed'))).status).toBe(200);
  expect(page.jar().get('staff')).not.toBe(before);
  expect(await looks()).toBe(200);
});

it('says so where the provider is gone when somebody comes back from it, and not that they were refused', async () => {
  const page = browser();
  const address = await page.goesAway('renamed');
  isCut = true;
  const back = await page.call(address);
  expect([back.status, await back.text()]).toEqual([503, expect.stringContaining('cannot be reached')]);
  expect(page.jar().has('staff')).toBe(false);
});

it('says so while the provider cannot be reached, and tries again', async () => {
  const unreachable = createOidcProvider({
    http: createHttp({ allowedHosts: [] }),
    issuer,
    clientId: 'desk',
    clientSecret: 'x',
    scope: 'openid',
    redirectUri: url,
  });
  const fault = { name: 'OidcFault', code: 'OIDC_UNREACHABLE', message: expect.stringContaining('OIDC_CONFIG') };
  await expect(unreachable.begin()).rejects.toMatchObject(fault);
  await expect(unreachable.begin()).rejects.toMatchObject(fault);
});
