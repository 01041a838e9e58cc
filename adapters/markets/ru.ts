import type { MarketProfile } from '../../machines/market';
import { residenceStatuses } from './residenceStatuses';

/** Off unless an operator turns it on. Foreign messengers are closed to banks; names are asked in Cyrillic. */
export const russia = {
  market: 'RU',
  name: 'Russia',
  enabledByDefault: false,
  callout: 'emeaApplication',
  locales: [{ tag: 'ru-RU', name: 'Русский', dir: 'ltr' }],
  defaultLocale: 'ru-RU',
  timeZones: [
    'Europe/Moscow',
    'Europe/Kaliningrad',
    'Europe/Samara',
    'Asia/Yekaterinburg',
    'Asia/Omsk',
    'Asia/Krasnoyarsk',
    'Asia/Irkutsk',
    'Asia/Yakutsk',
    'Asia/Vladivostok',
    'Asia/Magadan',
    'Asia/Kamchatka',
  ],
  phone: { region: 'RU', callingCode: '7', example: '8 (912) 345-67-89' },
  currency: { code: 'RUB', label: '₽' },
  minAge: 18,
  income: {
    per: 'month',
    bands: [
      { code: 'M1', from: 0, to: 29_999 },
      { code: 'M2', from: 30_000, to: 59_999 },
      { code: 'M3', from: 60_000, to: 99_999 },
      { code: 'M4', from: 100_000, to: 199_999 },
      { code: 'M5', from: 200_000, to: null },
    ],
  },
  personName: { scripts: ['Cyrl'], maxLength: { full: 100, part: 40 }, onTheWire: 'asIs' },
  salutations: [{ code: 'NONE', names: { en: 'No title', ru: 'Без обращения' } }],
  residenceStatuses: residenceStatuses(['ru']),
  divisions: [
    {
      code: 'CFD',
      names: { en: 'Central', ru: 'Центральный' },
      aliases: ['ЦФО', 'Центральный федеральный округ', 'Москва', 'Moscow'],
    },
    {
      code: 'NWFD',
      names: { en: 'North-West', ru: 'Северо-Западный' },
      aliases: ['СЗФО', 'Северо-Западный федеральный округ', 'Санкт-Петербург', 'Питер', 'СПб'],
    },
    { code: 'SFD', names: { en: 'Southern', ru: 'Южный' }, aliases: ['ЮФО', 'Южный федеральный округ'] },
    {
      code: 'NCFD',
      names: { en: 'North Caucasian', ru: 'Северо-Кавказский' },
      aliases: ['СКФО', 'Северо-Кавказский федеральный округ', 'Северный Кавказ'],
    },
    {
      code: 'VFD',
      names: { en: 'Volga', ru: 'Приволжский' },
      aliases: ['ПФО', 'Приволжский федеральный округ', 'Поволжье'],
    },
    {
      code: 'UFD',
      names: { en: 'Ural', ru: 'Уральский' },
      aliases: ['УФО', 'УрФО', 'Уральский федеральный округ', 'Урал'],
    },
    {
      code: 'SIFD',
      names: { en: 'Siberian', ru: 'Сибирский' },
      aliases: ['СФО', 'Сибирский федеральный округ', 'Сибирь', 'Siberia'],
    },
    {
      code: 'FEFD',
      names: { en: 'Far Eastern', ru: 'Дальневосточный' },
      aliases: ['ДФО', 'Дальневосточный федеральный округ', 'Дальний Восток'],
    },
  ],
  requiredConsents: ['privacyNotice', 'dataProcessing', 'termsAndConditions', 'contactAboutApplication'],
  acknowledgement: { kind: 'smsUpdates', linkDelivery: [] },
  channels: { webchat: 'allowed', whatsapp: 'prohibited' },
  contactHours: '09:00–20:00',
  messageHours: [{ days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'], from: '09:00', to: '21:00' }],
} as const satisfies MarketProfile;
