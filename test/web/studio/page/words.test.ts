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
