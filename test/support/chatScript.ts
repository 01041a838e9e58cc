export type ScriptedTurn = 'start' | 'product' | 'name' | 'mobile' | 'area' | 'terms' | 'review' | 'done';

/** A message of the assistant as `channelData` carries it. */
export interface WireReply {
  readonly text: string;
  readonly [key: string]: unknown;
}

interface Scripted {
  readonly turn: ScriptedTurn;
  readonly locale: string;
  readonly messages: readonly WireReply[];
}

const choice = (payload: string, label: string, description?: string) => ({ payload, label, description });
const prompt = (n: number, step: string, kind: string, field?: string) => ({ promptId: `r1q${n}`, step, kind, field });

const WORDS = {
  en: {
    welcome:
      'Hello. I am the automated assistant of Larkfield Bank and I can help you start a credit card application. It takes about two minutes. To talk to a person, type "agent" at any time.\n\nPlease do not send card numbers, passwords, one-time codes or ID numbers in this chat.',
    privacy:
      'Before the first personal question: Larkfield Bank will use the details you give here to handle your card application. Privacy notice: https://larkfield.example/privacy.\n\nDo you agree that we continue on this basis?',
    agree: 'I agree',
    decline: "I don't agree",
    product: 'Which card would you like to apply for?',
    name: 'What is your full name, as on your ID?',
    mobile: 'What is your mobile number? We send updates about your application to it.',
    area: 'Which province or city do you live in?',
    terms:
      'Please read before you decide:\nTerms and conditions: https://larkfield.example/terms\nRates, fees and key facts: https://larkfield.example/facts\n\nDo you accept the terms and conditions of Larkfield Bank?',
    review: 'Please check your details:',
    submit: 'Submit',
    done: 'Your application is with the bank. Your reference number:\nLF-2026-004217',
    choose: 'Choose this card',
    facts: 'Rates and fees',
    change: 'Change',
    skip: 'Skip',
    labels: ['Card', 'Full name', 'Mobile number', 'Area'],
  },
  ar: {
    welcome:
      'مرحبًا. أنا المساعد الآلي لبنك Larkfield ويمكنني مساعدتك في بدء طلب بطاقة ائتمان. يستغرق الأمر نحو دقيقتين. للتحدث مع موظف، اكتب "موظف" في أي وقت.\n\nيرجى عدم إرسال أرقام البطاقات أو كلمات المرور في هذه المحادثة.',
    privacy:
      'قبل أول سؤال شخصي: سيستخدم بنك Larkfield التفاصيل التي تقدمها هنا لمعالجة طلب بطاقتك. إشعار الخصوصية: https://larkfield.example/privacy\n\nهل توافق على المتابعة على هذا الأساس؟',
    agree: 'أوافق',
    decline: 'لا أوافق',
    product: 'ما البطاقة التي ترغب في التقدم بطلب للحصول عليها؟',
    name: 'ما اسمك الكامل كما هو مدون في هويتك؟',
    mobile: 'ما رقم هاتفك المتحرك؟ سنرسل إليه مستجدات طلبك.',
    area: 'في أي إمارة تقيم؟',
    terms: 'يرجى القراءة قبل أن تقرر:\nالشروط والأحكام: https://larkfield.example/terms\n\nهل تقبل الشروط والأحكام؟',
    review: 'يرجى التحقق من بياناتك:',
    submit: 'إرسال',
    done: 'طلبك لدى البنك. رقمك المرجعي:\nLF-2026-004217',
    choose: 'اختيار هذه البطاقة',
    facts: 'الأسعار والرسوم',
    change: 'تغيير',
    skip: 'تخطي',
    labels: ['البطاقة', 'الاسم الكامل', 'رقم الهاتف', 'المنطقة'],
  },
} as const;

const ROWS = [
  ['Bắc Ninh', 'Bac Ninh', 'Bắc Giang'],
  ['Cà Mau'],
  ['Cần Thơ', 'Hậu Giang'],
  ['Đà Nẵng', 'Danang', 'Quảng Nam'],
  ['Đắk Lắk'],
  ['Hà Nội', 'Hanoi', 'ฮานอย'],
  ['Hải Phòng'],
  ['Huế', 'Thừa Thiên Huế'],
  ['Thành phố Hồ Chí Minh', 'HCMC', 'Saigon', 'Sài Gòn'],
  ['Vĩnh Long'],
].map(([label = '', ...aliases], index) => ({ payload: `r1q5|pick:D${index}`, label, aliases }));

/** A short application, from the welcome to the reference number, that shows everything the page can draw. */
export function scriptedReply(said: {
  readonly turn: ScriptedTurn;
  readonly text: string;
  readonly payload?: string;
  readonly locale: string;
}): Scripted {
  const [, language] = /^cmd\|language:(.+)$/.exec(said.payload ?? '') ?? [];
  const locale = language ?? said.locale;
  const turn = language || said.payload === 'cmd|restart' ? 'start' : said.turn;
  return { locale, ...answers(locale)[turn] };
}

scriptedReply.rows = ROWS;

function answers(locale: string): Readonly<Record<ScriptedTurn, Omit<Scripted, 'locale'>>> {
  const w = locale.startsWith('ar') ? WORDS.ar : WORDS.en;
  const pair = (n: number) => [choice(`r1q${n}|grant`, w.agree), choice(`r1q${n}|refuse`, w.decline)];
  return {
    start: {
      turn: 'product',
      messages: [
        { text: w.welcome },
        {
          text: w.privacy,
          prompt: prompt(1, 'privacy', 'consent'),
          choices: pair(1),
          input: 'none',
          progress: { answered: 0, total: 7 },
        },
      ],
    },
    product: {
      turn: 'name',
      messages: [
        {
          text: w.product,
          prompt: prompt(2, 'product', 'ask', 'product'),
          progress: { answered: 1, total: 7 },
          cards: cards(w),
        },
      ],
    },
    name: {
      turn: 'mobile',
      messages: [
        {
          text: w.name,
          prompt: prompt(3, 'name', 'ask', 'fullName'),
          input: 'text',
          progress: { answered: 2, total: 7 },
        },
      ],
    },
    mobile: {
      turn: 'area',
      messages: [
        {
          text: w.mobile,
          prompt: prompt(4, 'mobile', 'ask', 'mobile'),
          input: 'tel',
          choices: [choice('r1q4|skip', w.skip)],
          progress: { answered: 3, total: 7 },
        },
      ],
    },
    area: {
      turn: 'terms',
      messages: [
        {
          text: w.area,
          prompt: prompt(5, 'division', 'ask', 'division'),
          search: { total: ROWS.length },
          choices: ROWS.slice(5, 9).map(({ payload, label }) => choice(payload, label)),
          progress: { answered: 4, total: 7 },
        },
      ],
    },
    terms: {
      turn: 'review',
      messages: [
        { text: w.terms, prompt: prompt(6, 'terms', 'consent'), choices: pair(6), progress: { answered: 5, total: 7 } },
      ],
    },
    review: {
      turn: 'done',
      messages: [
        {
          text: [
            w.review,
            ...['Larkfield Gold', 'Nguyễn Thị Mai', '+84 912 345 678', 'Hà Nội'].map(
              (value, at) => `${w.labels[at]}: ${value}`,
            ),
          ].join('\n'),
          prompt: prompt(7, 'review', 'review'),
          summary: ['Larkfield Gold', 'Nguyễn Thị Mai', '+84 912 345 678', 'Hà Nội'].map((value, at) => ({
            label: w.labels[at],
            value,
            change: choice(`r1q7|change:f${at}`, w.change),
          })),
          choices: [choice('r1q7|accept', w.submit)],
          progress: { answered: 6, total: 7 },
        },
      ],
    },
    done: {
      turn: 'done',
      messages: [
        {
          text: w.done,
          lead: { status: 'submitted', reference: 'LF-2026-004217' },
          link: { label: 'Continue online', url: 'https://larkfield.example/continue' },
          progress: { answered: 7, total: 7 },
        },
      ],
    },
  };
}

function cards(w: (typeof WORDS)[keyof typeof WORDS]): readonly object[] {
  const rows: readonly (readonly [string, string, readonly string[]])[] = [
    ['Larkfield Gold', '2% back on everything you buy', ['Annual fee: 1,200', 'Interest: 28% a year']],
    [
      'Larkfield Travel',
      'Two airport lounge visits a year',
      ['Annual fee: 2,400', 'Interest: 28% a year', 'Credit limit: 20,000 to 500,000'],
    ],
    ['Larkfield Everyday', 'No annual fee, for ever', ['No annual fee', 'Interest: 30% a year']],
  ];
  return rows.map(([title, subtitle, lines], at) => ({
    title,
    subtitle,
    lines,
    select: choice(`r1q2|pick:C${at}`, w.choose),
    link: { label: w.facts, url: 'https://larkfield.example/facts' },
  }));
}
