import type { DeskConversation, DeskEntry, LeadConsent, LeadField, WorkRow } from '../../../bot/desk/contract';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BEN = { id: 'ben', name: 'Ben' };

/** A conversation as the fixture keeps it: what the desk sees of it, and what it would see if it were revealed. */
export interface Kept {
  conversation: DeskConversation;
  readonly plain: Readonly<Record<string, string>>;
}

/** Four conversations with everything the desk can show, and as many plain ones as are wished for. */
export function fixtureConversations(now: number, others: number): readonly Kept[] {
  return [hongKong(now), emirates(now), thailand(now), singapore(now), ...plainOnes(now, others)];
}

function row(now: number, over: Partial<WorkRow> & Pick<WorkRow, 'conversationId'>): WorkRow {
  return {
    view: 'needsPerson',
    market: 'HK',
    locale: 'zh-Hant-HK',
    channel: 'whatsapp',
    status: 'pending',
    owner: 'queue',
    epoch: 1,
    customer: '•••• 0007',
    reason: 'asked',
    waitingSince: now - 4 * MINUTE,
    lastInboundAt: now - 4 * MINUTE,
    slaAt: now + 6 * MINUTE,
    windowClosesAt: now + 23 * HOUR,
    dueAt: now + 6 * MINUTE,
    ...over,
  };
}

const field = (over: Partial<LeadField> & Pick<LeadField, 'field' | 'label' | 'state'>): LeadField => ({
  masked: false,
  required: true,
  editable: true,
  input: 'text',
  ...over,
});

const INCOMES = [
  ['A1', 'Under HK$10,000', '低於 HK$10,000'],
  ['A2', 'HK$10,000 to HK$19,999', 'HK$10,000 至 HK$19,999'],
  ['A3', 'HK$20,000 to HK$39,999', 'HK$20,000 至 HK$39,999'],
  ['A4', 'HK$40,000 and above', 'HK$40,000 或以上'],
].map(([code = '', label = '', spoken]) => ({ code, label, spoken }));

const HK_FIELDS: readonly LeadField[] = [
  field({ field: 'product', label: 'Card', state: 'customerConfirmed', value: 'Larkfield Travel', by: 'customer' }),
  field({
    field: 'familyName',
    label: 'Family name',
    state: 'customerConfirmed',
    value: 'C•••',
    masked: true,
    by: 'customer',
  }),
  field({ field: 'givenName', label: 'Given name', state: 'botHeard', value: 'M••• ••', masked: true, by: 'customer' }),
  field({
    field: 'mobile',
    label: 'Mobile number',
    state: 'invalid',
    value: '•••• 12',
    masked: true,
    by: 'customer',
    input: 'tel',
    rule: 'A Hong Kong mobile has 8 digits, for example 5123 4567.',
  }),
  field({ field: 'email', label: 'E-mail', state: 'empty', input: 'email', required: false }),
  field({
    field: 'employmentStatus',
    label: 'Employment',
    state: 'empty',
    input: 'choice',
    choices: [
      { code: 'EMP', label: 'Employed', spoken: '受僱' },
      { code: 'SELF', label: 'Self-employed', spoken: '自僱' },
    ],
  }),
  field({ field: 'incomeBand', label: 'Monthly income', state: 'empty', input: 'choice', choices: INCOMES }),
  field({ field: 'ageConfirmed', label: 'Of age', state: 'customerConfirmed', value: 'Yes', editable: false }),
  field({ field: 'contactTime', label: 'Best time to call', state: 'skipped', required: false }),
];

const CONSENTS: readonly LeadConsent[] = [
  { purpose: 'privacyNotice', label: 'Privacy notice', state: 'granted', required: true, offerable: false },
  { purpose: 'termsAndConditions', label: 'Terms and conditions', state: 'open', required: true, offerable: true },
  { purpose: 'marketing', label: 'Marketing', state: 'declined', required: false, offerable: false },
];

const CANNED: DeskConversation['composer']['canned'] = [
  {
    id: 'hello',
    shortcut: 'hello',
    title: 'Greeting',
    text: '您好，我是 Larkfield Bank 的 Anna，請問有什麼可以幫您？',
  },
  { id: 'moment', shortcut: 'moment', title: 'One moment', text: '{customer}，請稍候，我正在為您查詢。' },
  { id: 'thanks', shortcut: 'thanks', title: 'Thanks', text: '感謝您的耐心等候。' },
];

const entry = (seq: number, at: number, from: DeskEntry['from'], text: string, more: Partial<DeskEntry> = {}) => ({
  seq,
  at,
  from,
  text,
  ...more,
});

function conversationOf(base: WorkRow, more: Partial<DeskConversation>): DeskConversation {
  return {
    row: base,
    flow: { id: 'card-lead', version: 4 },
    summary: [],
    transcript: [],
    seq: more.transcript?.at(-1)?.seq ?? 0,
    lead: { run: 1, fields: HK_FIELDS, consents: CONSENTS, applications: [] },
    notes: [],
    cases: [],
    callBacks: [],
    composer: {
      may: 'claimFirst',
      windowClosesAt: base.windowClosesAt,
      maxLength: base.channel === 'whatsapp' ? 1_024 : 4_000,
      locale: base.locale,
      template: { name: 'news', text: '閣下的信用卡申請有新消息。請回覆以查看。' },
      canned: CANNED,
    },
    handBack: {
      asks: 'employment',
      step: 'employment',
      next: [{ text: '您目前的就業狀況是？', locale: base.locale, choices: ['受僱', '自僱'] }],
      others: [
        { step: 'income', label: 'monthly income' },
        { step: 'email', label: 'e-mail' },
      ],
    },
    ...more,
  };
}

function hongKong(now: number): Kept {
  const at = (minutes: number) => now - minutes * MINUTE;
  const base = row(now, { conversationId: 'hk-7', windowClosesAt: now + 12 * MINUTE, dueAt: now + 6 * MINUTE });
  const transcript = [
    entry(1, at(26 * 60), 'customer', '你好'),
    entry(2, at(26 * 60), 'bot', '您好，我是 Larkfield Bank 的自動助理，可以協助您申請信用卡。', { delivery: 'read' }),
    entry(3, at(26 * 60), 'bot', '請選擇一張信用卡：', {
      delivery: 'read',
      choices: ['Larkfield Gold', 'Larkfield Travel', 'Larkfield Everyday'],
    }),
    entry(4, at(32), 'customer', 'Larkfield Travel'),
    entry(5, at(31), 'bot', '請問您的姓氏是？', { delivery: 'read' }),
    entry(6, at(30), 'customer', 'C•••', { masked: true }),
    entry(7, at(29), 'bot', '請輸入您的手提電話號碼。', { delivery: 'delivered' }),
    entry(8, at(12), 'customer', '•••• 12', { masked: true }),
    entry(9, at(12), 'bot', '這個號碼似乎不完整。請輸入 8 位數字。', { delivery: 'delivered' }),
    entry(10, at(5), 'customer', '我想和真人對話，這張卡有年費嗎？'),
    entry(11, at(4), 'bot', '好的，我們的同事會盡快與您聯絡。', { delivery: 'sent' }),
  ];
  const conversation = conversationOf(base, {
    transcript,
    timeZone: 'Asia/Hong_Kong',
    summary: [
      { label: 'Wants', value: 'Larkfield Travel' },
      { label: 'Stands at', value: 'mobile number' },
      { label: 'Last said', value: 'asked for a person' },
    ],
    notes: [{ id: 'n1', at: at(60), by: BEN, text: 'Called last week about the annual fee.' }],
    callBackSlots: slots(now),
  });
  return {
    conversation,
    plain: { familyName: 'Chan', givenName: 'Mei Ling', mobile: '512345 12', '6': 'Chan', '8': '512345 12' },
  };
}

function emirates(now: number): Kept {
  const base = row(now, {
    conversationId: 'ae-3',
    market: 'AE',
    locale: 'ar-AE',
    channel: 'webchat',
    customer: 'web 9F3C',
    reason: 'attempts',
    windowClosesAt: undefined,
    waitingSince: now - MINUTE,
    lastInboundAt: now - MINUTE,
    slaAt: now + 44 * MINUTE,
    dueAt: now + 44 * MINUTE,
    lastAgent: { id: 'ben', name: 'Ben Okafor' },
  });
  const transcript = [
    entry(1, now - 20 * MINUTE, 'bot', 'مرحبًا. أنا المساعد الآلي لبنك Larkfield. ما البطاقة التي ترغب فيها؟', {
      locale: 'ar-AE',
    }),
    entry(2, now - 19 * MINUTE, 'customer', 'أريد بطاقة Larkfield Gold من فضلك (رقم 2)'),
    entry(3, now - 18 * MINUTE, 'customer', 'Look: \u202egnp.exe\u202c and <b>bold</b> <img src=x onerror=alert(1)>'),
    entry(4, now - 17 * MINUTE, 'bot', 'ما اسمك الكامل؟', { locale: 'ar-AE', delivery: 'failed', code: '63016' }),
    entry(5, now - MINUTE, 'customer', 'لا أفهم السؤال'),
  ];
  const conversation = conversationOf(base, { transcript, timeZone: 'Asia/Dubai', callBackSlots: slots(now) });
  return { conversation: { ...conversation, composer: { ...conversation.composer, template: undefined } }, plain: {} };
}

function thailand(now: number): Kept {
  const base = row(now, {
    conversationId: 'th-5',
    view: 'callBacks',
    market: 'TH',
    locale: 'th-TH',
    channel: 'webchat',
    status: 'bot',
    owner: 'bot',
    customer: '•••• 881',
    reason: 'callBack',
    waitingSince: undefined,
    windowClosesAt: undefined,
    slaAt: undefined,
    itemId: 'call-1',
    dueAt: now + 90 * MINUTE,
  });
  const conversation = conversationOf(base, {
    transcript: [entry(1, now - 3 * HOUR, 'bot', 'หมายเลขอ้างอิงของคุณคือ LF-2026-004217')],
    timeZone: 'Asia/Bangkok',
    lead: {
      run: 1,
      fields: HK_FIELDS.map((one) => ({
        ...one,
        state: 'customerConfirmed',
        value: one.value ?? '•••',
        by: 'customer',
      })),
      consents: CONSENTS,
      applications: [{ product: 'Larkfield Gold', at: now - 3 * HOUR, status: 'done', reference: 'LF-2026-004217' }],
    },
    callBacks: [
      {
        id: 'call-1',
        market: 'TH',
        at: now - 3 * HOUR,
        status: 'open',
        slot: { from: now + 90 * MINUTE, to: now + 150 * MINUTE },
        hours: '09:00–18:00 (GMT+7)',
        reference: 'LF-2026-004217',
        tries: [{ at: now - HOUR, by: BEN, outcome: 'noAnswer' }],
      },
    ],
    callBackSlots: slots(now),
  });
  return { conversation, plain: {} };
}

function singapore(now: number): Kept {
  const base = row(now, {
    conversationId: 'sg-2',
    view: 'cases',
    market: 'SG',
    locale: 'en-SG',
    status: 'bot',
    owner: 'bot',
    customer: '•••• 4455',
    reason: 'case',
    itemId: 'case-1',
    dueAt: now - 8 * MINUTE,
    slaAt: now - 8 * MINUTE,
  });
  const conversation = conversationOf(base, {
    transcript: [
      entry(1, now - HOUR, 'bot', 'We have your application, the reference follows.', { delivery: 'delivered' }),
    ],
    timeZone: 'Asia/Singapore',
    cases: [
      {
        id: 'case-1',
        at: now - HOUR,
        reason: 'The bank’s answer is not known',
        status: 'open',
        evidence: {
          outcome: { class: 'ambiguous', status: 504 },
          attempts: 1,
          sentAt: new Date(now - HOUR).toISOString(),
        },
        possible: ['done', 'resend', 'reject'],
      },
    ],
  });
  return { conversation, plain: {} };
}

function plainOnes(now: number, count: number): readonly Kept[] {
  return Array.from({ length: count }, (_, at) => {
    const base = row(now, {
      conversationId: `bot-${at}`,
      view: 'bot',
      market: (['SG', 'HK', 'TH', 'AE'] as const)[at % 4],
      locale: ['en-SG', 'zh-Hant-HK', 'th-TH', 'ar-AE'][at % 4],
      channel: at % 2 === 0 ? 'webchat' : 'whatsapp',
      status: 'bot',
      owner: 'bot',
      customer: `•••• ${String(1_000 + at)}`,
      waitingSince: undefined,
      slaAt: undefined,
      windowClosesAt: at % 2 === 0 ? undefined : now + (at + 2) * HOUR,
      lastInboundAt: now - at * 7_000,
      dueAt: now + (at + 2) * HOUR,
    });
    const transcript = [entry(1, base.lastInboundAt, 'customer', `Hello ${at}`)];
    return { conversation: conversationOf(base, { transcript }), plain: {} };
  });
}

function slots(now: number): readonly { readonly from: number; readonly to: number }[] {
  const first = Math.ceil(now / HOUR) * HOUR;
  return Array.from({ length: 6 }, (_, at) => ({ from: first + (at + 1) * HOUR, to: first + (at + 2) * HOUR }));
}
