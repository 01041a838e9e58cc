import { randomUUID } from 'node:crypto';
import { createCallouts } from '../../../adapters/callouts';
import { createHttp, type Http } from '../../../adapters/http';
import { MARKET_PROFILES } from '../../../adapters/markets';
import { BANK_HOST, createFaultProxy, type FaultProxy } from '../../../sandbox/faultProxy';
import { type BankUnderTest, openBank } from '../../sandbox/bank/bankUnderTest';
import { CALLOUT_FAULTS, type CalloutFault } from '../../storm/callouts/faultTable';
import { resolveAt } from '../../support/resolveAt';
import { fullLead } from './leads';

/** Whether the bank has it afterwards, where that does not follow from what it was taken for. */
const IN_THE_LEDGER: Readonly<Record<string, number>> = {
  keptAliveReset: 0,
  page502: 0,
  page404: 0,
  redirect: 0,
  'reset-before': 0,
  timeoutBefore: 0,
  '500before': 0,
  '409mismatch': 0,
  '503 without a time': 0,
};

let bank: BankUnderTest;
let proxy: FaultProxy;
let http: Http;
beforeAll(async () => {
  bank = await openBank();
  proxy = await createFaultProxy({ bankPort: Number(new URL(bank.origin).port) });
}, 120_000);
afterAll(() => proxy.close());
beforeEach(async () => {
  await bank.reset();
  http = createHttp({
    allowedHosts: [BANK_HOST],
    privateHosts: [BANK_HOST],
    ca: proxy.ca,
    resolve: resolveAt(proxy.namesPort),
    limits: { connectTimeoutMs: 1_000, headersTimeoutMs: 500, bodyTimeoutMs: 500, idleSocketMs: 40 },
  });
});
afterEach(() => {
  http.close();
  proxy.faults.clear();
});

const callouts = () =>
  createCallouts({
    http,
    connection: () => ({
      baseUrl: `${proxy.origin}/gcb/api`,
      clientId: 'sandbox-sg',
      clientSecret: 'sandbox-secret-sg',
    }),
    clock: () => 0,
    newUuid: randomUUID,
  });

/** One submission that the fault strikes, with a token at hand where it is of the connection. */
async function submitUnder(fault: CalloutFault) {
  const { application } = callouts();
  if (fault.isOfConnection) {
    await application.referenceData(MARKET_PROFILES.SG, 'salutation', 'en');
    await new Promise((resolve) => setTimeout(resolve, 120));
  }
  if ('wire' in fault.by) proxy.faults.add({ kind: fault.by.wire, times: 1 });
  else await bank.fault({ operation: 'create', ...fault.by.bank });
  return application.submit(fullLead('SG'));
}

describe('one attempt at a submission', () => {
  it('goes through when nothing happens', async () => {
    expect(await callouts().application.submit(fullLead('SG'))).toMatchObject({ class: 'done' });
    expect(await bank.applications()).toHaveLength(1);
  });

  it.each(CALLOUT_FAULTS.map((fault) => [fault.name, fault.is, fault] as const))('%s: %s', async (name, is, fault) => {
    const outcome = await submitUnder(fault);
    expect(outcome.class).toBe(is);
    await new Promise((resolve) => setTimeout(resolve, (fault.lateMs ?? 0) && 1_600));
    const taken = is === 'done' || is === 'ambiguous' ? 1 : 0;
    expect(await bank.applications()).toHaveLength(IN_THE_LEDGER[name] ?? taken);
  });

  it('names what was wrong with a certificate, and has sent nothing', async () => {
    const reasons = [];
    for (const wire of [
      'certExpired',
      'certWrongHost',
      'certUnknownAuthority',
      'blackhole',
      'refused',
      'nxdomain',
    ] as const) {
      reasons.push(await submitUnder({ name: wire, by: { wire }, is: 'notSent', isOfConnection: true }));
      http.close();
    }
    expect(reasons.map((outcome) => 'reason' in outcome && outcome.reason)).toEqual([
      'CERT_HAS_EXPIRED',
      'ERR_TLS_CERT_ALTNAME_INVALID',
      expect.stringMatching(/UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT_LOCALLY)/),
      'connectTimeout',
      'ECONNREFUSED',
      'ENOTFOUND',
    ]);
  });

  it('reads no more of an endless answer than its limit', async () => {
    const before = process.memoryUsage().rss;
    await submitUnder({ name: 'hugeBody', by: { wire: 'hugeBody' }, is: 'ambiguous' });
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });
});
