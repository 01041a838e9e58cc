import { loadTexts } from '../../bot/loadTexts';
import { localRows } from '../../dialogs/localRows';
import type { CustomerMessage } from '../../dialogs/message';
import type { ListChoice, Prompt, View } from '../../dialogs/view';
import { BankProfile } from '../../machines/bank';
import type { FieldFact } from '../../machines/facts';
import { NO_FACTS } from '../../machines/facts';
import type { ListId, ResolvedFlow, Step } from '../../machines/flow';
import type { FieldId } from '../../machines/lead';
import type { Locale, MarketProfile } from '../../machines/market';

/** Small markets and one bank for tests of the pure layers; the real markets have their own tests. */

export const texts = loadTexts();

export const bank: BankProfile = BankProfile.parse({
  name: 'Larkfield Bank',
  legalEntity: 'Larkfield Bank Limited',
  links: {
    privacy: 'https://bank.example/privacy_notice',
    terms: 'https://bank.example/terms',
    keyFacts: 'https://bank.example/key-facts',
    continueOnline: 'https://bank.example/continue',
  },
  contactPhone: '+852 2800 0000',
  products: [
    {
      code: 'REWARDS',
      sourceCode: 'S1',
      organization: '100',
      logo: '200',
      name: 'Rewards Card',
      annualFee: 1800,
      minLimit: 10_000,
      maxLimit: 200_000,
      interestRate: 35.5,
      highlights: { en: 'Points on everything you buy.' },
    },
    { code: 'CASHBACK', sourceCode: 'S2', organization: '100', logo: '201', name: 'Cash Back Card', annualFee: 0 },
  ],
});

const shared = {
  enabledByDefault: true,
  timeZones: ['Asia/Hong_Kong'],
  minAge: 18,
  requiredConsents: ['privacyNotice', 'termsAndConditions'],
  channels: { webchat: 'allowed', whatsapp: 'allowed' },
  contactHours: '09:00-18:00',
  messageHours: [{ days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'], from: '09:00', to: '21:00' }],
  salutations: [
    { code: 'MR', names: { en: 'Mr', 'zh-Hant': '先生', ru: 'Г-н', ar: 'السيد' } },
    { code: 'MS', names: { en: 'Ms', 'zh-Hant': '女士', ru: 'Г-жа', ar: 'السيدة' } },
  ],
  residenceStatuses: [
    { code: 'CITIZEN', names: { en: 'Citizen' } },
    { code: 'PR', names: { en: 'Permanent resident' } },
  ],
} as const;

export const hongKong: MarketProfile = {
  ...shared,
  market: 'HK',
  name: 'Hong Kong',
  callout: 'application',
  locales: [
    { tag: 'zh-Hant-HK', name: '繁體中文', dir: 'ltr' },
    { tag: 'en-HK', name: 'English', dir: 'ltr' },
  ],
  defaultLocale: 'zh-Hant-HK',
  phone: { region: 'HK', callingCode: '852', example: '9123 4567' },
  currency: { code: 'HKD', label: 'HK$' },
  income: {
    per: 'year',
    bands: [
      { code: 'H1', from: 0, to: 149_999 },
      { code: 'H2', from: 150_000, to: 299_999 },
      { code: 'H3', from: 300_000, to: null },
    ],
  },
  personName: { scripts: ['Latn', 'Hant'], maxLength: { full: 70, part: 40 }, onTheWire: 'asIs' },
  divisions: [],
  acknowledgement: { kind: 'continueOnline', linkDelivery: ['webchat', 'sms'] },
};

export const thailand: MarketProfile = {
  ...shared,
  market: 'TH',
  name: 'Thailand',
  callout: 'prospect',
  locales: [
    { tag: 'th-TH', name: 'ไทย', dir: 'ltr' },
    { tag: 'en-TH', name: 'English', dir: 'ltr' },
  ],
  defaultLocale: 'th-TH',
  phone: { region: 'TH', callingCode: '66', example: '081 234 5678' },
  currency: { code: 'THB', label: '฿' },
  income: { per: 'month', bands: [{ code: 'T1', from: 15_000, to: null }] },
  personName: { scripts: ['Latn', 'Thai'], maxLength: { full: 70, part: 40 }, onTheWire: 'asIs' },
  divisions: [
    { code: 'TH-10', names: { en: 'Bangkok', th: 'กรุงเทพมหานคร' }, aliases: ['Krung Thep', 'กทม'] },
    { code: 'TH-50', names: { en: 'Chiang Mai', th: 'เชียงใหม่' } },
    { code: 'TH-57', names: { en: 'Chiang Rai', th: 'เชียงราย' } },
    { code: 'TH-20', names: { en: 'Chon Buri', th: 'ชลบุรี' } },
    { code: 'TH-83', names: { en: 'Phuket', th: 'ภูเก็ต' } },
    { code: 'TH-40', names: { en: 'Khon Kaen', th: 'ขอนแก่น' } },
    { code: 'TH-90', names: { en: 'Songkhla', th: 'สงขลา' } },
    { code: 'TH-30', names: { en: 'Nakhon Ratchasima', th: 'นครราชสีมา' }, aliases: ['Korat', 'โคราช'] },
    { code: 'TH-80', names: { en: 'Nakhon Si Thammarat', th: 'นครศรีธรรมราช' } },
    { code: 'TH-60', names: { en: 'Nakhon Sawan', th: 'นครสวรรค์' } },
    { code: 'TH-84', names: { en: 'Surat Thani', th: 'สุราษฎร์ธานี' } },
    { code: 'TH-41', names: { en: 'Udon Thani', th: 'อุดรธานี' } },
    { code: 'TH-34', names: { en: 'Ubon Ratchathani', th: 'อุบลราชธานี' } },
  ],
  acknowledgement: { kind: 'agentContact', linkDelivery: [] },
};

export const russia: MarketProfile = {
  ...shared,
  market: 'RU',
  name: 'Russia',
  callout: 'emeaApplication',
  locales: [
    { tag: 'ru-RU', name: 'Русский', dir: 'ltr' },
    { tag: 'en-RU', name: 'English', dir: 'ltr' },
  ],
  defaultLocale: 'ru-RU',
  phone: { region: 'RU', callingCode: '7', example: '8 916 123-45-67' },
  currency: { code: 'RUB', label: '₽' },
  income: { per: 'month', bands: [{ code: 'R1', from: 30_000, to: null }] },
  personName: { scripts: ['Latn', 'Cyrl'], maxLength: { full: 70, part: 40 }, onTheWire: 'asIs' },
  divisions: [
    { code: 'CFD', names: { en: 'Central', ru: 'Центральный' } },
    { code: 'SFD', names: { en: 'Southern', ru: 'Южный' } },
  ],
  acknowledgement: { kind: 'smsUpdates', linkDelivery: [] },
};

export const emirates: MarketProfile = {
  ...russia,
  market: 'AE',
  name: 'United Arab Emirates',
  locales: [
    { tag: 'ar-AE', name: 'العربية', dir: 'rtl' },
    { tag: 'en-AE', name: 'English', dir: 'ltr' },
  ],
  defaultLocale: 'ar-AE',
  phone: { region: 'AE', callingCode: '971', example: '050 123 4567' },
  currency: { code: 'AED', label: 'AED' },
  personName: { scripts: ['Latn', 'Arab'], maxLength: { full: 70, part: 40 }, onTheWire: 'repeatWhole' },
  divisions: [
    { code: 'AE-AZ', names: { en: 'Abu Dhabi', ar: 'أبو ظبي' } },
    { code: 'AE-DU', names: { en: 'Dubai', ar: 'دبي' } },
    { code: 'AE-AJ', names: { en: 'Ajman', ar: 'عجمان' } },
  ],
};

const ask = (field: FieldId, extra: Partial<Extract<Step, { kind: 'ask' }>> = {}): Step => ({
  kind: 'ask',
  field,
  text: `ask.${field}`,
  optional: false,
  rules: [],
  attempts: 3,
  exhausted: 'agent',
  next: 'done',
  ...extra,
});

const from = (list: ListId) => ({ choices: { from: 'list', list } as const });

const yesNo = {
  choices: {
    from: 'inline' as const,
    options: [
      { code: 'yes', text: 'btn.yes' },
      { code: 'no', text: 'btn.no' },
    ],
  },
};

/** Every step kind once, and every field; its arrows do not matter here. */
export const steps: Readonly<Record<string, Step>> = {
  welcome: { kind: 'say', text: 'say.welcome', next: 'product' },
  language: ask('language', from('languages')),
  product: ask('product', from('products')),
  ageConfirmed: ask('ageConfirmed', yesNo),
  salutation: ask('salutation', from('salutation')),
  givenName: ask('givenName'),
  patronymic: ask('patronymic', { optional: true }),
  fullName: ask('fullName'),
  mobile: ask('mobile'),
  email: ask('email'),
  employmentStatus: ask('employmentStatus', from('employmentStatus')),
  incomeBand: ask('incomeBand', { ...from('incomeBand'), text: 'ask.incomeAnnual' }),
  division: ask('division', { ...from('division'), text: 'ask.province' }),
  addressLine: ask('addressLine'),
  privacy: {
    kind: 'consent',
    purpose: 'privacyNotice',
    notice: { key: 'consent.privacyNotice', version: '2026-11' },
    granted: 'salutation',
    declined: 'declined',
  },
  marketing: {
    kind: 'consent',
    purpose: 'marketing',
    notice: { key: 'consent.marketing', version: '2026-11' },
    granted: 'done',
    declined: 'done',
  },
  summary: {
    kind: 'review',
    fields: ['product', 'salutation', 'fullName', 'patronymic', 'mobile', 'email', 'division'],
    text: 'review.summary',
    accept: 'btn.looksRight',
    next: 'submit',
  },
  submit: { kind: 'callout', operation: 'submitLead', text: 'say.submitting', next: 'reference', failed: 'agent' },
  reference: { kind: 'say', text: 'say.reference', next: 'continueOnline' },
  continueOnline: { kind: 'say', text: 'say.continueOnline', next: 'done' },
  done: { kind: 'end', outcome: 'submitted', text: 'say.done' },
  declined: { kind: 'end', outcome: 'declined', text: 'say.declinedTerms' },
  agent: { kind: 'handoff', queue: 'general', text: 'say.handoff' },
};

export const flow = (market: MarketProfile): ResolvedFlow => ({
  id: 'test-flow',
  version: 1,
  market: market.market,
  initial: 'welcome',
  interrupts: { stop: 'declined', agent: 'agent' },
  steps,
  texts: {},
});

/** Rows of a list, the same array each time as reference data gives them. */
export function listsOf(market: MarketProfile): View['list'] {
  const rows = new Map<string, readonly ListChoice[]>();
  return (list: ListId, locale: Locale) => {
    const key = `${list}|${locale}`;
    const known = rows.get(key) ?? localRows(list, { market, bank, locale, texts });
    rows.set(key, known);
    return known;
  };
}

/** A conversation at a step, with what has been collected so far. */
export function viewAt(
  step: string,
  overrides: Partial<View> & { readonly fields?: Partial<Record<FieldId, string | null>> } = {},
): View {
  const { fields = {}, ...rest } = overrides;
  const market = rest.market ?? hongKong;
  const entries = Object.entries(fields).map(([field, value]): [string, FieldFact] => [
    field,
    { value: value ?? null, by: 'customer' },
  ]);
  return {
    market,
    bank,
    channel: 'webchat',
    locale: 'en-HK',
    flow: flow(market),
    facts: { ...NO_FACTS, fields: Object.fromEntries(entries), revision: entries.length },
    step,
    status: 'bot',
    texts,
    list: listsOf(market),
    ...rest,
  };
}

const OFFERED: Partial<Record<Step['kind'], Prompt['offered']>> = {
  consent: [
    { choice: 'grant', label: 'I agree' },
    { choice: 'refuse', label: "I don't agree" },
  ],
  review: [
    { choice: 'accept', label: 'Looks right' },
    { choice: 'change', label: 'Change' },
  ],
};

/** The prompt of a step as `render` would have made it. */
export function promptFor(view: View, overrides: Partial<Prompt> = {}): Prompt {
  const kind = view.flow.steps[view.step]?.kind ?? 'say';
  return {
    promptId: 'r1q5',
    step: view.step,
    kind,
    offered: OFFERED[kind] ?? [],
    attempts: 0,
    revision: view.facts.revision,
    ...overrides,
  };
}

const envelope = { id: 'm1', conversationId: 'c1', channel: 'webchat', receivedAt: 0 } as const;

export const typed = (text: string): CustomerMessage => ({ ...envelope, kind: 'text', text });
export const tapped = (payload: string, label = ''): CustomerMessage => ({
  ...envelope,
  kind: 'choice',
  payload,
  label,
});
export const sent = (media: Extract<CustomerMessage, { kind: 'media' }>['media']): CustomerMessage => ({
  ...envelope,
  kind: 'media',
  media,
});
