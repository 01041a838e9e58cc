import { MARKET_PROFILES } from '../../../../adapters/markets';
import { flowCatalogue } from '../../../../bot/flowCatalogue';
import { loadTexts, readLocales } from '../../../../bot/loadTexts';
import { studioWorld } from '../../../../bot/studio/studioWorld';
import type { FlowContent } from '../../../../machines/flowEdit/content';
import { sandboxWorld } from '../../../../scripts/sandboxWorld';
import { findText, readersOf } from '../../../../web/studio/client/state/wording';
import { budgetOf } from '../../../../web/studio/client/words/budgetOf';
import { readWordFile, toWordFile } from '../../../../web/studio/client/words/wordFile';
import { wordRows } from '../../../../web/studio/client/words/wordRows';
import { readXliff, toXliff } from '../../../../web/studio/client/words/xliffFile';
import { CARD_LEAD } from '../../../machines/fixtures';

const WORLD = studioWorld(MARKET_PROFILES, flowCatalogue(sandboxWorld(loadTexts())), readLocales());
const BASE: FlowContent = { flow: CARD_LEAD, words: {} };
const draft = (words: FlowContent['words']): FlowContent => ({ flow: CARD_LEAD, words });
const row = (content: FlowContent, locale: string, key: string) =>
  wordRows(content, BASE, WORLD, locale).find((one) => one.key === key)!;

it('a text is found as customers read it: the draft’s first, from region to language to English', () => {
  const content = draft({ pl: { 'ask.mobile': 'Numer?' }, en: { 'ask.email': 'Mail?' } });
  expect(findText(content, WORLD, 'pl-PL', 'ask.mobile')).toEqual({ text: 'Numer?', locale: 'pl', from: 'draft' });
  expect(findText(content, WORLD, 'en-PL', 'ask.email')).toMatchObject({ text: 'Mail?', locale: 'en' });
  expect(findText(content, WORLD, 'zh-Hant-HK', 'ask.mobile')?.locale).toMatch(/^zh-Hant/);
  expect(findText(content, WORLD, 'pl-PL', 'no.such')).toBeUndefined();
});

it('what is written for a language is read where no region has a text of its own', () => {
  expect(readersOf(draft({}), WORLD, 'pl', 'ask.mobile')).toEqual(['PL']);
  expect(readersOf(draft({ 'pl-PL': { 'ask.mobile': 'Numer?' } }), WORLD, 'pl', 'ask.mobile')).toEqual([]);
});

it('a translation is out of date once its English changed, until somebody looks at it', () => {
  const changed = { en: { 'ask.mobile': 'Which number may we call?' } };
  expect(row(draft({}), 'pl', 'ask.mobile').isStale).toBe(false);
  expect(row(draft(changed), 'pl', 'ask.mobile').isStale).toBe(true);
  expect(row(draft(changed), 'en', 'ask.mobile')).toMatchObject({ isStale: false, isChanged: true });
  const same = findText(BASE, WORLD, 'pl', 'ask.mobile')!.text;
  expect(row(draft({ ...changed, pl: { 'ask.mobile': same } }), 'pl', 'ask.mobile').isStale).toBe(false);
  expect(row(draft({ ...changed, pl: { 'ask.mobile': 'Numer?' } }), 'pl', 'ask.mobile').isStale).toBe(false);
});

it('out of date it stays in a later draft, as long as it is the one that ships', () => {
  const published = draft({ en: { 'ask.mobile': 'Which number may we call?' } });
  const rows = wordRows(published, published, WORLD, 'pl');
  expect(rows.find(({ key }) => key === 'ask.mobile')?.isStale).toBe(true);
});

it('room is counted with the longest values, by the place a text is said in', () => {
  expect(budgetOf(CARD_LEAD, WORLD, 'pl', 'btn.yes', 'Tak')).toEqual({ what: 'button', length: 3, limit: 20 });
  const { length } = budgetOf(CARD_LEAD, WORLD, 'pl', 'ask.ageConfirmed', '{{age}}')!;
  expect(length).toBe('18'.length + 2);
  // Nothing limits a text without buttons, nor one that is read where there is no messenger.
  expect(budgetOf(CARD_LEAD, WORLD, 'pl', 'ask.email', 'x')).toBeUndefined();
  expect(budgetOf(CARD_LEAD, WORLD, 'ar', 'btn.yes', 'x')).toBeUndefined();
});

it('legal texts are known by the steps that ask to agree to them', () => {
  expect(row(draft({}), 'pl', 'consent.privacyNotice').isLegal).toBe(true);
  expect(row(draft({}), 'pl', 'ask.mobile').isLegal).toBe(false);
});

describe('a file of words', () => {
  const read = (json: unknown, locale = 'pl', isFixed = (_: string) => false) =>
    readWordFile(JSON.stringify(json), locale, BASE, WORLD, isFixed);

  it('comes back as nothing new, nested as i18next has it', () => {
    const file = toWordFile(wordRows(BASE, BASE, WORLD, 'pl').filter(({ found }) => found?.locale === 'pl'));
    expect(JSON.parse(file)).toMatchObject({ ask: { mobile: expect.any(String) } });
    expect(readWordFile(file, 'pl', BASE, WORLD, () => false)).toEqual({ edits: [], problems: [] });
  });

  it('brings in what is new, nested or flat', () => {
    const edit = { kind: 'setWord', locale: 'pl', key: 'ask.mobile', text: 'Numer?' };
    expect(read({ ask: { mobile: 'Numer?' } }).edits).toEqual([edit]);
    expect(read({ 'ask.mobile': 'Numer?' }).edits).toEqual([edit]);
  });

  it('leaves out what cannot be said, and says why', () => {
    const { edits, problems } = read(
      {
        ask: { ageConfirmed: 'Masz już lat?', mobile: ' ' },
        'no.such': 'x',
        'No key': 'x',
        consent: { privacyNotice: 'x' },
      },
      'pl',
      (key) => key.startsWith('consent.'),
    );
    expect(edits).toEqual([]);
    expect(problems).toEqual([
      'ask.ageConfirmed: keep {{age}}',
      'ask.mobile: it is empty',
      'no.such: there is no such text',
      '“No key” is no text key',
      'consent.privacyNotice: it is a legal text and locked',
    ]);
  });

  it('is no way to reach the language itself', () => {
    expect(readWordFile('{"__proto__": {"polluted": "x"}}', 'pl', BASE, WORLD, () => false).edits).toEqual([]);
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('an XLIFF file', () => {
  const changed = draft({ en: { 'ask.mobile': 'Which number may we call?' }, pl: { 'ask.email': 'Mail & <adres>?' } });
  const written = (content: FlowContent, keys = ['ask.mobile', 'ask.email', 'ask.ageConfirmed']) =>
    toXliff(
      wordRows(content, BASE, WORLD, 'pl').filter(({ key }) => keys.includes(key)),
      'pl',
      'card-lead',
    );
  const read = (text: string, content = changed) => {
    const stale = wordRows(content, BASE, WORLD, 'pl').filter((one) => one.isStale);
    const isStale = (key: string) => stale.some((one) => one.key === key);
    return readXliff(text, 'pl', content, WORLD, () => false, isStale);
  };

  it('comes back as nothing new, with what is out of date still out of date, and is always the same', async () => {
    const file = await written(changed);
    expect(await written(changed)).toBe(file);
    expect(file).toContain('<trans-unit id="ask.mobile" approved="no">');
    expect(file).toContain('<target>Mail &amp; &lt;adres&gt;?</target>');
    expect(await read(file)).toEqual({ edits: [], problems: [] });
    const all = wordRows(BASE, BASE, WORLD, 'pl').filter(({ found }) => found?.locale === 'pl');
    expect(await read(await toXliff(all, 'pl', 'card-lead'), BASE)).toEqual({ edits: [], problems: [] });
    // Nor does what a region takes over from its language.
    const ofRegion = await toXliff(wordRows(BASE, BASE, WORLD, 'pl-PL'), 'pl-PL', 'card-lead');
    expect(
      await readXliff(
        ofRegion,
        'pl-PL',
        BASE,
        WORLD,
        () => false,
        () => false,
      ),
    ).toEqual({ edits: [], problems: [] });
  });

  it('brings in what is new, and that a translator found an old one right', async () => {
    const file = await written(changed);
    const text = row(changed, 'pl', 'ask.mobile').found!.text;
    const right = file.replace('id="ask.mobile" approved="no"', 'id="ask.mobile" approved="yes"');
    expect((await read(right)).edits).toEqual([{ kind: 'setWord', locale: 'pl', key: 'ask.mobile', text }]);
    expect((await read(file.replace('Mail &amp; &lt;adres&gt;?', 'Adres?'))).edits).toEqual([
      { kind: 'setWord', locale: 'pl', key: 'ask.email', text: 'Adres?' },
    ]);
  });

  it('leaves out what was translated from other English, has no place, or lost its placeholders', async () => {
    const file = (await written(BASE))
      .replace(/id="ask.email"/, 'id="no.such"')
      .replace(/<target>([^<]*)\{\{age\}\}/, '<target>$1');
    expect(await read(file)).toEqual({
      edits: [],
      problems: [
        'ask.mobile: its English changed since the file was written',
        'ask.ageConfirmed: keep {{age}}',
        'no.such: there is no such text',
      ],
    });
    await expect(
      readXliff(
        file,
        'th',
        changed,
        WORLD,
        () => false,
        () => false,
      ),
    ).rejects.toThrow('it is for pl');
  });

  it.each([
    ['nothing', '', 'no XLIFF'],
    ['another document', '<html/>', 'no XLIFF'],
    ['entities', '<!DOCTYPE a [<!ENTITY b "c">]><xliff version="1.2"/>', 'entities'],
    ['nesting without end', '<g>'.repeat(100_000), 'nested deeper'],
    ['tags that do not end', '<a'.repeat(900_000), 'no XLIFF'],
    ['far too much', 'x'.repeat(2_000_001), 'larger'],
  ])('is refused with %s', async (_, text, why) => {
    await expect(read(text)).rejects.toThrow(why);
  });

  it('is no way to reach the language itself', async () => {
    const unit = '<trans-unit id="__proto__" approved="yes"><source>x</source><target>y</target></trans-unit>';
    const file = `<file original="__proto__" source-language="en" target-language="pl"><body>${unit}</body></file>`;
    expect((await read(`<xliff version="1.2">${file}</xliff>`)).edits).toEqual([]);
    expect({}).not.toHaveProperty('source');
  });
});
