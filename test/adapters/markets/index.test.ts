import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { MARKET_PROFILES } from '../../../adapters/markets';
import { type ListRow, MARKETS, Market, type MarketProfile, PURPOSES } from '../../../machines/market';

const LANGUAGES = ['en', 'zh-Hant', 'zh-Hans', 'ms', 'fil', 'hi', 'id', 'th', 'vi', 'pl', 'ru', 'ar'];
const DIVISIONS = { AU: 8, HK: 18, IN: 36, MY: 16, PH: 18, SG: 0, ID: 38, TH: 77, VN: 34, PL: 16, RU: 8, AE: 7 };
/** A row of a WhatsApp list holds this many UTF-16 units. */
const ROW_TITLE = 24;

const profiles = MARKETS.map((market) => [market, MARKET_PROFILES[market]] as const);
const language = (tag: string) =>
  tag.startsWith('zh') ? tag.split('-').slice(0, 2).join('-') : (tag.split('-')[0] ?? '');
const fold = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .replace(/đ/giu, 'd')
    .toLowerCase()
    .trim();
const lists = (profile: MarketProfile): Record<string, readonly ListRow[]> => ({
  salutations: profile.salutations,
  residenceStatuses: profile.residenceStatuses,
  divisions: profile.divisions,
});
const codes = (rows: readonly { readonly code: string }[]) => rows.map((row) => row.code);

describe.each(profiles)('the profile of %s', (market, profile) => {
  it('is filed under its own code', () => {
    expect(profile.market).toBe(market);
    expect(Market.parse(profile.phone.region)).toBe(market);
  });

  it('has an example that is a valid mobile as a customer types it', () => {
    const phone = parsePhoneNumberFromString(profile.phone.example, market);
    expect(phone?.isValid()).toBe(true);
    expect(phone?.country).toBe(market);
    expect(phone?.countryCallingCode).toBe(profile.phone.callingCode);
    expect(['MOBILE', 'FIXED_LINE_OR_MOBILE']).toContain(phone?.getType());
  });

  it('offers its default locale, only languages the product speaks, and says which way they run', () => {
    const tags = profile.locales.map((locale) => locale.tag);
    expect(tags).toContain(profile.defaultLocale);
    expect(new Set(tags).size).toBe(tags.length);
    for (const locale of profile.locales) {
      expect(LANGUAGES).toContain(language(locale.tag));
      expect(Intl.getCanonicalLocales(locale.tag)).toEqual([locale.tag]);
      expect(locale.dir).toBe(locale.tag.startsWith('ar') ? 'rtl' : 'ltr');
    }
  });

  it('names time zones and a currency that exist', () => {
    for (const timeZone of profile.timeZones) expect(() => new Intl.DateTimeFormat('en', { timeZone })).not.toThrow();
    expect(Intl.supportedValuesOf('currency')).toContain(profile.currency.code);
  });

  it('has income bands without gaps or overlaps, the last one open', () => {
    const { bands } = profile.income;
    expect(bands[0]?.from).toBe(0);
    expect(bands.at(-1)?.to).toBeNull();
    for (const [at, band] of bands.slice(1).entries()) expect(band.from).toBe((bands[at]?.to ?? Number.NaN) + 1);
    expect(new Set(codes(bands)).size).toBe(bands.length);
  });

  it.each(Object.keys(lists(profile)))(
    'has unique codes in %s and names that fit a list row in each language',
    (list) => {
      const rows = lists(profile)[list] ?? [];
      expect(new Set(codes(rows)).size).toBe(rows.length);
      for (const row of rows) {
        expect(row.names.en).toBeTruthy();
        for (const name of Object.values(row.names)) expect(name.length).toBeLessThanOrEqual(ROW_TITLE);
      }
    },
  );

  it.each(Object.keys(lists(profile)))('has names and aliases in %s that lead to one row only', (list) => {
    const owner = new Map<string, string>();
    for (const row of lists(profile)[list] ?? []) {
      for (const spelling of new Set([...Object.values(row.names), ...(row.aliases ?? [])].map(fold))) {
        expect([spelling, owner.get(spelling)]).toEqual([spelling, undefined]);
        owner.set(spelling, row.code);
      }
    }
  });

  it('has the right number of divisions', () => {
    expect(profile.divisions).toHaveLength(DIVISIONS[market]);
  });

  it('requires the privacy notice first and the terms, in the order they are asked', () => {
    const order = profile.requiredConsents.map((purpose) => PURPOSES.indexOf(purpose));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(profile.requiredConsents[0]).toBe('privacyNotice');
    expect(profile.requiredConsents).toContain('termsAndConditions');
  });
});

describe('the market table', () => {
  it('names every local list row in each language of its market where the market writes another script', () => {
    for (const [market, lang] of [
      ['TH', 'th'],
      ['IN', 'hi'],
      ['RU', 'ru'],
      ['AE', 'ar'],
      ['HK', 'zh-Hant'],
    ] as const) {
      for (const row of Object.values(lists(MARKET_PROFILES[market])).flat()) expect(row.names[lang]).toBeTruthy();
    }
  });

  it('bars WhatsApp where the law does and leaves RU off', () => {
    const barred = MARKETS.filter((market) => MARKET_PROFILES[market].channels.whatsapp === 'prohibited');
    expect(barred).toEqual(['RU', 'AE']);
    expect(MARKETS.filter((market) => !MARKET_PROFILES[market].enabledByDefault)).toEqual(['RU']);
  });

  it('knows where each of the 29 provinces of Vietnam that were merged away went', () => {
    const formerly = new Map(
      MARKET_PROFILES.VN.divisions.flatMap((row) =>
        (row.aliases ?? []).map((alias) => [fold(alias), row.code] as const),
      ),
    );
    const merged =
      'Hà Giang,Yên Bái,Bắc Kạn,Vĩnh Phúc,Hòa Bình,Bắc Giang,Thái Bình,Hải Dương,Hà Nam,Nam Định,Quảng Bình,Quảng Nam,' +
      'Kon Tum,Bình Định,Ninh Thuận,Đắk Nông,Bình Thuận,Phú Yên,Bình Dương,Bà Rịa - Vũng Tàu,Bình Phước,Long An,Sóc Trăng,' +
      'Hậu Giang,Bến Tre,Trà Vinh,Tiền Giang,Bạc Liêu,Kiên Giang';
    const names = merged.split(',');
    expect(names).toHaveLength(29);
    expect(names.filter((name) => !formerly.has(fold(name)))).toEqual([]);
  });
});
