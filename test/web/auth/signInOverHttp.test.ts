import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { createServer, type Server } from '../../../bot/server';
import { codeAt } from '../../../bot/staff/totp';
import { createAuthApi } from '../../../web/auth/api';
import { createSignInCookies } from '../../../web/auth/cookies';
import { type GuardedRoute, guarded } from '../../../web/auth/guard';
import { createSignInPages } from '../../../web/auth/pages';
import type { PageAssets } from '../../../web/chat/assets';
import { SANDBOX_BRAND } from '../../../web/chat/html';
import { createTestStaff, PASSWORD, type TestStaff } from '../../support/testStaff';

const ASSETS: PageAssets = {
  url: (name) => `/sign-in/assets/${name}`,
  route: {
    method: 'GET',
    path: '/sign-in/assets/:file',
    maxBytes: 0,
    contentTypes: [],
    handle: () => ({ status: 200, body: '' }),
  },
};
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const JSON_BODY = { 'content-type': 'application/json' };

const STREAM: GuardedRoute = {
  method: 'GET',
  path: '/stream',
  maxBytes: 0,
  contentTypes: [],
  policy: { roles: 'everybody', market: 'own', passive: true },
  handle: () => {
    const stream = new PassThrough();
    stream.write('data: 1\n\n');
    return { status: 200, body: stream };
  },
};

let test: TestStaff;
let server: Server;
let url: string;

async function serve(https = false): Promise<void> {
  test = createTestStaff();
  const { staff } = test;
  const cookies = createSignInCookies({ https });
  const look = { bankName: 'Bank <&> Co', brand: SANDBOX_BRAND };
  const table = [
    ...createSignInPages({ staff, cookies, look, assets: ASSETS }),
    ...createAuthApi({ staff, cookies }),
    STREAM,
  ];
  const log = { error: () => undefined, warn: () => undefined, info: () => undefined };
  const publicBaseUrl = 'https://desk.bank.example';
  const guard = { sessions: staff.sessions, cookie: cookies.session, clock: test.now, publicBaseUrl, lookAgainMs: 10 };
  // A site that may embed the chat must not get the pages of the staff with it.
  const pages = { frameAncestors: ['https://www.bank.example'] };
  server = createServer({
    routes: guarded(table, guard),
    log,
    clock: test.now,
    ready: () => ({ ready: true }) as never,
    pages,
  });
  const { port } = (await server.listen(0, '127.0.0.1')) as AddressInfo;
  url = `http://127.0.0.1:${port}`;
}

beforeEach(() => serve());
afterEach(() => server.drain());

/** A browser: it keeps cookies and follows nothing. */
function browser() {
  const jar = new Map<string, string>();
  const call = async (
    path: string,
    init: { method?: string; body?: string; headers?: Record<string, string> } = {},
  ) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${url}${path}`, {
      ...init,
      redirect: 'manual',
      headers: { ...(cookie === '' ? {} : { cookie }), ...init.headers },
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (set.includes('Max-Age=0')) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  };
  return {
    jar,
    get: (path: string) => call(path),
    form: (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
      call(path, { method: 'POST', body: String(new URLSearchParams(fields)), headers: { ...FORM, ...headers } }),
    json: (path: string, body: object, headers: Record<string, string> = {}) =>
      call(path, { method: 'POST', body: JSON.stringify(body), headers: { ...JSON_BODY, ...headers } }),
  };
}

const credentials = (more: Record<string, string> = {}) => ({
  name: 'anna',
  password: PASSWORD,
  code: test.freshCode('anna'),
  ...more,
});

async function signedIn() {
  await test.join('anna');
  const page = browser();
  const session = await (await page.json('/api/auth/sign-in', credentials())).json();
  return { page, session: session as { csrf: string; id: string; idleEndsAt: number } };
}

it('takes an invite from its link to a session', async () => {
  const invite = await test.staff.administration.add(
    'anna',
    { roles: ['agent'], markets: ['SG'], languages: [] },
    'me',
  );
  const page = browser();
  const opened = await page.form('/sign-in/invite/open', { invite });
  const html = await opened.text();
  expect([opened.status, html]).toEqual([200, expect.stringContaining('value="anna"')]);
  expect(html).toContain('Bank &#60;&#38;&#62; Co');
  const key = /<code>([A-Z2-7 ]+)<\/code>/.exec(html)?.[1]?.replaceAll(' ', '') ?? '';
  const form = { invite, account: 'anna', name: 'Anna', password: PASSWORD, again: PASSWORD };
  const wrong = await page.form('/sign-in/invite', { ...form, again: 'x', code: codeAt(key, test.now()) });
  const explained = await wrong.text();
  expect([wrong.status, explained]).toEqual([422, expect.stringContaining('Type the same password once more.')]);
  expect(explained).not.toContain(PASSWORD);
  const done = await page.form('/sign-in/invite', { ...form, code: codeAt(key, test.now()) });
  expect([done.status, done.headers.get('location')]).toEqual([303, '/desk']);
  expect((await page.get('/api/auth/session')).status).toBe(200);
  expect((await page.form('/sign-in/invite/open', { invite })).status).toBe(410);
});

it('signs in by the form, and goes where it was meant to go', async () => {
  await test.join('anna');
  const page = browser();
  const done = await page.form('/sign-in?next=%2Fdesk%2Fconversations', credentials());
  expect([done.status, done.headers.get('location')]).toEqual([303, '/desk/conversations']);
  expect((await page.get('/sign-in?next=/studio')).headers.get('location')).toBe('/studio');
});

it.each(['//evil.example', 'https://evil.example/desk', '/desk/../x', '/desk\\evil', '/deskx', '/desk?x=/'])(
  'goes nowhere else: %s',
  async (next) => {
    await test.join('anna');
    const done = await browser().form(`/sign-in?next=${encodeURIComponent(next)}`, credentials());
    expect(done.headers.get('location')).toBe('/desk');
  },
);

it('shows the form again with the name and without the password', async () => {
  const page = browser();
  const refused = await page.form('/sign-in', { name: '"><b>anna', password: 'my secret word', code: '1' });
  const html = await refused.text();
  expect(refused.status).toBe(401);
  expect(html).toContain('role="alert"');
  expect(html).toContain('value="&#34;&#62;&#60;b&#62;anna"');
  expect(html).not.toContain('my secret word');
});

it.each([
  ['a field twice', 'name=a&name=b&password=c&code=d'],
  ['a field of nobody', 'name=a&password=c&code=d&role=operator'],
  ['a field without end', `name=${'a'.repeat(300)}&password=c&code=d`],
])('takes no form with %s', async (_, body) => {
  const response = await fetch(`${url}/sign-in`, { method: 'POST', body, headers: FORM });
  expect(response.status).toBe(400);
});

it('answers a page that stays open in JSON, with the token for what it sends next', async () => {
  const { page, session } = await signedIn();
  expect(session).toMatchObject({ id: 'anna', roles: ['agent'], markets: ['SG'] });
  expect(await (await page.get('/api/auth/session')).json()).toMatchObject({ csrf: session.csrf });
  const wrong = await page.json('/api/auth/sign-in', credentials({ password: 'wrong' }));
  expect([wrong.status, await wrong.json()]).toMatchObject([401, { error: { code: 'SignInRefused' } }]);
  for (let index = 0; index < 5; index++) await page.json('/api/auth/sign-in', credentials({ password: 'wrong' }));
  const locked = await page.json('/api/auth/sign-in', credentials());
  expect([locked.status, locked.headers.get('retry-after')]).toEqual([429, '900']);
  expect((await page.json('/api/auth/sign-in', { ...credentials(), roles: ['operator'] })).status).toBe(400);
});

it('ends a session on the server, here and everywhere', async () => {
  const { page, session } = await signedIn();
  const stolen = new Map(page.jar);
  const csrf = { 'x-csrf-token': session.csrf };
  expect((await page.json('/api/auth/sign-out', {})).status).toBe(403);
  expect((await page.json('/api/auth/sign-out', {}, csrf)).status).toBe(204);
  expect(page.jar.has('staff')).toBe(false);
  for (const [name, value] of stolen) page.jar.set(name, value);
  const after = await page.get('/api/auth/session');
  expect([after.status, await after.json()]).toMatchObject([401, { error: { code: 'SignedOut' } }]);

  const [one, other] = [browser(), browser()];
  for (const each of [one, other]) await each.json('/api/auth/sign-in', credentials());
  const { csrf: token } = (await (await one.get('/api/auth/session')).json()) as { csrf: string };
  expect((await one.json('/api/auth/sign-out-everywhere', {}, { 'x-csrf-token': token })).status).toBe(204);
  expect((await other.get('/api/auth/session')).status).toBe(401);
});

it('gives another session at each sign-in, whatever the browser brought', async () => {
  const { page } = await signedIn();
  const before = page.jar.get('staff');
  const own = browser();
  own.jar.set('staff', before ?? '');
  await own.json('/api/auth/sign-in', credentials());
  expect(own.jar.get('staff')).not.toBe(before);
  expect((await page.get('/api/auth/session')).status).toBe(401);
  own.jar.set('staff', 'chosen-by-somebody-else');
  await own.json('/api/auth/sign-in', credentials());
  expect(own.jar.get('staff')).toMatch(/^[\w-]{43}$/);
});

it('ends a stream with the session of whoever hears it, and with what they may', async () => {
  for (const end of ['disabled', 'changed'] as const) {
    const { page } = await signedIn();
    const cookie = `staff=${page.jar.get('staff')}`;
    const { status, body } = await fetch(`${url}/stream`, { headers: { cookie } });
    const reader = body?.getReader();
    const first = await reader?.read();
    expect([status, Buffer.from(first?.value ?? []).toString()]).toEqual([200, 'data: 1\n\n']);
    const { administration } = test.staff;
    if (end === 'disabled') await administration.setActive('anna', false, 'root');
    else await administration.change('anna', { markets: ['HK'] }, 'root');
    // The connection is cut, which a reader is told as a fault.
    await expect(reader?.read()).rejects.toThrow();
    expect((await page.get('/api/auth/session')).status).toBe(end === 'disabled' ? 401 : 200);
    await server.drain();
    await serve();
  }
});

it('by the form ends what the browser brought too', async () => {
  const { page } = await signedIn();
  const own = browser();
  own.jar.set('staff', page.jar.get('staff') ?? '');
  await own.form('/sign-in', credentials());
  expect((await page.get('/api/auth/session')).status).toBe(401);
});

it('rotates the session and its token at a proof', async () => {
  const { page, session } = await signedIn();
  const before = page.jar.get('staff');
  const wrong = await page.json('/api/auth/prove', { code: '000000' }, { 'x-csrf-token': session.csrf });
  expect(wrong.status).toBe(422);
  const code = test.freshCode('anna');
  const proven = await page.json('/api/auth/prove', { code }, { 'x-csrf-token': session.csrf });
  expect([proven.status, page.jar.get('staff') === before]).toEqual([200, false]);
  expect(((await proven.json()) as { csrf: string }).csrf).not.toBe(session.csrf);
});

it('keeps cookies from scripts, from other sites and, over https, from other hosts', async () => {
  await server.drain();
  await serve(true);
  await test.join('anna');
  const response = await browser().form('/sign-in', credentials());
  const [session, known] = response.headers.getSetCookie();
  expect(session).toMatch(/^__Host-staff=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  expect(known).toMatch(/^__Host-staff-browser=[\w.-]+; Path=\/; HttpOnly; Secure; SameSite=Strict; Max-Age=\d+$/);
});

it('lets nobody frame its pages, nor scripts of others into them', async () => {
  for (const path of ['/sign-in', '/sign-in/invite']) {
    const { headers } = await browser().get(path);
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none';script-src 'self';.*frame-ancestors 'none'/,
    );
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect([headers.get('cache-control'), headers.get('referrer-policy')]).toEqual(['no-store', 'no-referrer']);
  }
});

it('is signed in to by our own pages alone', async () => {
  await test.join('anna');
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }]) {
    const response = await browser().form('/sign-in', credentials(), headers as unknown as Record<string, string>);
    expect([response.status, response.headers.getSetCookie()]).toEqual([403, []]);
  }
});
