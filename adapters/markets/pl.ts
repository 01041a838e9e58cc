import type { MarketProfile } from '../../machines/market';
import { residenceStatuses } from './residenceStatuses';

/** Once a cost figure is shown the law wants a representative example beside it. */
export const poland = {
  market: 'PL',
  name: 'Poland',
  enabledByDefault: true,
  callout: 'emeaApplication',
  locales: [
    { tag: 'pl-PL', name: 'Polski', dir: 'ltr' },
    { tag: 'en-PL', name: 'English', dir: 'ltr' },
  ],
  defaultLocale: 'pl-PL',
  timeZones: ['Europe/Warsaw'],
  phone: { region: 'PL', callingCode: '48', example: '512 345 678' },
  currency: { code: 'PLN', label: 'zł' },
  minAge: 18,
  income: {
    per: 'month',
    bands: [
      { code: 'M1', from: 0, to: 1999 },
      { code: 'M2', from: 2000, to: 3999 },
      { code: 'M3', from: 4000, to: 5999 },
      { code: 'M4', from: 6000, to: 8999 },
      { code: 'M5', from: 9000, to: 14_999 },
      { code: 'M6', from: 15_000, to: null },
    ],
  },
  personName: { scripts: ['Latn'], maxLength: { full: 80, part: 40 }, onTheWire: 'asIs' },
  salutations: [
    { code: 'PAN', names: { en: 'Mr', pl: 'Pan' } },
    { code: 'PANI', names: { en: 'Ms/Mrs', pl: 'Pani' } },
    { code: 'NONE', names: { en: 'No preference', pl: 'Bez formy' } },
  ],
  residenceStatuses: residenceStatuses(['pl']),
  divisions: [
    { code: '02', names: { en: 'Lower Silesia', pl: 'dolnośląskie' }, aliases: ['Dolny Śląsk'] },
    { code: '04', names: { en: 'Kuyavia-Pomerania', pl: 'kujawsko-pomorskie' }, aliases: ['Kujawy'] },
    { code: '06', names: { en: 'Lublin', pl: 'lubelskie' }, aliases: ['Lubelszczyzna'] },
    { code: '08', names: { en: 'Lubusz', pl: 'lubuskie' }, aliases: ['Ziemia Lubuska'] },
    { code: '10', names: { en: 'Łódź Province', pl: 'łódzkie' }, aliases: ['Łódź'] },
    { code: '12', names: { en: 'Lesser Poland', pl: 'małopolskie' }, aliases: ['Małopolska'] },
    { code: '14', names: { en: 'Mazovia', pl: 'mazowieckie' }, aliases: ['Mazowsze'] },
    { code: '16', names: { en: 'Opole', pl: 'opolskie' }, aliases: ['Opolszczyzna'] },
    { code: '18', names: { en: 'Subcarpathia', pl: 'podkarpackie' }, aliases: ['Podkarpacie'] },
    { code: '20', names: { en: 'Podlasie', pl: 'podlaskie' } },
    { code: '22', names: { en: 'Pomerania', pl: 'pomorskie' }, aliases: ['Pomorze'] },
    { code: '24', names: { en: 'Silesia', pl: 'śląskie' }, aliases: ['Śląsk', 'Górny Śląsk'] },
    { code: '26', names: { en: 'Holy Cross', pl: 'świętokrzyskie' }, aliases: ['Świętokrzyska'] },
    {
      code: '28',
      names: { en: 'Warmia-Masuria', pl: 'warmińsko-mazurskie' },
      aliases: ['Warmia', 'Mazury', 'Warmia i Mazury'],
    },
    { code: '30', names: { en: 'Greater Poland', pl: 'wielkopolskie' }, aliases: ['Wielkopolska'] },
    { code: '32', names: { en: 'West Pomerania', pl: 'zachodniopomorskie' }, aliases: ['Pomorze Zachodnie'] },
  ],
  requiredConsents: ['privacyNotice', 'termsAndConditions', 'contactAboutApplication'],
  acknowledgement: { kind: 'smsUpdates', linkDelivery: [] },
  channels: { webchat: 'allowed', whatsapp: 'allowed' },
  contactHours: '08:00–20:00',
  messageHours: [{ days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'], from: '08:00', to: '20:00' }],
} as const satisfies MarketProfile;
