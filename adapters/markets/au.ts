import type { MarketProfile } from '../../machines/market';
import { residenceStatuses } from './residenceStatuses';

/** No language question: one language is served. Links may go out by any channel of the bank. */
export const australia = {
  market: 'AU',
  name: 'Australia',
  enabledByDefault: true,
  callout: 'application',
  locales: [{ tag: 'en-AU', name: 'English', dir: 'ltr' }],
  defaultLocale: 'en-AU',
  timeZones: ['Australia/Sydney', 'Australia/Brisbane', 'Australia/Adelaide', 'Australia/Darwin', 'Australia/Perth'],
  phone: { region: 'AU', callingCode: '61', example: '0412 345 678' },
  currency: { code: 'AUD', label: '$' },
  minAge: 18,
  income: {
    per: 'year',
    bands: [
      { code: 'A1', from: 0, to: 34_999 },
      { code: 'A2', from: 35_000, to: 49_999 },
      { code: 'A3', from: 50_000, to: 74_999 },
      { code: 'A4', from: 75_000, to: 99_999 },
      { code: 'A5', from: 100_000, to: 149_999 },
      { code: 'A6', from: 150_000, to: null },
    ],
  },
  personName: { scripts: ['Latn'], maxLength: { full: 70, part: 40 }, onTheWire: 'asIs' },
  salutations: [
    { code: 'MR', names: { en: 'Mr' } },
    { code: 'MRS', names: { en: 'Mrs' } },
    { code: 'MS', names: { en: 'Ms' } },
    { code: 'MISS', names: { en: 'Miss' } },
    { code: 'MX', names: { en: 'Mx' } },
    { code: 'DR', names: { en: 'Dr' } },
  ],
  residenceStatuses: residenceStatuses([]),
  divisions: [
    { code: 'NSW', names: { en: 'New South Wales' }, aliases: ['NSW', 'N.S.W.'] },
    { code: 'VIC', names: { en: 'Victoria' }, aliases: ['VIC'] },
    { code: 'QLD', names: { en: 'Queensland' }, aliases: ['QLD'] },
    { code: 'WA', names: { en: 'Western Australia' }, aliases: ['WA'] },
    { code: 'SA', names: { en: 'South Australia' }, aliases: ['SA'] },
    { code: 'TAS', names: { en: 'Tasmania' }, aliases: ['TAS', 'Tassie'] },
    {
      code: 'ACT',
      names: { en: 'Aust. Capital Territory' },
      aliases: ['ACT', 'Australian Capital Territory', 'Canberra'],
    },
    { code: 'NT', names: { en: 'Northern Territory' }, aliases: ['NT', 'Top End'] },
  ],
  requiredConsents: ['privacyNotice', 'termsAndConditions', 'contactAboutApplication'],
  // No ban on links in bank messages is known here.
  acknowledgement: { kind: 'continueOnline', linkDelivery: ['webchat', 'whatsapp', 'sms'] },
  channels: { webchat: 'allowed', whatsapp: 'allowed' },
  contactHours: '09:00–20:00',
  messageHours: [
    { days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], from: '09:00', to: '20:00' },
    { days: ['Sat'], from: '09:00', to: '17:00' },
  ],
} as const satisfies MarketProfile;
