import { z } from 'zod';

/** ISO 3166 alpha-2 codes of the markets the product serves. */
export const MARKETS = ['AU', 'HK', 'IN', 'MY', 'PH', 'SG', 'ID', 'TH', 'VN', 'PL', 'RU', 'AE'] as const;
export const Market = z.enum(MARKETS);
export type Market = z.infer<typeof Market>;

/** What a customer is asked to agree to. Each purpose is recorded on its own; none implies another. */
export const PURPOSES = [
  'privacyNotice',
  'dataProcessing',
  'crossBorderTransfer',
  'termsAndConditions',
  'contactAboutApplication',
  'marketing',
] as const;
export const Purpose = z.enum(PURPOSES);
export type Purpose = z.infer<typeof Purpose>;

/** BCP 47 tag, for example `zh-Hant-HK`. */
export type Locale = string;

export interface MarketLocale {
  readonly tag: Locale;
  /** The language's own name for itself, as shown on a button. */
  readonly name: string;
  readonly dir: 'ltr' | 'rtl';
}

export interface IncomeBand {
  readonly code: string;
  /** Inclusive, in whole units of the market's currency. */
  readonly from: number;
  /** Inclusive; `null` means "and above". */
  readonly to: number | null;
}

/** One row of a market's own list (a province, a residence status). `names` by language, `en` always present. */
export interface ListRow {
  readonly code: string;
  readonly names: Readonly<Record<string, string>>;
  /** Other spellings a customer may type: old names, abbreviations. */
  readonly aliases?: readonly string[];
}

export type Weekday = 'Mon' | 'Tue' | 'Wed' | 'Thu' | 'Fri' | 'Sat' | 'Sun';

/** Local time, `HH:MM`; `to` is the first minute that is too late. */
export interface MessageHours {
  readonly days: readonly Weekday[];
  readonly from: string;
  readonly to: string;
}

export type NameScript = 'Latn' | 'Cyrl' | 'Arab' | 'Thai' | 'Hant';

/** All that is true of one market whatever bank serves it. Data lives in `adapters/markets/`. */
export interface MarketProfile {
  readonly market: Market;
  /** English name. */
  readonly name: string;
  /** Whether the market is on when the operator says nothing. A ban or a wind-down is a configuration change. */
  readonly enabledByDefault: boolean;
  readonly callout: 'application' | 'prospect' | 'emeaApplication';
  readonly locales: readonly MarketLocale[];
  readonly defaultLocale: Locale;
  readonly timeZones: readonly string[];
  readonly phone: {
    /** libphonenumber region. */
    readonly region: string;
    readonly callingCode: string;
    /** A valid mobile as a customer would type it. */
    readonly example: string;
  };
  readonly currency: { readonly code: string /** As customers write it: `HK$`, `RM`. */; readonly label: string };
  readonly minAge: number;
  readonly income: { readonly per: 'month' | 'year'; readonly bands: readonly IncomeBand[] };
  readonly personName: {
    readonly scripts: readonly NameScript[];
    /** Characters (grapheme clusters) per name field. */
    readonly maxLength: { readonly full: number; readonly part: number };
    /** How one full-name field becomes the two names a callout requires. `asIs`: the market asks for the parts. */
    readonly onTheWire: 'asIs' | 'repeatWhole' | 'familyFirst' | 'givenFirst';
  };
  readonly salutations: readonly ListRow[];
  readonly residenceStatuses: readonly ListRow[];
  readonly divisions: readonly ListRow[];
  /** Purposes that must be granted before a callout may run. */
  readonly requiredConsents: readonly Purpose[];
  readonly acknowledgement: {
    readonly kind: 'continueOnline' | 'agentContact' | 'smsUpdates';
    /** Where the law of the market lets the continue-online link be shown as a link; elsewhere it is told in words. */
    readonly linkDelivery: readonly ('webchat' | 'whatsapp' | 'sms')[];
  };
  readonly channels: {
    readonly webchat: 'allowed';
    readonly whatsapp: 'allowed' | 'conditional' | 'lowReach' | 'prohibited';
  };
  /** When people of the contact centre answer and call, local time, for texts and call-back slots. */
  readonly contactHours: string;
  /** When customers may be sent what they are not waiting for. Answers to what they just wrote are not limited. */
  readonly messageHours: readonly MessageHours[];
}
