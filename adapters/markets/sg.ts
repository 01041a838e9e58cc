import type { MarketProfile } from '../../machines/market';
import { residenceStatuses } from './residenceStatuses';

/** A city state: no divisions. One full-name field as on the identity card. */
export const singapore = {
  market: 'SG',
  name: 'Singapore',
  enabledByDefault: true,
  callout: 'application',
  locales: [
    { tag: 'en-SG', name: 'English', dir: 'ltr' },
    { tag: 'zh-Hans-SG', name: '简体中文', dir: 'ltr' },
    { tag: 'ms-SG', name: 'Bahasa Melayu', dir: 'ltr' },
  ],
  defaultLocale: 'en-SG',
  timeZones: ['Asia/Singapore'],
  phone: { region: 'SG', callingCode: '65', example: '8123 4567' },
  currency: { code: 'SGD', label: 'S$' },
  minAge: 21,
  income: {
    per: 'year',
    bands: [
      { code: 'A1', from: 0, to: 29_999 },
      { code: 'A2', from: 30_000, to: 44_999 },
      { code: 'A3', from: 45_000, to: 79_999 },
      { code: 'A4', from: 80_000, to: 119_999 },
      { code: 'A5', from: 120_000, to: null },
    ],
  },
  personName: { scripts: ['Latn'], maxLength: { full: 66, part: 66 }, onTheWire: 'repeatWhole' },
  salutations: [
    { code: 'MR', names: { en: 'Mr', 'zh-Hans': '先生', ms: 'Encik' } },
    { code: 'MRS', names: { en: 'Mrs', 'zh-Hans': '太太', ms: 'Puan' } },
    { code: 'MS', names: { en: 'Ms', 'zh-Hans': '女士', ms: 'Cik' } },
    { code: 'MISS', names: { en: 'Miss', 'zh-Hans': '小姐', ms: 'Cik (belum berkahwin)' } },
    { code: 'MDM', names: { en: 'Mdm', 'zh-Hans': '夫人', ms: 'Madam' }, aliases: ['Madam'] },
    { code: 'DR', names: { en: 'Dr', 'zh-Hans': '博士', ms: 'Dr' } },
  ],
  residenceStatuses: residenceStatuses(['zh-Hans', 'ms']),
  divisions: [],
  requiredConsents: ['privacyNotice', 'dataProcessing', 'termsAndConditions', 'contactAboutApplication'],
  // No links by SMS or email; whether that holds for messengers is not settled, so none there until it is.
  acknowledgement: { kind: 'continueOnline', linkDelivery: ['webchat'] },
  channels: { webchat: 'allowed', whatsapp: 'allowed' },
  contactHours: '09:00–20:00 (GMT+8)',
  messageHours: [{ days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'], from: '09:00', to: '21:00' }],
} as const satisfies MarketProfile;
