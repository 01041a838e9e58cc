import type { MarketProfile } from '../../machines/market';
import { residenceStatuses } from './residenceStatuses';

/** The middle name is the mother's family name. No links by SMS. */
export const philippines = {
  market: 'PH',
  name: 'Philippines',
  enabledByDefault: true,
  callout: 'application',
  locales: [
    { tag: 'en-PH', name: 'English', dir: 'ltr' },
    { tag: 'fil-PH', name: 'Filipino', dir: 'ltr' },
  ],
  defaultLocale: 'en-PH',
  timeZones: ['Asia/Manila'],
  phone: { region: 'PH', callingCode: '63', example: '0905 123 4567' },
  currency: { code: 'PHP', label: '₱' },
  minAge: 21,
  income: {
    per: 'year',
    bands: [
      { code: 'A1', from: 0, to: 179_999 },
      { code: 'A2', from: 180_000, to: 359_999 },
      { code: 'A3', from: 360_000, to: 599_999 },
      { code: 'A4', from: 600_000, to: 999_999 },
      { code: 'A5', from: 1_000_000, to: 1_799_999 },
      { code: 'A6', from: 1_800_000, to: null },
    ],
  },
  personName: { scripts: ['Latn'], maxLength: { full: 90, part: 40 }, onTheWire: 'asIs' },
  salutations: [
    { code: 'MR', names: { en: 'Mr', fil: 'G.' } },
    { code: 'MRS', names: { en: 'Mrs', fil: 'Gng.' } },
    { code: 'MS', names: { en: 'Ms', fil: 'Bb.' } },
    { code: 'DR', names: { en: 'Dr', fil: 'Dr.' } },
    { code: 'ATTY', names: { en: 'Atty.', fil: 'Atty.' }, aliases: ['Attorney'] },
    { code: 'ENGR', names: { en: 'Engr.', fil: 'Engr.' }, aliases: ['Engineer'] },
  ],
  residenceStatuses: residenceStatuses(['fil']),
  divisions: [
    {
      code: '00',
      names: { en: 'NCR (Metro Manila)', fil: 'Kalakhang Maynila (NCR)' },
      aliases: ['NCR', 'Metro Manila', 'National Capital Region', 'Kalakhang Maynila', 'Kamaynilaan'],
    },
    {
      code: '15',
      names: { en: 'Cordillera (CAR)' },
      aliases: ['CAR', 'Cordillera', 'Cordillera Administrative Region'],
    },
    { code: '01', names: { en: 'I - Ilocos Region' }, aliases: ['Ilocos', 'Region 1', 'Region I'] },
    { code: '02', names: { en: 'II - Cagayan Valley' }, aliases: ['Cagayan Valley', 'Region 2', 'Region II'] },
    {
      code: '03',
      names: { en: 'III - Central Luzon' },
      aliases: ['Central Luzon', 'Gitnang Luzon', 'Region 3', 'Region III'],
    },
    {
      code: '40',
      names: { en: 'IV-A - CALABARZON' },
      aliases: ['Calabarzon', 'Region 4A', 'Region IV-A', 'Southern Tagalog'],
    },
    { code: '41', names: { en: 'MIMAROPA' }, aliases: ['Region 4B', 'Region IV-B', 'Southwestern Tagalog'] },
    { code: '05', names: { en: 'V - Bicol Region' }, aliases: ['Bicol', 'Bikol', 'Region 5', 'Region V'] },
    {
      code: '06',
      names: { en: 'VI - Western Visayas' },
      aliases: ['Western Visayas', 'Kanlurang Visayas', 'Region 6', 'Region VI'],
    },
    { code: 'NIR', names: { en: 'Negros Island Region' }, aliases: ['NIR', 'Negros'] },
    {
      code: '07',
      names: { en: 'VII - Central Visayas' },
      aliases: ['Central Visayas', 'Gitnang Visayas', 'Region 7', 'Region VII'],
    },
    {
      code: '08',
      names: { en: 'VIII - Eastern Visayas' },
      aliases: ['Eastern Visayas', 'Silangang Visayas', 'Region 8', 'Region VIII'],
    },
    {
      code: '09',
      names: { en: 'IX - Zamboanga Pen.' },
      aliases: ['Zamboanga', 'Zamboanga Peninsula', 'Region 9', 'Region IX'],
    },
    {
      code: '10',
      names: { en: 'X - Northern Mindanao' },
      aliases: ['Northern Mindanao', 'Hilagang Mindanao', 'Region 10', 'Region X'],
    },
    { code: '11', names: { en: 'XI - Davao Region' }, aliases: ['Davao', 'Davao Region', 'Region 11', 'Region XI'] },
    { code: '12', names: { en: 'XII - SOCCSKSARGEN' }, aliases: ['Soccsksargen', 'Region 12', 'Region XII'] },
    { code: '13', names: { en: 'XIII - Caraga' }, aliases: ['Caraga', 'Region 13', 'Region XIII'] },
    { code: '14', names: { en: 'BARMM' }, aliases: ['Bangsamoro', 'ARMM', 'Muslim Mindanao'] },
  ],
  requiredConsents: ['privacyNotice', 'dataProcessing', 'termsAndConditions', 'contactAboutApplication'],
  // Banks are told to send no clickable links, and took them out of messengers too.
  acknowledgement: { kind: 'continueOnline', linkDelivery: ['webchat'] },
  channels: { webchat: 'allowed', whatsapp: 'lowReach' },
  contactHours: '08:00–20:00 (GMT+8)',
  messageHours: [{ days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'], from: '08:00', to: '20:00' }],
} as const satisfies MarketProfile;
