import type { MarketProfile } from '../../machines/market';
import { residenceStatuses } from './residenceStatuses';

/** A link is shown only inside the chat the customer started, never by SMS or email, and the page must ask no password. */
export const hongKong = {
  market: 'HK',
  name: 'Hong Kong',
  enabledByDefault: true,
  callout: 'application',
  locales: [
    { tag: 'zh-Hant-HK', name: '繁體中文', dir: 'ltr' },
    { tag: 'en-HK', name: 'English', dir: 'ltr' },
    { tag: 'zh-Hans-HK', name: '简体中文', dir: 'ltr' },
  ],
  defaultLocale: 'zh-Hant-HK',
  timeZones: ['Asia/Hong_Kong'],
  phone: { region: 'HK', callingCode: '852', example: '5123 4567' },
  currency: { code: 'HKD', label: 'HK$' },
  minAge: 18,
  income: {
    per: 'year',
    bands: [
      { code: 'A1', from: 0, to: 119_999 },
      { code: 'A2', from: 120_000, to: 179_999 },
      { code: 'A3', from: 180_000, to: 239_999 },
      { code: 'A4', from: 240_000, to: 359_999 },
      { code: 'A5', from: 360_000, to: 599_999 },
      { code: 'A6', from: 600_000, to: null },
    ],
  },
  personName: { scripts: ['Latn', 'Hant'], maxLength: { full: 60, part: 40 }, onTheWire: 'asIs' },
  salutations: [
    { code: 'MR', names: { en: 'Mr', 'zh-Hant': '先生', 'zh-Hans': '先生' } },
    { code: 'MRS', names: { en: 'Mrs', 'zh-Hant': '太太', 'zh-Hans': '太太' } },
    { code: 'MS', names: { en: 'Ms', 'zh-Hant': '女士', 'zh-Hans': '女士' } },
    { code: 'MISS', names: { en: 'Miss', 'zh-Hant': '小姐', 'zh-Hans': '小姐' } },
    { code: 'DR', names: { en: 'Dr', 'zh-Hant': '博士', 'zh-Hans': '博士' } },
  ],
  residenceStatuses: residenceStatuses(['zh-Hant', 'zh-Hans']),
  divisions: [
    {
      code: 'CW',
      names: { en: 'Central and Western', 'zh-Hant': '中西區', 'zh-Hans': '中西区' },
      aliases: ['Central', 'Sheung Wan', '中環', '上環'],
    },
    {
      code: 'WC',
      names: { en: 'Wan Chai', 'zh-Hant': '灣仔區', 'zh-Hans': '湾仔区' },
      aliases: ['Wanchai', '灣仔', '湾仔'],
    },
    {
      code: 'E',
      names: { en: 'Eastern', 'zh-Hant': '東區', 'zh-Hans': '东区' },
      aliases: ['Eastern District', '港島東'],
    },
    {
      code: 'S',
      names: { en: 'Southern', 'zh-Hant': '南區', 'zh-Hans': '南区' },
      aliases: ['Southern District', '香港仔'],
    },
    {
      code: 'YTM',
      names: { en: 'Yau Tsim Mong', 'zh-Hant': '油尖旺區', 'zh-Hans': '油尖旺区' },
      aliases: ['Yau Ma Tei', 'Tsim Sha Tsui', 'TST', 'Mong Kok', '油麻地', '尖沙咀', '旺角'],
    },
    {
      code: 'SSP',
      names: { en: 'Sham Shui Po', 'zh-Hant': '深水埗區', 'zh-Hans': '深水埗区' },
      aliases: ['Shamshuipo', '深水埗'],
    },
    {
      code: 'KC',
      names: { en: 'Kowloon City', 'zh-Hant': '九龍城區', 'zh-Hans': '九龙城区' },
      aliases: ['九龍城', '九龙城'],
    },
    {
      code: 'WTS',
      names: { en: 'Wong Tai Sin', 'zh-Hant': '黃大仙區', 'zh-Hans': '黄大仙区' },
      aliases: ['黃大仙', '黄大仙'],
    },
    { code: 'KT', names: { en: 'Kwun Tong', 'zh-Hant': '觀塘區', 'zh-Hans': '观塘区' }, aliases: ['觀塘', '观塘'] },
    {
      code: 'KWT',
      names: { en: 'Kwai Tsing', 'zh-Hant': '葵青區', 'zh-Hans': '葵青区' },
      aliases: ['Kwai Chung', 'Tsing Yi', '葵涌', '青衣'],
    },
    { code: 'TW', names: { en: 'Tsuen Wan', 'zh-Hant': '荃灣區', 'zh-Hans': '荃湾区' }, aliases: ['荃灣', '荃湾'] },
    { code: 'TM', names: { en: 'Tuen Mun', 'zh-Hant': '屯門區', 'zh-Hans': '屯门区' }, aliases: ['屯門', '屯门'] },
    { code: 'YL', names: { en: 'Yuen Long', 'zh-Hant': '元朗區', 'zh-Hans': '元朗区' }, aliases: ['元朗'] },
    {
      code: 'N',
      names: { en: 'North', 'zh-Hant': '北區', 'zh-Hans': '北区' },
      aliases: ['North District', '上水', '粉嶺'],
    },
    { code: 'TP', names: { en: 'Tai Po', 'zh-Hant': '大埔區', 'zh-Hans': '大埔区' }, aliases: ['大埔'] },
    { code: 'ST', names: { en: 'Sha Tin', 'zh-Hant': '沙田區', 'zh-Hans': '沙田区' }, aliases: ['Shatin', '沙田'] },
    {
      code: 'SK',
      names: { en: 'Sai Kung', 'zh-Hant': '西貢區', 'zh-Hans': '西贡区' },
      aliases: ['Tseung Kwan O', '西貢', '西贡', '將軍澳'],
    },
    {
      code: 'I',
      names: { en: 'Islands', 'zh-Hant': '離島區', 'zh-Hans': '离岛区' },
      aliases: ['Outlying Islands', 'Lantau', '離島', '大嶼山'],
    },
  ],
  requiredConsents: ['privacyNotice', 'termsAndConditions', 'contactAboutApplication'],
  // Card issuers have promised no instant messages with links that collect data; by SMS the regulator forbids them.
  acknowledgement: { kind: 'continueOnline', linkDelivery: ['webchat'] },
  channels: { webchat: 'allowed', whatsapp: 'allowed' },
  contactHours: '09:00–21:00 (GMT+8)',
  messageHours: [{ days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'], from: '09:00', to: '21:00' }],
} as const satisfies MarketProfile;
