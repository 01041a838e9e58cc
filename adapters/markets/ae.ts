import type { MarketProfile } from '../../machines/market';

/** Banks may not use instant messaging with customers: web chat on the bank's own site only. */
export const unitedArabEmirates = {
  market: 'AE',
  name: 'United Arab Emirates',
  enabledByDefault: true,
  callout: 'emeaApplication',
  locales: [
    { tag: 'en-AE', name: 'English', dir: 'ltr' },
    { tag: 'ar-AE', name: 'العربية', dir: 'rtl' },
    { tag: 'hi-AE', name: 'हिन्दी', dir: 'ltr' },
  ],
  defaultLocale: 'en-AE',
  timeZones: ['Asia/Dubai'],
  phone: { region: 'AE', callingCode: '971', example: '050 123 4567' },
  currency: { code: 'AED', label: 'AED' },
  minAge: 21,
  income: {
    per: 'month',
    bands: [
      { code: 'M1', from: 0, to: 4999 },
      { code: 'M2', from: 5000, to: 7999 },
      { code: 'M3', from: 8000, to: 11_999 },
      { code: 'M4', from: 12_000, to: 19_999 },
      { code: 'M5', from: 20_000, to: 29_999 },
      { code: 'M6', from: 30_000, to: null },
    ],
  },
  personName: { scripts: ['Latn', 'Arab'], maxLength: { full: 90, part: 90 }, onTheWire: 'givenFirst' },
  salutations: [
    { code: 'MR', names: { en: 'Mr', ar: 'السيد', hi: 'श्री' } },
    { code: 'MRS', names: { en: 'Mrs', ar: 'السيدة', hi: 'श्रीमती' } },
    { code: 'MS', names: { en: 'Ms', ar: 'الآنسة', hi: 'सुश्री' } },
    { code: 'DR', names: { en: 'Dr', ar: 'الدكتور/ة', hi: 'डॉ.' } },
    { code: 'ENG', names: { en: 'Eng.', ar: 'المهندس/ة', hi: 'इंजीनियर' }, aliases: ['Engineer'] },
    { code: 'HE', names: { en: 'H.E.', ar: 'سعادة', hi: 'महामहिम' }, aliases: ['His Excellency', 'Her Excellency'] },
    { code: 'SHEIKH', names: { en: 'Sheikh/Sheikha', ar: 'الشيخ/ة', hi: 'शेख / शेखा' } },
  ],
  residenceStatuses: [
    {
      code: 'UAE_NATIONAL',
      names: { en: 'UAE national', ar: 'مواطن / مواطنة', hi: 'यूएई नागरिक' },
      aliases: ['Emirati', 'National', 'Citizen', 'إماراتي'],
    },
    {
      code: 'RESIDENT',
      names: { en: 'UAE resident', ar: 'مقيم / مقيمة', hi: 'यूएई निवासी' },
      aliases: ['Resident', 'Expat', 'مقيم'],
    },
  ],
  divisions: [
    {
      code: 'AZ',
      names: { en: 'Abu Dhabi', ar: 'أبوظبي', hi: 'अबू धाबी' },
      aliases: ['AbuDhabi', 'AUH', 'أبو ظبي', 'Al Ain', 'العين'],
    },
    { code: 'DU', names: { en: 'Dubai', ar: 'دبي', hi: 'दुबई' }, aliases: ['DXB', 'دبى'] },
    { code: 'SH', names: { en: 'Sharjah', ar: 'الشارقة', hi: 'शारजाह' }, aliases: ['SHJ', 'Al Shariqah', 'شارقة'] },
    { code: 'AJ', names: { en: 'Ajman', ar: 'عجمان', hi: 'अजमान' } },
    {
      code: 'UQ',
      names: { en: 'Umm Al Quwain', ar: 'أم القيوين', hi: 'उम्म अल क्वैन' },
      aliases: ['UAQ', 'Umm al-Qaiwain'],
    },
    { code: 'RK', names: { en: 'Ras Al Khaimah', ar: 'رأس الخيمة', hi: 'रास अल ख़ैमा' }, aliases: ['RAK', 'رأس الخيمه'] },
    { code: 'FU', names: { en: 'Fujairah', ar: 'الفجيرة', hi: 'फ़ुजैरा' }, aliases: ['Al Fujairah', 'FUJ'] },
  ],
  requiredConsents: ['privacyNotice', 'dataProcessing', 'termsAndConditions', 'contactAboutApplication'],
  acknowledgement: { kind: 'smsUpdates', linkDelivery: [] },
  channels: { webchat: 'allowed', whatsapp: 'prohibited' },
  contactHours: '09:00–18:00 (GMT+4)',
  messageHours: [
    { days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], from: '09:00', to: '18:00' },
    { days: ['Sat', 'Sun'], from: '12:00', to: '17:00' },
  ],
} as const satisfies MarketProfile;
