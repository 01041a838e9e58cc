import type { Market, MarketProfile, Purpose } from '../../machines/market';

/** One consent as the bank's body names it, and the purposes of ours that must be granted for it to be true. */
export interface WireConsent {
  readonly consentType: string;
  readonly purposes: readonly Purpose[];
}

interface MarketConsents {
  readonly given: string;
  readonly notGiven: string;
  /** In the order they are sent. */
  readonly types: readonly WireConsent[];
}

/**
 * Everything about the bank's APIs that no document confirms, in one place. When the bank confirms or corrects a value,
 * this object (or the copy a deployment passes to `createCallouts`) is the only thing to change.
 */
export interface Inferred {
  /**
   * What a reference number of each API looks like. The contract names none, only samples; whatever else comes in its
   * place is shown to nobody and is a person's to look at.
   */
  readonly references: Readonly<Record<MarketProfile['callout'], RegExp>>;
  /** Key names of the reference-data answer; only its purpose is documented. */
  readonly referenceData: { readonly list: string; readonly code: string; readonly description: string };
  readonly products: {
    /** Where the index of the next page goes: one client was seen to send a header, other lists take a query. */
    readonly nextStartIndexIn: 'header' | 'query';
    /** Catalogue product types that are credit cards. */
    readonly cardTypes: readonly string[];
  };
  /** Value of the optional `businessCode` header of the EMEA operations. */
  readonly emeaBusinessCode: string;
  /** Consent types, their meaning and the spelling of yes and no, by market; absent from prospect bodies. */
  readonly consents: {
    readonly default: MarketConsents;
    readonly byMarket: Readonly<Partial<Record<Market, MarketConsents>>>;
  };
  /**
   * A person may have one name only. `repeatGiven` sends it twice; `omit` leaves the surname out, which the schema of the
   * application API allows although every sample has one. The other two APIs require a surname.
   */
  readonly applicationWithoutSurname: 'repeatGiven' | 'omit';
  /** Markets whose one full-name field is also sent as `name.fullName` (application API only). */
  readonly sendFullName: boolean;
  /** Address type of the one address we may have. */
  readonly addressType: string;
  /** Type of the customer's own mobile. */
  readonly mobilePhoneType: string;
  /** Email type in the EMEA body: the only value seen in a working sample. */
  readonly emeaEmailType: string;
  /** How a declared income band is named, and what a pay period is called. */
  readonly income: {
    readonly incomeType: string;
    readonly frequency: { readonly month: string; readonly year: string };
    /** Which edge of the band stands for the income. The lower edge never overstates it. */
    readonly fixedAmount: 'bandFrom';
  };
  /** What a residence status says about the market as a country, by status; other statuses have no place on the wire. */
  readonly residence: Readonly<Record<string, 'nationality' | 'permanentResidencyCountryCode' | 'domicileCountryCode'>>;
}

const PERSONAL_DATA: WireConsent = { consentType: 'PDP_CONSENT', purposes: ['privacyNotice', 'dataProcessing'] };
const PARTNER: WireConsent = {
  consentType: 'PARTNER_CONSENT',
  purposes: ['termsAndConditions', 'contactAboutApplication'],
};
const BUREAU: MarketConsents = {
  given: 'true',
  notGiven: 'false',
  types: [{ consentType: 'BUREAU_CONSENT', purposes: ['termsAndConditions'] }],
};

/** What is assumed until the bank says otherwise; each value follows the published samples where there is one. */
export const INFERRED: Inferred = {
  references: {
    application: /^(?=.*\d)[A-Z0-9]{8,20}$/,
    prospect: /^\d{6,20}$/,
    emeaApplication: /^(?=.*\d)[A-Z0-9]{8,20}$/,
  },
  referenceData: { list: 'validValues', code: 'value', description: 'description' },
  products: { nextStartIndexIn: 'header', cardTypes: ['CC'] },
  emeaBusinessCode: 'GCB',
  consents: {
    default: { given: 'true', notGiven: 'false', types: [PERSONAL_DATA, PARTNER] },
    byMarket: {
      HK: { given: '1', notGiven: '0', types: [PARTNER, PERSONAL_DATA] },
      PL: BUREAU,
      RU: BUREAU,
      AE: BUREAU,
    },
  },
  applicationWithoutSurname: 'repeatGiven',
  sendFullName: true,
  addressType: 'HOME_ADDRESS',
  mobilePhoneType: 'PRIMARY_MOBILE_NUMBER',
  emeaEmailType: 'BUSINESS',
  income: { incomeType: 'DECLARED_FIXED', frequency: { month: 'MONTHLY', year: 'ANNUAL' }, fixedAmount: 'bandFrom' },
  residence: {
    CITIZEN: 'nationality',
    UAE_NATIONAL: 'nationality',
    PR: 'permanentResidencyCountryCode',
    RESIDENT: 'domicileCountryCode',
  },
};
