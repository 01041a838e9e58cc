import { createCallouts } from '../../../adapters/callouts';
import type { Lead } from '../../../adapters/callouts/callout';
import { INFERRED, type Inferred } from '../../../adapters/callouts/inferred';
import { createHttp } from '../../../adapters/http';
import { sample } from '../../contracts/sample';
import { fullFields, leadOf, withProduct } from './leads';

function bodyOf(lead: Lead, inferred: Inferred = INFERRED) {
  const callouts = createCallouts({
    http: createHttp({ allowedHosts: [] }),
    connection: () => ({ baseUrl: 'http://127.0.0.1:1', clientId: 'id', clientSecret: 'secret' }),
    clock: () => 0,
    newUuid: () => '',
    inferred,
  });
  // biome-ignore lint/suspicious/noExplicitAny: bodies of three shapes are read by path here
  return callouts[lead.market.callout].body(lead) as any;
}

describe('the published samples', () => {
  it('is reproduced exactly for HK', () => {
    const lead = leadOf('HK', {
      product: 'VC115',
      salutation: 'MR',
      givenName: 'JAMMIE',
      familyName: 'LOUIE',
      mobile: '+85267172657',
      email: 'jammie@example.com',
    });
    const product = { code: 'VC115', sourceCode: 'CIN016', organization: '711', logo: '115' };
    expect(bodyOf(withProduct(lead, product))).toStrictEqual(sample('callout1.create.request.hk'));
  });

  it('is reproduced exactly for SG', () => {
    const lead = leadOf('SG', {
      product: 'VC830',
      salutation: 'MR',
      givenName: 'Ramkumar',
      familyName: 'Singh',
      mobile: '+6598778535',
      email: 'ramkumar@example.com',
    });
    const product = { code: 'VC830', sourceCode: 'WW5ARCE1', organization: '888', logo: '830' };
    expect(bodyOf(withProduct(lead, product))).toStrictEqual(sample('callout1.create.request.sg'));
  });

  it('is reproduced exactly for a TH prospect', () => {
    const lead = leadOf('TH', {
      product: 'VC830',
      givenName: 'Matthew',
      familyName: 'Hayden',
      addressLine: '40A Orchard Road',
      email: 'matt.hayden@example.com',
      mobile: '+66812345678',
      smsUpdates: 'yes',
    });
    expect(bodyOf(lead)).toStrictEqual(sample('callout2.prospect.request.minimal'));
  });

  it('is reproduced for PL but for what the product never collects', () => {
    const lead = leadOf('PL', {
      product: 'VC180',
      salutation: 'MR',
      givenName: 'Jan',
      middleName: 'Adam',
      familyName: 'Kowalski',
      email: 'jan.kowalski@example.com',
      mobile: '+48811164753',
    });
    const product = { code: 'VC180', sourceCode: 'STANUBF1', organization: '985', logo: '180' };
    const expected = sample('callout3.create.request.pl') as { applicant: Record<string, unknown> };
    // Birth date, nationality and gender: no such questions. Identification: no document numbers in a lead, by design.
    delete expected.applicant.demographics;
    delete expected.applicant.identificationDocumentDetails;
    expect(bodyOf(withProduct(lead, product))).toStrictEqual(expected);
  });
});

describe('names', () => {
  const named = (market: 'SG' | 'VN' | 'AE' | 'ID' | 'IN', fullName: string) => {
    const body = bodyOf(leadOf(market, { ...fullFields(market), salutation: 'MR', fullName }));
    return (body.applicant ?? body.prospect).name;
  };

  it('repeats a whole name where parts mean nothing, and sends it whole beside them', () => {
    expect(named('SG', 'Tan Wei Ming')).toEqual({
      salutation: 'MR',
      givenName: 'Tan Wei Ming',
      surname: 'Tan Wei Ming',
      fullName: 'Tan Wei Ming',
    });
    expect(named('ID', 'Siti Rahayu')).toEqual({ salutation: 'MR', givenName: 'Siti Rahayu', surname: 'Siti Rahayu' });
  });

  it('takes the first word as the family name where the family comes first', () => {
    expect(named('VN', 'Nguyễn Thị Minh Khai')).toMatchObject({ givenName: 'Thị Minh Khai', surname: 'Nguyễn' });
  });

  it('takes the first word as the given name where it comes first', () => {
    expect(named('AE', 'Fatima bint Rashid Al Maktoum')).toEqual({
      salutation: 'MR',
      givenName: 'Fatima',
      surname: 'bint Rashid Al Maktoum',
    });
  });

  it.each(['VN', 'AE', 'ID', 'IN'] as const)('repeats a single name in %s', (market) => {
    expect(named(market, ' Suharto ')).toMatchObject({ givenName: 'Suharto', surname: 'Suharto' });
  });

  it('repeats the given name where the customer has no family name, unless told to leave it out', () => {
    const lead = leadOf('AU', { ...fullFields('AU'), familyName: null, patronymic: null });
    expect(bodyOf(lead).applicant.name.surname).toBe('Maria');
    expect(bodyOf(lead, { ...INFERRED, applicationWithoutSurname: 'omit' }).applicant.name).not.toHaveProperty(
      'surname',
    );
  });

  it('sends a patronymic as the middle name', () => {
    expect(bodyOf(leadOf('RU', fullFields('RU'))).applicant.name).toMatchObject({ middleName: 'Ivanovna' });
  });
});

describe('consents', () => {
  it('says no for a consent whose purposes were not all granted', () => {
    const lead = leadOf('SG', fullFields('SG'), ['privacyNotice', 'termsAndConditions', 'contactAboutApplication']);
    expect(bodyOf(lead).applicant.consentDetails).toEqual([
      { consentType: 'PDP_CONSENT', isConsentGiven: 'false' },
      { consentType: 'PARTNER_CONSENT', isConsentGiven: 'true' },
    ]);
    expect(bodyOf(leadOf('HK', fullFields('HK'), [])).applicant.consentDetails).toEqual([
      { consentType: 'PARTNER_CONSENT', isConsentGiven: '0' },
      { consentType: 'PDP_CONSENT', isConsentGiven: '0' },
    ]);
  });

  it('says no for a purpose that was declined', () => {
    const lead = leadOf('PL', fullFields('PL'));
    const declined = {
      ...lead.facts.consents,
      termsAndConditions: { decision: 'declined', noticeVersion: '1' } as const,
    };
    expect(bodyOf({ ...lead, facts: { ...lead.facts, consents: declined } }).applicant.consentDetails).toEqual([
      { consentType: 'BUREAU_CONSENT', isConsentGiven: 'false' },
    ]);
  });

  it('never puts marketing on the wire', () => {
    const without = bodyOf(leadOf('SG', fullFields('SG')));
    const lead = leadOf('SG', fullFields('SG'));
    const consents = { ...lead.facts.consents, marketing: { decision: 'granted', noticeVersion: '1' } as const };
    expect(bodyOf({ ...lead, facts: { ...lead.facts, consents } })).toEqual(without);
  });
});

describe('profile answers', () => {
  it('sends employment, income, home state and citizenship of an application', () => {
    const fields = { ...fullFields('AU'), incomeBand: 'A3', division: 'VIC', residenceStatus: 'CITIZEN' };
    expect(bodyOf(leadOf('AU', fields)).applicant).toMatchObject({
      employmentDetails: [{ employmentStatus: 'FULL_TIME' }],
      financialInformation: {
        incomeDetails: [{ incomeType: 'DECLARED_FIXED', fixedAmount: 50_000, frequency: 'ANNUAL' }],
      },
      address: [{ addressType: 'HOME_ADDRESS', state: 'VIC' }],
      demographics: { nationality: 'AU' },
    });
  });

  it('sends permanent residence as a country, and nothing for a status the wire has no place for', () => {
    const status = (residenceStatus: string) =>
      bodyOf(leadOf('MY', { ...fullFields('MY'), residenceStatus })).applicant.demographics;
    expect(status('PR')).toEqual({ permanentResidencyCountryCode: 'MY' });
    expect(status('WORK_PASS')).toBeUndefined();
  });

  it('leaves the amount out of a band that starts at zero, and every key out for a skipped answer', () => {
    const lowest = bodyOf(leadOf('AU', { ...fullFields('AU'), incomeBand: 'A1' })).applicant;
    expect(lowest.financialInformation.incomeDetails).toEqual([{ incomeType: 'DECLARED_FIXED', frequency: 'ANNUAL' }]);
    const skipped = { incomeBand: null, employmentStatus: null, division: null, residenceStatus: null };
    expect(Object.keys(bodyOf(leadOf('AU', { ...fullFields('AU'), ...skipped })).applicant).sort()).toEqual([
      'consentDetails',
      'email',
      'name',
      'phone',
    ]);
  });

  it('sends the income of a prospect with its currency, the province, and a plain no to SMS', () => {
    const fields = {
      ...fullFields('TH'),
      incomeBand: 'M2',
      division: '10',
      smsUpdates: 'no',
      employmentStatus: 'STUDENT',
    };
    const { prospect } = bodyOf(leadOf('TH', fields));
    expect(prospect).toMatchObject({
      address: [{ addressType: 'HOME_ADDRESS', addressLine1: '40A Orchard Road', provinceCode: '10' }],
      financialInformation: {
        incomeDetails: [
          { incomeType: 'DECLARED_FIXED', fixedAmount: 15_000, currencyCode: 'THB', frequency: 'MONTHLY' },
        ],
      },
      contactPreference: { sendSmsAdviceFag: false },
    });
    expect(prospect).not.toHaveProperty('employmentDetails');
    expect(prospect).not.toHaveProperty('consentDetails');
  });

  it('gives the same body for the same lead', () => {
    expect(bodyOf(leadOf('PH', fullFields('PH')))).toEqual(bodyOf(leadOf('PH', fullFields('PH'))));
  });
});
