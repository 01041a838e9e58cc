import { type AddressInfo, createServer } from 'node:net';
import { createCallouts, INFERRED } from '../../../adapters/callouts';
import { pathOf } from '../../../adapters/callouts/bankApi';
import { retryAfterMs } from '../../../adapters/callouts/bankResponse';
import { createHttp } from '../../../adapters/http';
import { MARKET_PROFILES } from '../../../adapters/markets';
import { MARKETS } from '../../../machines/market';
import { type BankUnderTest, openBank } from '../../sandbox/bank/bankUnderTest';
import { fullFields, fullLead, leadOf } from './leads';

let bank: BankUnderTest;
beforeAll(async () => {
  bank = await openBank();
});
afterAll(() => bank.close());
beforeEach(() => bank.reset());

const submit = (market: (typeof MARKETS)[number] = 'SG') =>
  bank.callouts()[MARKET_PROFILES[market].callout].submit(fullLead(market));

describe.each(MARKETS)('a full lead of %s', (market) => {
  it('is done with the bank’s own reference, and the bank has it once', async () => {
    const outcome = await submit(market);
    const applications = await bank.applications();
    expect(applications).toHaveLength(1);
    expect(outcome).toEqual({ class: 'done', reference: applications[0]?.reference, details: expect.any(Object) });
  });
});

it('keeps what the status operation needs', async () => {
  expect(await submit('HK')).toMatchObject({
    details: { applicationStage: 'PRESCREENING', controlFlowId: (await bank.applications())[0]?.controlFlowId },
  });
  expect(await submit('TH')).toMatchObject({ reference: expect.stringMatching(/^\d{13}$/), details: {} });
});

describe('one attempt at a create', () => {
  it.each([
    ['timeoutBefore', 0],
    ['timeoutAfter', 1],
    ['reset-before', 0],
    ['reset-after', 1],
    ['500before', 0],
    ['500after', 1],
    ['malformed', 1],
    ['wrongSchema', 1],
    ['truncated', 1],
    ['empty', 1],
    ['oversize', 1],
    ['gzip', 1],
    ['redirect', 0],
    ['page404', 0],
  ])('is ambiguous after %s, and is not repeated by itself', async (kind, taken) => {
    await bank.fault({ operation: 'create', kind });
    expect(await submit()).toEqual({ class: 'ambiguous', reason: expect.any(String) });
    expect(await bank.applications()).toHaveLength(taken);
  });

  it('is not done, with the wait the bank asks for, after 429 and 503 with Retry-After', async () => {
    await bank.fault({ operation: 'create', kind: '429', retryAfterS: 7 });
    expect(await submit()).toEqual({ class: 'notDone', reason: 'http429', retryAfterMs: 7_000 });
    await bank.fault({ operation: 'create', kind: '503', retryAfterS: 9 });
    expect(await submit()).toEqual({ class: 'notDone', reason: 'http503', retryAfterMs: 9_000 });
    expect(await bank.applications()).toHaveLength(0);
  });

  it('is ambiguous after 503 without Retry-After', async () => {
    await bank.fault({ operation: 'create', kind: '503', retryAfterS: null });
    expect(await submit()).toEqual({ class: 'ambiguous', reason: 'http503' });
  });

  it('is rejected with the field the bank names', async () => {
    const lead = leadOf('SG', { ...fullFields('SG'), salutation: 'ARCHDUKE' });
    expect(await bank.callouts().application.submit(lead)).toEqual({
      class: 'rejected',
      reason: 'invalidRequest',
      location: 'applicant.name.salutation',
    });
    expect(await bank.applications()).toHaveLength(0);
  });

  it('is a matter of set-up after 403', async () => {
    await bank.fault({ operation: 'create', kind: '403' });
    expect(await submit()).toEqual({ class: 'config', reason: 'http403' });
  });

  it('is tried again once with a new token after 401, and makes one application', async () => {
    await bank.fault({ operation: 'create', kind: '401' });
    expect(await submit()).toMatchObject({ class: 'done' });
    expect(await bank.applications()).toHaveLength(1);
  });

  it('is a matter of set-up after a second 401', async () => {
    await bank.fault({ operation: 'create', kind: '401', times: 2 });
    expect(await submit()).toEqual({ class: 'config', reason: 'http401' });
  });

  it('waits for a slow bank within its limits', async () => {
    await bank.fault({ operation: 'create', kind: 'slow', delayMs: 100 });
    expect(await submit()).toMatchObject({ class: 'done' });
  });

  it('is ambiguous when it is aborted on its way', async () => {
    await bank.fault({ operation: 'create', kind: 'timeoutAfter' });
    const callouts = bank.callouts();
    await callouts.application.referenceData(MARKET_PROFILES.SG, 'salutation', 'en-SG');
    const outcome = callouts.application.submit(fullLead('SG'), AbortSignal.timeout(200));
    expect(await outcome).toEqual({ class: 'ambiguous', reason: 'aborted' });
  });

  it('is not sent when it is aborted before', async () => {
    const callouts = bank.callouts();
    await callouts.application.referenceData(MARKET_PROFILES.SG, 'salutation', 'en-SG');
    expect(await callouts.application.submit(fullLead('SG'), AbortSignal.abort())).toEqual({
      class: 'notSent',
      reason: 'aborted',
    });
    expect(await bank.applications()).toHaveLength(0);
  });
});

it('is ambiguous with a number of another kind than this API’s, and nobody is shown it', async () => {
  for (const [market, api] of [
    ['SG', 'application'],
    ['TH', 'prospect'],
    ['PL', 'emeaApplication'],
  ] as const) {
    const references = { ...INFERRED.references, [api]: /^NO-SUCH-NUMBER$/ };
    const outcome = await bank.callouts({ inferred: { ...INFERRED, references } })[api].submit(fullLead(market));
    expect(outcome).toEqual({ class: 'ambiguous', reason: 'malformedAnswer' });
  }
  expect(INFERRED.references.application.test('ZOW9IO793854')).toBe(true);
  expect(INFERRED.references.prospect.test('2345326532632')).toBe(true);
  for (const strange of ['<b>1</b>', 'SUCCESS', '', '0', 'ZOW9IO793854 ', 'zow9io793854'])
    expect(Object.values(INFERRED.references).some((pattern) => pattern.test(strange))).toBe(false);
});

it('is not repeated beyond the bank’s retry budget, and then nothing is sent', async () => {
  const { application } = bank.callouts();
  await bank.fault({ operation: 'create', kind: '503', times: 20 });
  const reasons = [];
  for (let tries = 0; tries < 12; tries++) {
    const outcome = await application.submit({ ...fullLead('SG'), isRetry: true });
    reasons.push('reason' in outcome ? outcome.reason : outcome.class);
  }
  expect(reasons.filter((reason) => reason === 'http503').length).toBeLessThanOrEqual(11);
  expect(reasons.at(-1)).toBe('retryBudget');
  expect(await application.submit(fullLead('SG'))).toMatchObject({ reason: 'http503' });
  // Behind the same gateway; what one bank has spent the others still have.
  expect(await application.submit({ ...fullLead('HK'), isRetry: true })).toMatchObject({ reason: 'http503' });
});

describe('without a token the create is never sent', () => {
  it.each([
    ['timeoutBefore', 'notSent'],
    ['reset-after', 'notSent'],
    ['500before', 'notSent'],
    ['malformed', 'notSent'],
    ['wrongSchema', 'notSent'],
    ['429', 'notDone'],
    ['503', 'notDone'],
    ['401', 'config'],
    ['403', 'config'],
  ])('so %s of the token call is %s', async (kind, expected) => {
    await bank.fault({ operation: 'token', kind });
    expect(await submit()).toMatchObject({ class: expected, reason: expect.stringMatching(/^token: /) });
    expect(await bank.applications()).toHaveLength(0);
  });

  it('so a wrong secret is a matter of set-up', async () => {
    const callouts = bank.callouts({ secret: 'wrong' });
    expect(await callouts.application.submit(fullLead('SG'))).toEqual({ class: 'config', reason: 'token: http401' });
  });
});

describe('a bank that cannot be reached', () => {
  const unreachable = (baseUrl: string, allowedHosts = ['127.0.0.1', 'bank.invalid']) =>
    createCallouts({
      http: createHttp({ allowedHosts }),
      connection: () => ({ baseUrl, clientId: 'id', clientSecret: 'secret' }),
      clock: () => 0,
      newUuid: () => '00000000-0000-4000-8000-000000000000',
    }).application.submit(fullLead('SG'));

  it('has been sent nothing when the connection is refused', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    expect(await unreachable(`http://127.0.0.1:${port}`)).toEqual({ class: 'notSent', reason: 'token: ECONNREFUSED' });
  });

  it('has been sent nothing when its name does not resolve', async () => {
    const outcome = await unreachable('http://bank.invalid');
    expect(outcome).toEqual({ class: 'notSent', reason: expect.stringMatching(/^token: (ENOTFOUND|EAI_AGAIN)$/) });
  });

  it('is a matter of set-up when its host is not on the list, and nothing is thrown', async () => {
    expect(await unreachable('http://127.0.0.1:9', [])).toEqual({ class: 'config', reason: 'EgressFault' });
  });
});

describe('status', () => {
  it('moves on with time, and falls back to the stage when the key is wrong or missing', async () => {
    let now = 0;
    const aging = await openBank({ clock: () => now });
    const { application } = aging.callouts();
    const created = await application.submit(fullLead('AU'));
    if (created.class !== 'done') throw new Error(`not done: ${created.class}`);
    const stage = (details: Record<string, string>) =>
      application.status(MARKET_PROFILES.AU, created.reference, details);
    expect(await stage(created.details)).toEqual({ class: 'known', stage: 'PRESCREENING' });
    now = 3 * 60_000;
    expect(await stage(created.details)).toEqual({ class: 'known', stage: 'APPROVAL' });
    expect(await stage({ controlFlowId: 'ff' })).toEqual({ class: 'known', stage: 'APPROVAL' });
    expect(await stage({})).toEqual({ class: 'known', stage: 'APPROVAL' });
    await aging.close();
  });

  it('is unavailable for an unknown reference or a silent bank, and unsupported where no operation exists', async () => {
    const callouts = bank.callouts();
    expect(await callouts.application.status(MARKET_PROFILES.AU, 'ZZZ9ZZ999999', {})).toEqual({
      class: 'unavailable',
      reason: 'http404',
    });
    await bank.fault({ operation: 'status', kind: 'timeoutBefore' });
    expect(await callouts.application.status(MARKET_PROFILES.AU, 'ZZZ9ZZ999999', {})).toMatchObject({
      class: 'unavailable',
    });
    expect(await callouts.prospect.status(MARKET_PROFILES.TH, '1', {})).toEqual({ class: 'unsupported' });
    expect(await callouts.emeaApplication.status(MARKET_PROFILES.PL, '1', {})).toEqual({ class: 'unsupported' });
  });
});

describe('a reference that is not one', () => {
  it('cannot lead to another path', async () => {
    const { application } = bank.callouts();
    for (const reference of ['..', '../../../products?', '%2e%2e']) {
      expect(await application.status(MARKET_PROFILES.SG, reference, {})).toMatchObject({ reason: 'http404' });
    }
    expect(pathOf('/a', '..', 'b/c', '?d')).toBe('/a/_/b%2Fc/%3Fd');
  });
});

describe('Retry-After', () => {
  const at = (value: string, date = 'Sun, 22 Nov 2026 20:00:00 GMT') => retryAfterMs({ 'retry-after': value, date });

  it('counts in seconds or to a date by the bank’s own clock, and is nothing otherwise', () => {
    expect(at('120')).toBe(120_000);
    expect(at('Sun, 22 Nov 2026 20:01:30 GMT')).toBe(90_000);
    expect(at('Sun, 22 Nov 2026 19:00:00 GMT')).toBe(0);
    expect(at('soon')).toBeUndefined();
    expect(at('Sun, 22 Nov 2026 20:01:30 GMT', '')).toBeUndefined();
    expect(retryAfterMs({})).toBeUndefined();
  });
});

describe('reference data and products', () => {
  it.each(MARKETS)('gives the salutations of %s', async (market) => {
    const profile = MARKET_PROFILES[market];
    const rows = await bank.callouts()[profile.callout].referenceData(profile, 'salutation', 'en');
    expect(rows.map(({ code }) => code)).toEqual(expect.arrayContaining(profile.salutations.map(({ code }) => code)));
  });

  it('answers in the language that is asked for', async () => {
    const rows = await bank.callouts().application.referenceData(MARKET_PROFILES.HK, 'salutation', 'zh-Hant-HK');
    expect(rows[0]).toEqual({ code: 'MR', description: '先生' });
  });

  it('rejects with a typed fault when the bank does not answer', async () => {
    await bank.fault({ operation: 'reference', kind: 'oversize' });
    const asked = bank.callouts().application.referenceData(MARKET_PROFILES.HK, 'salutation', 'en-HK');
    await expect(asked).rejects.toMatchObject({ name: 'CalloutFault', code: 'CALLOUT_UNANSWERED' });
    await bank.fault({ operation: 'products', kind: '500before' });
    const products = bank.callouts().application.products(MARKET_PROFILES.SG);
    await expect(products).rejects.toMatchObject({ name: 'CalloutFault' });
  });

  it('reads every page of a catalogue, with the page index in a header or in the query', async () => {
    const paged = await openBank({ pageSize: 1 });
    const codes = fullLead('SG').bank.products.map(({ code, organization }) => ({ code, organization }));
    expect(codes.length).toBeGreaterThan(1);
    for (const nextStartIndexIn of ['header', 'query'] as const) {
      const inferred = { ...INFERRED, products: { ...INFERRED.products, nextStartIndexIn } };
      const products = await paged.callouts({ inferred }).application.products(MARKET_PROFILES.SG);
      expect(products?.map(({ code, organization }) => ({ code, organization }))).toEqual(codes);
    }
    await paged.close();
  });

  it('has no products where the bank’s API has no catalogue', async () => {
    const callouts = bank.callouts();
    expect(await callouts.application.products(MARKET_PROFILES.AU)).toBeUndefined();
    expect(await callouts.prospect.products(MARKET_PROFILES.TH)).toBeUndefined();
    expect(await callouts.emeaApplication.products(MARKET_PROFILES.PL)).toBeUndefined();
  });
});
