import type { HttpRequest, HttpResponse } from '../../../adapters/route';
import type { Session } from '../../../bot/staff/session';
import { createSignInCookies } from '../../../web/auth/cookies';
import { type GuardedRoute, guarded, type StaffRoute } from '../../../web/auth/guard';

const NOW = 1_000_000;
const anna: Session = {
  principal: { id: 'anna', name: 'Anna', roles: ['agent'], markets: ['SG'], languages: ['en'] },
  csrf: 'csrf-of-anna',
  idleEndsAt: NOW + 1,
  endsAt: NOW + 1,
  provenAt: NOW - 60_000,
};
const cookies = createSignInCookies({ https: false }).session;
const uses: boolean[] = [];
const sessions = {
  find: async (token: string, isUse: boolean) => {
    uses.push(isUse);
    return token === 'token-of-anna' ? anna : undefined;
  },
};
const SHAPE = { maxBytes: 10, contentTypes: [] } as const;
const CSRF = { 'x-csrf-token': 'csrf-of-anna' };

function ask(route: GuardedRoute, wish: Partial<HttpRequest> = {}): Promise<HttpResponse> {
  const [made] = guarded([route], {
    sessions,
    cookie: cookies,
    clock: () => NOW,
    publicBaseUrl: 'https://desk.bank.example',
  });
  const request: HttpRequest = {
    method: route.method,
    path: route.path,
    params: {},
    query: new URLSearchParams(),
    body: Buffer.alloc(0),
    ip: '127.0.0.1',
    ...wish,
    headers: { cookie: 'other=1; staff=token-of-anna', host: 'desk.bank.example', ...wish.headers },
  };
  return Promise.resolve(made!.handle(request));
}

const route = (method: 'GET' | 'POST', policy: StaffRoute['policy'], more: Partial<StaffRoute> = {}): StaffRoute => ({
  ...SHAPE,
  method,
  path: '/api/thing',
  policy,
  handle: (_, { name }) => ({ status: 200, body: { name } }),
  ...more,
});
const everybody = { roles: 'everybody', market: 'own' } as const;

it('gives the handler who asks', async () => {
  expect(await ask(route('GET', everybody))).toEqual({ status: 200, body: { name: 'Anna' } });
});

it.each([
  ['no cookie', { cookie: undefined }],
  ['another token', { cookie: 'staff=token-of-eve' }],
  ['a cookie whose name ends alike', { cookie: 'my-staff=token-of-anna' }],
])('answers 401 to %s', async (_, headers) => {
  expect(await ask(route('GET', everybody), { headers })).toMatchObject({
    status: 401,
    body: { error: { code: 'SignedOut' } },
  });
});

it('leads a page without a session to signing in, and one that came from elsewhere past itself first', async () => {
  const page = route('GET', everybody, { answers: 'page', path: '/desk' });
  const none = { cookie: undefined };
  expect(await ask(page, { headers: none })).toMatchObject({
    status: 303,
    headers: { Location: '/sign-in?next=%2Fdesk' },
  });
  const { status, body } = await ask(page, { headers: { ...none, 'sec-fetch-site': 'cross-site' } });
  expect([status, String(body)]).toEqual([200, expect.stringContaining('url=/desk')]);
});

it('takes nothing that changes something without the token of the session', async () => {
  const post = route('POST', everybody);
  expect(await ask(post)).toMatchObject({ status: 403, body: { error: { code: 'CsrfMissing' } } });
  expect(await ask(post, { headers: { 'x-csrf-token': 'csrf-of-anne' } })).toMatchObject({ status: 403 });
  expect(await ask(post, { headers: CSRF })).toMatchObject({ status: 200 });
});

it.each([
  ['another site', { 'sec-fetch-site': 'cross-site' }],
  ['a neighbour of the same site', { 'sec-fetch-site': 'same-site' }],
  ['another origin, from an old browser', { origin: 'https://evil.example' }],
  ['a page without an origin', { origin: 'null' }],
])('takes nothing that changes something from %s, open or not', async (_, headers) => {
  const refused = { status: 403, body: { error: { code: 'ForeignPage' } } };
  expect(await ask(route('POST', everybody), { headers: { ...CSRF, ...headers } })).toMatchObject(refused);
  const open: GuardedRoute = { ...SHAPE, method: 'POST', path: '/x', policy: 'open', handle: () => ({ status: 200 }) };
  expect(await ask(open, { headers })).toMatchObject(refused);
});

it('takes it from a page of its own, by the address that browsers know', async () => {
  for (const headers of [{ 'sec-fetch-site': 'same-origin' }, { origin: 'https://desk.bank.example', host: 'inside' }])
    expect(await ask(route('POST', everybody), { headers: { ...CSRF, ...headers } })).toMatchObject({ status: 200 });
});

it('asks for one of the roles', async () => {
  expect(await ask(route('GET', { roles: ['auditor', 'supervisor'], market: 'own' }))).toMatchObject({
    status: 403,
    body: { error: { code: 'NotAllowed' } },
  });
  expect(await ask(route('GET', { roles: ['auditor', 'agent'], market: 'own' }))).toMatchObject({ status: 200 });
});

it('finds nothing of another market, and answers as if it were not there', async () => {
  const of = (market: 'SG' | 'HK' | undefined) => ask(route('GET', { roles: 'everybody', market: async () => market }));
  expect((await of('SG')).status).toBe(200);
  const foreign = await of('HK');
  expect(foreign.status).toBe(404);
  expect(foreign).toEqual(await of(undefined));
});

it('does not look for what the role could not see anyway', async () => {
  const market = jest.fn(() => undefined);
  expect((await ask(route('GET', { roles: ['auditor'], market }))).status).toBe(403);
  expect(market).not.toHaveBeenCalled();
});

it('asks for a fresh proof where the policy does', async () => {
  const within = (provenWithinMs: number) => ask(route('GET', { ...everybody, provenWithinMs }));
  expect(await within(59_000)).toMatchObject({ status: 403, body: { error: { code: 'ProofNeeded' } } });
  expect((await within(61_000)).status).toBe(200);
});

it('tells what a page asks by itself from what a person does', async () => {
  uses.length = 0;
  await ask(route('GET', everybody));
  await ask(route('GET', { ...everybody, passive: true }));
  await ask(route('GET', everybody), { headers: { 'x-background': '1' } });
  expect(uses).toEqual([true, false, false]);
});

it('has no route without a policy', () => {
  // @ts-expect-error a policy is part of the type
  const open: GuardedRoute = { ...SHAPE, method: 'GET', path: '/x', handle: () => ({ status: 200 }) };
  // @ts-expect-error and so is what a policy says of markets
  const half: GuardedRoute = route('GET', { roles: ['agent'] });
  expect([open, half]).toHaveLength(2);
});
