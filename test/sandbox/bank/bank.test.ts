import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MARKET_PROFILES } from '../../../adapters/markets';
import { MARKETS, type Market } from '../../../machines/market';
import { validValues } from '../../../sandbox/bank/markets';
import { sample } from '../../contracts/sample';
import { type BankUnderTest, openBank } from './bankUnderTest';

const APPLICATIONS = '/v1/apac/onboarding/products/unsecured/applications';
const PROSPECTS = '/v1/apac/onboarding/prospects';
const EMEA_APPLICATIONS = '/v1/emea/onboarding/applications';

let bank: BankUnderTest;
beforeAll(async () => {
  bank = await openBank();
});
afterAll(() => bank.close());
beforeEach(() => bank.reset());

const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
const FORM = 'grant_type=client_credentials&scope=%2Fapi';

function askToken(market: string, headers: Record<string, string> = {}, body = FORM, at = bank): Promise<Response> {
  return fetch(`${at.baseUrl}/clientCredentials/oauth2/token/${market.toLowerCase()}/gcb`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      Authorization: basic(`sandbox-${market.toLowerCase()}`, `sandbox-secret-${market.toLowerCase()}`),
      ...headers,
    },
    body,
  });
}

async function headersOf(market: Market, at = bank): Promise<Record<string, string>> {
  const { access_token: token } = (await (await askToken(market, {}, FORM, at)).json()) as { access_token: string };
  return {
    Authorization: `Bearer ${token}`,
    client_id: `sandbox-${market.toLowerCase()}`,
    uuid: randomUUID(),
    Accept: 'application/json',
    'Content-Type': 'application/json',
  };
}

async function call(path: string, headers: Record<string, string>, body?: unknown, at = bank) {
  const method = body === undefined ? 'GET' : 'POST';
  const response = await fetch(`${at.baseUrl}${path}`, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes are read by path here
  return { status: response.status, body: (await response.json()) as any };
}

/** The same object with one place changed. */
function changed(body: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const copy = structuredClone(body);
  // biome-ignore lint/suspicious/noExplicitAny: walks any JSON
  const parent = path.slice(0, -1).reduce((part: any, key) => part[key], copy);
  parent[path.at(-1) as string | number] = value;
  return copy;
}

describe('the token', () => {
  it('is given to the market’s own client only', async () => {
    expect((await askToken('SG')).status).toBe(200);
    for (const authorization of [basic('sandbox-sg', 'wrong'), basic('sandbox-hk', 'sandbox-secret-hk'), 'Basic', '']) {
      const refused = await askToken('SG', { Authorization: authorization });
      expect([authorization, refused.status]).toEqual([authorization, 401]);
      expect(await refused.json()).toEqual(sample('token.error.response'));
    }
  });

  it('wants the grant type, the scope, the form type and a known market', async () => {
    expect((await askToken('SG', {}, 'scope=%2Fapi')).status).toBe(400);
    expect((await askToken('SG', {}, 'grant_type=client_credentials')).status).toBe(400);
    expect((await askToken('SG', { 'Content-Type': 'application/json' })).status).toBe(400);
    expect((await askToken('XX')).status).toBe(400);
  });

  it('ends after half an hour', async () => {
    let now = 0;
    const aging = await openBank({ clock: () => now });
    const headers = await headersOf('SG', aging);
    const path = '/v1/apac/utilities/referenceData/salutation';
    now = 1_799_999;
    expect((await call(path, headers, undefined, aging)).status).toBe(200);
    now = 1_800_000;
    expect(await call(path, headers, undefined, aging)).toMatchObject({ status: 401, body: { code: 'unAuthorized' } });
    await aging.close();
  });
});

describe('a create', () => {
  it.each<[Market, string, string]>([
    ['HK', APPLICATIONS, 'callout1.create.request.hk'],
    ['SG', APPLICATIONS, 'callout1.create.request.sg'],
    ['TH', PROSPECTS, 'callout2.prospect.request.minimal'],
    ['PL', EMEA_APPLICATIONS, 'callout3.create.request.pl'],
  ])('takes the published sample of %s', async (market, path, name) => {
    const headers: Record<string, string> = { ...(await headersOf(market)), countryCode: market };
    expect((await call(path, headers, sample(name))).status).toBe(200);
    expect(await bank.applications()).toMatchObject([{ market, uuid: headers.uuid, body: sample(name) }]);
  });

  it('wants every mandatory header', async () => {
    const headers = await headersOf('SG');
    const body = sample('callout1.create.request.sg');
    const statusWith = async (more: Record<string, string>) =>
      (await call(APPLICATIONS, { ...headers, ...more }, body)).status;
    expect(await statusWith({ Authorization: 'Bearer nonsense' })).toBe(401);
    expect(await statusWith({ client_id: 'sandbox-hk' })).toBe(401);
    expect(await statusWith({ uuid: '123456' })).toBe(400);
    expect(await statusWith({ Accept: 'text/html' })).toBe(400);
    expect(await statusWith({ 'Content-Type': 'text/plain' })).toBe(400);
    expect(await bank.applications()).toHaveLength(0);
  });

  it.each<[Market, string]>([
    ['TH', APPLICATIONS],
    ['PL', APPLICATIONS],
    ['SG', PROSPECTS],
    ['SG', EMEA_APPLICATIONS],
    ['TH', EMEA_APPLICATIONS],
  ])('of a market %s without access to %s is refused', async (market, path) => {
    const answer = await call(path, { ...(await headersOf(market)), countryCode: market }, {});
    expect(answer).toMatchObject({ status: 403, body: { code: 'accessNotConfigured' } });
  });

  it.each<[string, readonly (string | number)[], unknown]>([
    ['applicant.name.salutation', ['applicant', 'name', 'salutation'], 'DUKE'],
    ['applicant.name.surname', ['applicant', 'name', 'surname'], undefined],
    ['applicant.email', ['applicant', 'email'], undefined],
    ['applicant.phone[0].phoneType', ['applicant', 'phone', 0, 'phoneType'], undefined],
    ['applicant.consentDetails[1].consentType', ['applicant', 'consentDetails', 1, 'consentType'], 'BUREAU_CONSENT'],
    ['applicant.nickname', ['applicant', 'nickname'], 'Jay'],
    [
      'applicant.employmentDetails[0].employmentStatus',
      ['applicant', 'employmentDetails'],
      [{ employmentStatus: 'KING' }],
    ],
    ['applicant.address[0].state', ['applicant', 'address'], [{ addressType: 'HOME_ADDRESS', state: 'NSW' }]],
    ['product.creditCardProduct.logo', ['product', 'creditCardProduct', 'logo'], undefined],
  ])('is refused at %s', async (location, path, value) => {
    const body = changed(sample('callout1.create.request.hk'), path, value);
    expect(await call(APPLICATIONS, await headersOf('HK'), body)).toMatchObject({
      status: 400,
      body: { type: 'invalid', code: 'invalidRequest', location },
    });
    expect(await bank.applications()).toHaveLength(0);
  });

  it('may leave out what only the samples send when the strict profile is off', async () => {
    const lenient = await openBank({ strictProfile: false });
    const body = changed(sample('callout1.create.request.hk'), ['applicant', 'email'], undefined);
    expect((await call(APPLICATIONS, await headersOf('HK'), body)).status).toBe(400);
    expect((await call(APPLICATIONS, await headersOf('HK', lenient), body, lenient)).status).toBe(200);
    await lenient.close();
  });

  it('in EMEA wants the market’s own country header', async () => {
    const headers = await headersOf('PL');
    const body = sample('callout3.create.request.pl');
    expect(await call(EMEA_APPLICATIONS, headers, body)).toMatchObject({
      status: 400,
      body: { location: 'countryCode' },
    });
    expect((await call(EMEA_APPLICATIONS, { ...headers, countryCode: 'AE' }, body)).status).toBe(400);
  });

  it('makes an application each time: there is no key that would recognise a repeat', async () => {
    const headers = await headersOf('SG');
    const first = await call(APPLICATIONS, headers, sample('callout1.create.request.sg'));
    const second = await call(APPLICATIONS, headers, sample('callout1.create.request.sg'));
    expect(first.body.applicationId).toMatch(/^[A-HJ-NP-Z]{3}[2-9][A-HJ-NP-Z]{2}[2-9]{6}$/);
    expect(second.body.applicationId).not.toBe(first.body.applicationId);
    expect(await bank.applications()).toHaveLength(2);
  });
});

describe('status', () => {
  it('wants the key of the create, and knows only the market’s own applications', async () => {
    const headers = await headersOf('SG');
    const { body: made } = await call(APPLICATIONS, headers, sample('callout1.create.request.sg'));
    const path = `${APPLICATIONS}/${made.applicationId}`;
    expect((await call(`${path}/status`, headers)).status).toBe(400);
    expect((await call(`${path}/status?controlFlowId=ab`, headers)).status).toBe(404);
    expect((await call(`${path}/status?controlFlowId=${made.controlFlowId}`, headers)).status).toBe(200);
    expect((await call(path, headers)).body.applicant.name.givenName).toBe('Ramkumar');
    expect((await call(`/partner${path}/stage`, headers)).body).toEqual({ applicationStage: 'PRESCREENING' });
    expect((await call(`/partner${path}/stage`, await headersOf('HK'))).status).toBe(404);
  });
});

describe('lists', () => {
  it.each(MARKETS)('of %s hold what the market asks customers', (market) => {
    const { salutations, divisions } = MARKET_PROFILES[market];
    const codes = (list: string) => validValues(market, list)?.map(({ value }) => value) ?? [];
    expect(codes('salutation')).toEqual(expect.arrayContaining(salutations.map(({ code }) => code)));
    expect(codes('addressState')).toEqual(expect.arrayContaining(divisions.map(({ code }) => code)));
  });

  it('answer 404 for a field the bank keeps no list of', async () => {
    expect((await call('/v1/apac/utilities/referenceData/constructor', await headersOf('SG'))).status).toBe(404);
  });

  it('page the catalogue', async () => {
    const paged = await openBank({ pageSize: 2 });
    const headers = await headersOf('SG', paged);
    const first = await call('/v1/apac/onboarding/products', headers, undefined, paged);
    expect(first.body).toMatchObject({ products: [{}, {}], nextStartIndex: '2' });
    const rest = await call('/v1/apac/onboarding/products', { ...headers, nextStartIndex: '2' }, undefined, paged);
    expect(rest.body).not.toHaveProperty('nextStartIndex');
    expect(
      (await call('/v1/apac/onboarding/products', { ...headers, nextStartIndex: 'x' }, undefined, paged)).status,
    ).toBe(400);
    await paged.close();
  });
});

describe('the switches', () => {
  it('perform a fault as often as asked, for the market and operation asked', async () => {
    await bank.fault({ operation: 'create', kind: '403', market: 'HK', times: 2 });
    const [hk, sg] = [await headersOf('HK'), await headersOf('SG')];
    const statusOf = async (headers: Record<string, string>, name: string) =>
      (await call(APPLICATIONS, headers, sample(name))).status;
    expect(await statusOf(sg, 'callout1.create.request.sg')).toBe(200);
    expect((await call('/v1/apac/utilities/referenceData/salutation', hk)).status).toBe(200);
    const statuses = [1, 2, 3].map(() => statusOf(hk, 'callout1.create.request.hk'));
    expect((await Promise.all(statuses)).sort()).toEqual([200, 403, 403]);
  });

  it('refuse a fault they do not know', async () => {
    expect(await bank.fault({ operation: 'create', kind: 'meteor' })).toEqual({
      problems: [expect.stringContaining('kind')],
    });
  });

  it('say plainly that this is no bank', async () => {
    const page = await fetch(`${bank.origin}/__sandbox/bank`, { headers: { Accept: 'text/html' } });
    expect(await page.text()).toContain('fictional');
    expect(await (await fetch(`${bank.origin}/__sandbox/bank`)).json()).toMatchObject({ fictional: true });
  });
});

describe('the ledger', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bank-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('survives a restart, and a line that a kill cut off', async () => {
    const stateFile = join(folder, 'ledger.jsonl');
    for (const taken of [1, 2]) {
      const restarted = await openBank({ stateFile });
      await call(APPLICATIONS, await headersOf('SG', restarted), sample('callout1.create.request.sg'), restarted);
      expect(await restarted.applications()).toHaveLength(taken);
      await restarted.close();
      appendFileSync(stateFile, '{"reference":"ZZZ');
    }
    const last = await openBank({ stateFile });
    expect(await last.applications()).toHaveLength(2);
    await last.close();
  });

  it('is emptied by a reset', async () => {
    const stateFile = join(folder, 'reset.jsonl');
    const first = await openBank({ stateFile });
    await call(APPLICATIONS, await headersOf('SG', first), sample('callout1.create.request.sg'), first);
    await first.reset();
    await first.close();
    const second = await openBank({ stateFile });
    expect(await second.applications()).toHaveLength(0);
    await second.close();
  });
});
