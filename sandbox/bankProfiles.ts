import { BankProfile } from '../machines/bank';
import type { Market } from '../machines/market';

/**
 * The fictional Larkfield Bank as one market's operator would configure it. It is parsed like a real profile, so the
 * sandbox cannot show what a real configuration could not.
 */
export function sandboxBankProfile(market: Market): BankProfile {
  const bank = BANKS[market];
  const site = `https://larkfield.example/${market.toLowerCase()}`;
  return BankProfile.parse({
    name: 'Larkfield Bank',
    legalEntity: bank.legalEntity,
    links: {
      privacy: `${site}/privacy`,
      terms: `${site}/cards/terms`,
      keyFacts: `${site}/cards/key-facts`,
      continueOnline: `${site}/continue`,
    },
    contactPhone: bank.contactPhone,
    products: bank.products.map(({ card, ...product }) => ({
      ...product,
      name: CARDS[card].name,
      highlights: highlights(card, bank.languages),
      keyFactsUrl: `${site}/cards/${card}/key-facts`,
    })),
  });
}

type Language = 'en' | 'zh-Hant' | 'zh-Hans' | 'ms' | 'fil' | 'hi' | 'id' | 'th' | 'vi' | 'pl' | 'ru' | 'ar';
type Card = 'cash-back' | 'miles' | 'everyday';

interface SandboxProduct {
  readonly card: Card;
  readonly code: string;
  readonly sourceCode: string;
  readonly organization: string;
  readonly logo: string;
  readonly annualFee?: number;
  readonly minLimit?: number;
  readonly maxLimit?: number;
  readonly interestRate?: number;
}

interface SandboxBank {
  readonly legalEntity: string;
  readonly contactPhone: string;
  readonly languages: readonly Language[];
  readonly products: readonly SandboxProduct[];
}

function highlights(card: Card, languages: readonly Language[]): Record<string, string> {
  return Object.fromEntries(languages.map((language) => [language, CARDS[card].highlights[language]]));
}

const CARDS: Readonly<
  Record<Card, { readonly name: string; readonly highlights: Readonly<Record<Language, string>> }>
> = {
  'cash-back': {
    name: 'Larkfield Cash Back',
    highlights: {
      en: 'Cash back on groceries, dining and bills.',
      'zh-Hant': '日常購物、餐飲及繳費均享現金回贈。',
      'zh-Hans': '日常购物、餐饮及缴费均享现金返还。',
      ms: 'Pulangan tunai untuk barangan dapur, makan dan bil.',
      fil: 'Cash back sa groceries, pagkain sa labas at mga bayarin.',
      hi: 'किराना, बाहर खाने और बिलों पर कैशबैक।',
      id: 'Cashback untuk belanja harian, makan, dan tagihan.',
      th: 'รับเงินคืนเมื่อซื้อของใช้ ทานอาหาร และจ่ายบิล',
      vi: 'Hoàn tiền khi đi chợ, ăn uống và thanh toán hóa đơn.',
      pl: 'Zwrot części wydatków na zakupy, restauracje i rachunki.',
      ru: 'Кешбэк за продукты, кафе и оплату счетов.',
      ar: 'استرداد نقدي على البقالة والمطاعم والفواتير.',
    },
  },
  miles: {
    name: 'Larkfield Miles',
    highlights: {
      en: 'Miles on every purchase, with airport lounge visits.',
      'zh-Hant': '每次消費賺取飛行里數，並可享機場貴賓室。',
      'zh-Hans': '每次消费累积飞行里程，并可享机场贵宾室。',
      ms: 'Batu ganjaran setiap pembelian dan akses ruang rehat lapangan terbang.',
      fil: 'Miles sa bawat bili, may kasamang airport lounge.',
      hi: 'हर खरीद पर माइल्स और हवाई अड्डे के लाउंज।',
      id: 'Miles dari setiap transaksi dan akses lounge bandara.',
      th: 'สะสมไมล์ทุกการใช้จ่าย พร้อมห้องรับรองสนามบิน',
      vi: 'Tích dặm bay cho mọi chi tiêu, kèm phòng chờ sân bay.',
      pl: 'Mile za każdy zakup i wstęp do saloników na lotniskach.',
      ru: 'Мили за каждую покупку и бизнес-залы аэропортов.',
      ar: 'أميال على كل عملية شراء ودخول صالات المطارات.',
    },
  },
  everyday: {
    name: 'Larkfield Everyday',
    highlights: {
      en: 'A simple card for everyday spending.',
      'zh-Hant': '簡單易用，適合日常消費。',
      'zh-Hans': '简单易用，适合日常消费。',
      ms: 'Kad ringkas untuk perbelanjaan harian.',
      fil: 'Simpleng card para sa araw-araw na gastos.',
      hi: 'रोज़मर्रा के खर्च के लिए एक सरल कार्ड।',
      id: 'Kartu sederhana untuk belanja sehari-hari.',
      th: 'บัตรใช้ง่ายสำหรับการใช้จ่ายทุกวัน',
      vi: 'Thẻ đơn giản cho chi tiêu hằng ngày.',
      pl: 'Prosta karta na co dzień.',
      ru: 'Простая карта на каждый день.',
      ar: 'بطاقة بسيطة للإنفاق اليومي.',
    },
  },
};

type Terms = Pick<SandboxProduct, 'annualFee' | 'minLimit' | 'maxLimit' | 'interestRate'>;
/** `[product code, logo]` of one card; source code and organization are the market's. */
type Codes = readonly [code: string, logo: string];

function products(
  sourceCode: string,
  organization: string,
  rows: readonly (readonly [Card, Codes, Terms])[],
): readonly SandboxProduct[] {
  return rows.map(([card, [code, logo], terms]) => ({ card, code, sourceCode, organization, logo, ...terms }));
}

const BANKS: Readonly<Record<Market, SandboxBank>> = {
  AU: {
    legalEntity: 'Larkfield Bank (Australia) Limited',
    contactPhone: '1800 975 711',
    languages: ['en'],
    products: products('LFAUWEB1', '610', [
      ['cash-back', ['VC210', '210'], { annualFee: 49, minLimit: 1000, maxLimit: 30_000, interestRate: 20.99 }],
      ['miles', ['VC220', '220'], { annualFee: 199, minLimit: 6000, maxLimit: 75_000, interestRate: 21.49 }],
      ['everyday', ['VC230', '230'], { annualFee: 0, minLimit: 500, maxLimit: 15_000, interestRate: 14.99 }],
    ]),
  },
  HK: {
    legalEntity: 'Larkfield Bank (Hong Kong) Limited',
    contactPhone: '+852 3000 0000',
    languages: ['en', 'zh-Hant', 'zh-Hans'],
    products: products('CIN016', '711', [
      ['cash-back', ['VC115', '115'], { annualFee: 800, minLimit: 10_000, maxLimit: 500_000, interestRate: 34.9 }],
      ['miles', ['VC125', '125'], { annualFee: 1800, minLimit: 20_000, maxLimit: 800_000, interestRate: 34.9 }],
      ['everyday', ['VC135', '135'], { annualFee: 0, minLimit: 5000, maxLimit: 200_000, interestRate: 33.5 }],
    ]),
  },
  IN: {
    legalEntity: 'Larkfield Bank India Limited',
    contactPhone: '1800 000 0110',
    languages: ['en', 'hi'],
    products: products('LFINWEB1', '620', [
      ['cash-back', ['VC310', '310'], { annualFee: 499, minLimit: 25_000, maxLimit: 500_000, interestRate: 41.88 }],
      ['miles', ['VC320', '320'], { annualFee: 2999, minLimit: 100_000, maxLimit: 1_000_000, interestRate: 41.88 }],
      ['everyday', ['VC330', '330'], { annualFee: 0, minLimit: 15_000, maxLimit: 200_000, interestRate: 39 }],
    ]),
  },
  MY: {
    legalEntity: 'Larkfield Bank (Malaysia) Berhad',
    contactPhone: '1800 80 0110',
    languages: ['en', 'ms', 'zh-Hans'],
    products: products('LFMYWEB1', '630', [
      ['cash-back', ['VC410', '410'], { annualFee: 120, minLimit: 3000, maxLimit: 50_000, interestRate: 18 }],
      ['miles', ['VC420', '420'], { annualFee: 400, minLimit: 10_000, maxLimit: 150_000, interestRate: 18 }],
      ['everyday', ['VC430', '430'], { annualFee: 0, minLimit: 2000, maxLimit: 20_000, interestRate: 15 }],
    ]),
  },
  PH: {
    legalEntity: 'Larkfield Bank Philippines, Inc.',
    contactPhone: '1800 1000 0110',
    languages: ['en', 'fil'],
    products: products('LFPHWEB1', '640', [
      ['cash-back', ['VC510', '510'], { annualFee: 2500, minLimit: 20_000, maxLimit: 500_000, interestRate: 36 }],
      ['miles', ['VC520', '520'], { annualFee: 5000, minLimit: 80_000, maxLimit: 1_500_000, interestRate: 36 }],
      ['everyday', ['VC530', '530'], { annualFee: 0, minLimit: 10_000, maxLimit: 150_000, interestRate: 36 }],
    ]),
  },
  SG: {
    legalEntity: 'Larkfield Bank (Singapore) Limited',
    contactPhone: '+65 6000 0000',
    languages: ['en', 'zh-Hans', 'ms'],
    products: products('WW5ARCE1', '888', [
      ['cash-back', ['VC830', '830'], { annualFee: 196.2, minLimit: 2000, maxLimit: 60_000, interestRate: 27.9 }],
      ['miles', ['VC840', '840'], { annualFee: 261.6, minLimit: 5000, maxLimit: 150_000, interestRate: 27.9 }],
      ['everyday', ['VC850', '850'], { annualFee: 0, minLimit: 500, maxLimit: 20_000, interestRate: 26.9 }],
    ]),
  },
  ID: {
    legalEntity: 'PT Bank Larkfield Indonesia',
    contactPhone: '1500 000',
    languages: ['en', 'id'],
    products: products('LFIDWEB1', '650', [
      ['cash-back', ['VC610', '610'], { annualFee: 300_000, minLimit: 3e6, maxLimit: 50e6, interestRate: 21 }],
      ['miles', ['VC620', '620'], { annualFee: 900_000, minLimit: 10e6, maxLimit: 200e6, interestRate: 21 }],
      ['everyday', ['VC630', '630'], { annualFee: 0, minLimit: 3e6, maxLimit: 20e6, interestRate: 21 }],
    ]),
  },
  TH: {
    legalEntity: 'Larkfield Bank (Thai) Public Company Limited',
    contactPhone: '02 000 0000',
    languages: ['en', 'th'],
    products: products('LFTHWEB1', '660', [
      ['cash-back', ['VC710', '710'], { annualFee: 1000, minLimit: 15_000, maxLimit: 300_000, interestRate: 16 }],
      ['miles', ['VC720', '720'], { annualFee: 3000, minLimit: 50_000, maxLimit: 1_000_000, interestRate: 16 }],
      ['everyday', ['VC730', '730'], { annualFee: 0, minLimit: 15_000, maxLimit: 100_000, interestRate: 16 }],
    ]),
  },
  VN: {
    legalEntity: 'Larkfield Bank (Vietnam) Limited',
    contactPhone: '1900 0000',
    languages: ['en', 'vi'],
    products: products('LFVNWEB1', '670', [
      ['cash-back', ['VC910', '910'], { annualFee: 299_000, minLimit: 10e6, maxLimit: 200e6, interestRate: 33 }],
      ['miles', ['VC920', '920'], { annualFee: 999_000, minLimit: 40e6, maxLimit: 900e6, interestRate: 30 }],
      ['everyday', ['VC930', '930'], { annualFee: 0, minLimit: 10e6, maxLimit: 80e6, interestRate: 33 }],
    ]),
  },
  // No figures at all: where the law wants a representative example beside any cost figure, none is shown.
  PL: {
    legalEntity: 'Larkfield Bank Polska S.A.',
    contactPhone: '+48 22 000 00 00',
    languages: ['en', 'pl'],
    products: products('STANUBF1', '985', [
      ['cash-back', ['VC180', '180'], {}],
      ['miles', ['VC181', '181'], {}],
      ['everyday', ['VC182', '182'], {}],
    ]),
  },
  RU: {
    legalEntity: 'АО «Ларкфилд Банк»',
    contactPhone: '8 800 000-00-00',
    languages: ['en', 'ru'],
    products: products('LFRUWEB1', '690', [
      ['cash-back', ['VC191', '191'], { annualFee: 990, minLimit: 15_000, maxLimit: 500_000, interestRate: 39.9 }],
      ['miles', ['VC192', '192'], { annualFee: 4900, minLimit: 50_000, maxLimit: 1_000_000, interestRate: 37.9 }],
      ['everyday', ['VC193', '193'], { annualFee: 0, minLimit: 10_000, maxLimit: 150_000, interestRate: 41.9 }],
    ]),
  },
  AE: {
    legalEntity: 'Larkfield Bank (Middle East) PJSC',
    contactPhone: '800 0000',
    languages: ['en', 'ar', 'hi'],
    products: products('LFAEWEB1', '695', [
      ['cash-back', ['VC195', '195'], { annualFee: 315, minLimit: 5000, maxLimit: 100_000, interestRate: 41.88 }],
      ['miles', ['VC196', '196'], { annualFee: 1050, minLimit: 15_000, maxLimit: 300_000, interestRate: 39 }],
      ['everyday', ['VC197', '197'], { annualFee: 0, minLimit: 5000, maxLimit: 50_000, interestRate: 41.88 }],
    ]),
  },
};
