import { createCallouts } from '../../adapters/callouts';
import { ApplicationResponse, StageResponse } from '../../adapters/callouts/application/wire';
import { referenceRows } from '../../adapters/callouts/catalogue';
import { EmeaApplicationResponse } from '../../adapters/callouts/emeaApplication/wire';
import { INFERRED } from '../../adapters/callouts/inferred';
import { ProspectResponse } from '../../adapters/callouts/prospect/wire';
import { BankError, ProductCatalogueResponse, TokenResponse } from '../../adapters/callouts/wireText';
import { createHttp } from '../../adapters/http';
import { MARKET_PROFILES } from '../../adapters/markets';
import { MARKETS } from '../../machines/market';
import { openContract, type SchemaName } from '../../sandbox/bank/contract';
import { fullLead, minimalLead } from '../adapters/callouts/leads';
import { sample } from './sample';

const contract = openContract();
const callouts = createCallouts({
  http: createHttp({ allowedHosts: [] }),
  connection: () => ({ baseUrl: 'http://127.0.0.1:1/gcb/api', clientId: 'id', clientSecret: 'secret' }),
  clock: () => 0,
  newUuid: () => '00000000-0000-4000-8000-000000000000',
});

const SCHEMA_OF_CALLOUT: Record<string, SchemaName> = {
  application: 'ApacLeadCaptureProfile',
  prospect: 'ProspectAddRequest',
  emeaApplication: 'EmeaCreateRequest',
};

describe('the published samples', () => {
  it.each<[string, SchemaName]>([
    ['callout1.create.request.hk', 'ApacLeadCaptureProfile'],
    ['callout1.create.request.sg', 'ApacLeadCaptureProfile'],
    ['callout1.create.request.sg-full', 'ApacCreateRequest'],
    ['callout1.create.response', 'ApacCreateResponse'],
    ['callout1.status.response', 'ApacApplicationStatusResponse'],
    ['callout1.stage.response', 'ApacApplicationStageResponse'],
    ['callout2.prospect.request.minimal', 'ProspectAddRequest'],
    ['callout2.prospect.request.full', 'ProspectAddRequest'],
    ['callout2.prospect.response', 'ProspectAddResponse'],
    ['callout3.create.request.pl', 'EmeaCreateRequest'],
    ['callout3.create.response', 'EmeaCreateResponse'],
    ['products.response.sg', 'ProductCatalogueResponse'],
    ['reference-data.salutation.response', 'ReferenceDataResponse'],
    ['token.response', 'TokenResponse'],
    ['token.error.response', 'OAuthError'],
  ])('%s fits %s of the contract', (name, schema) => {
    expect(contract.misfit(schema, sample(name))).toBeUndefined();
  });

  it.each([
    ['callout1.create.response', ApplicationResponse],
    ['callout1.status.response', StageResponse],
    ['callout1.stage.response', StageResponse],
    ['callout2.prospect.response', ProspectResponse],
    ['callout3.create.response', EmeaApplicationResponse],
    ['products.response.sg', ProductCatalogueResponse],
    ['token.response', TokenResponse],
  ] as const)('%s is accepted by our own schema', (name, schema) => {
    expect(schema.safeParse(sample(name)).error).toBeUndefined();
  });

  it('has error bodies our schema accepts, except the gateway’s', () => {
    const errors = sample('errors') as Record<string, unknown>;
    for (const [status, body] of Object.entries(errors)) {
      expect([status, BankError.safeParse(body).success]).toEqual([status, !status.startsWith('429')]);
    }
  });

  it('has agreement dates with an offset, of which the date counts', () => {
    const [product] = ProductCatalogueResponse.parse(sample('products.response.sg')).products;
    expect(product).toMatchObject({ agreementStartDate: '2016-11-02', agreementExpiryDate: '2016-12-02' });
  });

  it('has reference values under the assumed key names, which can be changed in one place', () => {
    const answer = sample('reference-data.salutation.response');
    expect(referenceRows(answer, INFERRED)?.[0]).toEqual({ code: 'MR', description: 'Mr' });
    const renamed = { ...INFERRED, referenceData: { list: 'values', code: 'code', description: 'text' } };
    expect(referenceRows(answer, renamed)).toBeUndefined();
    expect(referenceRows({ values: [{ code: 'MR', text: 'Mr' }] }, renamed)).toEqual([
      { code: 'MR', description: 'Mr' },
    ]);
  });
});

describe('the contract as the sandbox reads it', () => {
  it('refuses a key the contract does not have, such as the corrected spelling', () => {
    const body = sample('callout2.prospect.request.minimal') as { prospect: object };
    const corrected = { ...body, prospect: { ...body.prospect, contactPreference: { sendSmsAdviceFlag: true } } };
    expect(contract.misfit('ProspectAddRequest', corrected)?.location).toBe(
      'prospect.contactPreference.sendSmsAdviceFlag',
    );
  });

  it('names the field that is missing, with its index', () => {
    const body = sample('callout1.create.request.hk') as { applicant: object };
    const noNumber = {
      ...body,
      applicant: { ...body.applicant, phone: [{ phoneType: 'X', phoneCountryCode: '852' }] },
    };
    expect(contract.misfit('ApacCreateRequest', noNumber)?.location).toBe('applicant.phone[0].phoneNumber');
  });
});

describe.each(MARKETS)('%s', (market) => {
  const profile = MARKET_PROFILES[market];
  const callout = callouts[profile.callout];
  const schema = SCHEMA_OF_CALLOUT[profile.callout] as SchemaName;

  it('sends a full lead that fits the contract', () => {
    expect(contract.misfit(schema, callout.body(fullLead(market)))).toBeUndefined();
  });

  it('needs no more than its required fields to fit the contract', () => {
    const required = callout.requiredFields(profile);
    expect(contract.misfit(schema, callout.body(minimalLead(market, required)))).toBeUndefined();
  });

  it('really needs each of its required fields', async () => {
    const required = callout
      .requiredFields(profile)
      .filter((field) => field !== 'familyName' && field !== 'smsUpdates');
    for (const left of required) {
      const lead = minimalLead(
        market,
        required.filter((field) => field !== left),
      );
      expect([left, await callout.submit(lead)]).toEqual([
        left,
        { class: 'config', reason: expect.stringContaining('does not fit') },
      ]);
    }
  });
});
