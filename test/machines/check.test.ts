import { flowCatalogue } from '../../bot/flowCatalogue';
import { loadTexts } from '../../bot/loadTexts';
import { type Catalogue, checkFlow, type Issue } from '../../machines/check';
import type { Flow } from '../../machines/flow';
import { sandboxWorld } from '../../scripts/sandboxWorld';
import { ask, CARD_LEAD, callout, consent, flowOf, review, say, yesNo } from './fixtures';

const CATALOGUE: Catalogue = {
  text: (locale, key) => (key === 'say.untranslated' && locale !== 'en' ? undefined : `${key.slice(-8)}`),
  buttons: () => [],
  linesBelow: () => [],
  limits: { button: 20, row: 24, buttons: 3, body: 100, payload: 40 },
  markets: {
    SG: {
      locales: ['en-SG', 'ms-SG'],
      hasMessenger: true,
      requiredConsents: ['privacyNotice', 'termsAndConditions'],
      requiredFields: ['product', 'mobile'],
      mustNotCollect: ['patronymic'],
      rows: (list) => (list === 'division' ? [] : [{ code: 'A', label: 'One' }]),
      longestValues: { bank: 'x'.repeat(30) },
      longestAnswer: () => 20,
    },
  },
};

const SOUND = {
  hello: say('product'),
  product: ask('product', 'privacy', { choices: { from: 'list', list: 'products' } }),
  privacy: consent('privacyNotice', 'mobile'),
  mobile: ask('mobile', 'terms'),
  terms: consent('termsAndConditions', 'check'),
  check: review(['product', 'mobile'], 'submit'),
  submit: callout('done'),
};

const issuesOf = (changes: Parameters<typeof flowOf>[0], more = {}, catalogue = CATALOGUE): Issue[] =>
  checkFlow(flowOf({ ...SOUND, ...changes }, more), catalogue);
const seen = (issues: readonly Issue[]) => issues.map(({ step, code }) => `${step}: ${code}`);

it('finds nothing in a sound flow', () => {
  expect(issuesOf({})).toEqual([]);
});

it('names market, step and remedy', () => {
  expect(issuesOf({ privacy: consent('privacyNotice', 'mobile', { declined: 'mobile' }) })).toContainEqual({
    market: 'SG',
    step: 'submit',
    code: 'submitsWithoutConsent',
    message: "'submit' can be reached without 'privacyNotice' being granted. Put its consent step on every way there.",
  });
});

it.each<[string, Parameters<typeof flowOf>[0], string]>([
  ['an exit to nowhere', { hello: say('gone') }, 'hello: danglingExit'],
  ['a step nothing leads to', { lost: say('done') }, 'lost: unreachable'],
  ['a step that never ends', { mobile: ask('mobile', 'mobile', { exhausted: 'mobile' }) }, 'mobile: neverEnds'],
  ['a ring of texts', { hello: say('again'), again: say('hello') }, 'hello: sayRing'],
  [
    'a required field that can be skipped',
    { mobile: ask('mobile', 'terms', { optional: true }) },
    'submit: submitsWithoutField',
  ],
  [
    'a required field on one way only',
    {
      product: yesNo('product', [{ when: { field: 'product', is: 'yes' }, to: 'privacy' }, { to: 'other' }]),
      other: consent('privacyNotice', 'terms'),
    },
    'submit: submitsWithoutField',
  ],
  ['a callout nobody confirmed', { terms: consent('termsAndConditions', 'submit') }, 'submit: submitsWithoutReview'],
  [
    'a question after the review',
    { check: review(['mobile'], 'late'), late: ask('email', 'submit') },
    'late: asksAfterReview',
  ],
  ['a second application', { submit: callout('twice'), twice: callout('done') }, 'twice: submitsTwice'],
  [
    'a personal question before the notice',
    { hello: say('email'), email: ask('email', 'product') },
    'email: asksBeforeNotice',
  ],
  [
    'a field not to be collected',
    { mobile: ask('mobile', 'extra'), extra: ask('patronymic', 'terms') },
    'extra: mustNotCollect',
  ],
  [
    'a branch on what was not asked',
    { mobile: ask('mobile', [{ when: { field: 'email', is: 'x' }, to: 'done' }, { to: 'terms' }]) },
    'mobile: readsUnknownField',
  ],
  [
    'a branch that never holds',
    { product: yesNo('product', [{ when: { field: 'product', is: 'maybe' }, to: 'done' }, { to: 'privacy' }]) },
    'product: branchNeverHolds',
  ],
  [
    'branches without a default',
    { product: yesNo('product', [{ when: { field: 'product', is: 'yes' }, to: 'privacy' }]) },
    'product: noDefaultExit',
  ],
  [
    'a dependant asked first',
    { mobile: ask('mobile', 'income'), income: ask('incomeBand', 'job'), job: ask('employmentStatus', 'terms') },
    'income: dependantFirst',
  ],
  [
    'a purpose in two versions',
    {
      hello: consent('marketing', 'again', { declined: 'again' }),
      again: consent('marketing', 'product', { declined: 'product', notice: { key: 'a.b', version: 'v2' } }),
    },
    'hello: noticeVersionsClash',
  ],
  ['a text without translation', { hello: { ...say('product'), text: 'say.untranslated' } }, 'hello: textMissing'],
  [
    'a list the market lacks',
    { product: ask('product', 'privacy', { choices: { from: 'list', list: 'division' } }) },
    'product: listMissing',
  ],
])('finds %s', (_, changes, expected) => {
  expect(seen(issuesOf(changes))).toContain(expected);
});

it('finds placeholders that differ from English, in the flow version’s own wording too', () => {
  const texts = { en: { 'say.hello': 'Hi {{bank}}' }, ms: { 'say.hello': 'Hai {{bnk}}' } };
  expect(seen(issuesOf({}, { texts }))).toEqual(['hello: placeholdersDiffer']);
});

it('counts titles as the channel does: fewer fit on buttons than in a list', () => {
  const long = (length: number, rows: number): Catalogue => ({
    ...CATALOGUE,
    markets: {
      SG: {
        ...CATALOGUE.markets.SG!,
        rows: () => Array.from({ length: rows }, (_, row) => ({ code: `${row}`, label: `${row}`.padEnd(length, 'x') })),
      },
    },
  });
  expect(issuesOf({}, {}, long(20, 3))).toEqual([]);
  expect(seen(issuesOf({}, {}, long(21, 3)))).toContain('product: titleTooLong');
  expect(issuesOf({}, {}, long(24, 4))).toEqual([]);
  expect(seen(issuesOf({}, {}, long(25, 4)))).toContain('product: titleTooLong');
});

describe('room on a messenger', () => {
  const products = { choices: { from: 'list', list: 'products' } };
  const saying = (key: string, length: number) => ({
    texts: { en: { [key]: 'x'.repeat(length) }, ms: { [key]: 'x' } },
  });
  const webOnly: Catalogue = {
    ...CATALOGUE,
    limits: { ...CATALOGUE.limits, button: 2, row: 2 },
    markets: { SG: { ...CATALOGUE.markets.SG!, hasMessenger: false } },
  };

  it('is wanted above buttons, and nowhere else', () => {
    expect(issuesOf({}, saying('ask.product', 99))).toEqual([]);
    expect(seen(issuesOf({}, saying('ask.product', 100)))).toEqual(['product: textTooLong']);
    expect(issuesOf({}, saying('ask.mobile', 500))).toEqual([]);
    // A notice is sent whole before its buttons.
    expect(issuesOf({}, saying('consent.privacyNotice', 500))).toEqual([]);
    expect(issuesOf({}, saying('ask.product', 500), webOnly)).toEqual([]);
  });

  it('counts what a text can be filled with, and the lines below it', () => {
    const withBank = {
      texts: { en: { 'ask.product': `${'x'.repeat(70)}{{bank}}` }, ms: { 'ask.product': '{{bank}}' } },
    };
    expect(seen(issuesOf({}, withBank))).toEqual(['product: textTooLong']);
    const below: Catalogue = { ...CATALOGUE, linesBelow: (step) => (step.kind === 'ask' ? ['list.search'] : []) };
    expect(seen(issuesOf({ product: ask('product', 'privacy', products) }, saying('ask.product', 95), below))).toEqual([
      'product: textTooLong',
    ]);
  });

  it('is counted with the longest answers of a summary', () => {
    // Two lines: a label of eight, a colon, the value ("One", or 20 characters) and what isolates it.
    const shown = 1 + 8 + 2 + 3 + 2 + (1 + 8 + 2 + 20 + 2);
    expect(issuesOf({}, saying('review.summary', 100 - shown))).toEqual([]);
    const [issue] = issuesOf({}, saying('review.summary', 101 - shown));
    expect(issue).toMatchObject({ market: 'SG', step: 'check', code: 'textTooLong' });
    expect(issue?.message).toContain('can need 101 characters where 100 fit');
  });

  it('does not limit titles where there is no messenger', () => {
    expect(issuesOf({}, {}, webOnly)).toEqual([]);
    expect(seen(issuesOf({}, {}, { ...webOnly, markets: CATALOGUE.markets }))).toContain('product: titleTooLong');
  });

  it('is wanted in what a button sends back, on every channel', () => {
    const long = 'a'.repeat(40);
    const flow = { hello: say(long), [long]: ask('product', 'privacy', products), product: undefined };
    const steps = Object.fromEntries(Object.entries({ ...SOUND, ...flow }).filter(([, step]) => step));
    const issues = checkFlow(flowOf(steps as Parameters<typeof flowOf>[0]), webOnly);
    expect(seen(issues)).toEqual([`${long}: payloadTooLong`]);
  });
});

it('finds interrupts that ask, overrides that go nowhere, and markets not served', () => {
  expect(seen(issuesOf({}, { interrupts: { stop: 'mobile', agent: 'agent' } }))).toContain('mobile: interruptKind');
  expect(seen(issuesOf({}, { overrides: { SG: { gone: { text: 'a.b' } } } }))).toEqual(['gone: overrideUnknownStep']);
  expect(seen(issuesOf({}, { overrides: { SG: { hello: { kind: 'end' } } } }))).toEqual(['hello: overrideFixed']);
  expect(seen(issuesOf({}, { overrides: { SG: { hello: { text: 7 } } } }))).toEqual(['hello: overrideInvalid']);
  expect(seen(issuesOf({}, { overrides: { HK: {} } }))).toEqual(['undefined: overrideUnused']);
  expect(seen(issuesOf({}, { markets: ['HK'] }))).toEqual(['undefined: marketUnknown']);
  expect(seen(issuesOf({}, { moved: { old: 'gone' } }))).toEqual(['gone: movedNowhere']);
});

it('stays quick on a flow with very many paths', () => {
  const forks = Object.fromEntries(
    Array.from({ length: 120 }, (_, n) => [
      `f${n}`,
      yesNo('ageConfirmed', [{ when: { field: 'ageConfirmed', is: 'yes' }, to: `g${n}` }, { to: `f${n + 1}` }]),
    ]),
  );
  const joins = Object.fromEntries(Array.from({ length: 120 }, (_, n) => [`g${n}`, say(`f${n + 1}`)]));
  expect(issuesOf({ hello: say('f0'), ...forks, ...joins, f120: say('product') })).toEqual([]);
});

describe('the flow that ships', () => {
  const catalogue = flowCatalogue(sandboxWorld(loadTexts()));

  it('has no issue in any market', () => {
    expect(checkFlow(CARD_LEAD, catalogue)).toEqual([]);
  });

  it('is refused where there is a messenger once a question has no room above its buttons', () => {
    const product = { ...CARD_LEAD.steps.product, text: 'ask.long' } as Flow['steps'][string];
    const locales = CARD_LEAD.markets.flatMap((market) => catalogue.markets[market]?.locales ?? []);
    const texts = Object.fromEntries(['en', ...locales].map((tag) => [tag, { 'ask.long': 'x'.repeat(1000) }]));
    const issues = checkFlow({ ...CARD_LEAD, texts, steps: { ...CARD_LEAD.steps, product } }, catalogue);
    expect(new Set(seen(issues))).toEqual(new Set(['product: textTooLong']));
    const refused = new Set(issues.map(({ market }) => market));
    const messengers = CARD_LEAD.markets.filter((market) => catalogue.markets[market]?.hasMessenger);
    expect([...refused]).toEqual(messengers);
    expect(messengers.length).toBeLessThan(CARD_LEAD.markets.length);
  });

  it('is refused everywhere once terms can be declined and still submit', () => {
    const terms = { ...CARD_LEAD.steps.terms, declined: 'contact' } as Flow['steps'][string];
    const issues = checkFlow({ ...CARD_LEAD, steps: { ...CARD_LEAD.steps, terms } }, catalogue);
    const refused = issues.filter(({ code }) => code === 'submitsWithoutConsent').map(({ market }) => market);
    expect(refused).toEqual(CARD_LEAD.markets);
  });
});
