import { MARKET_PROFILES } from '../../adapters/markets';
import type { Reply } from '../../dialogs/message';
import { MARKETS } from '../../machines/market';
import { sandboxBankProfile } from '../../sandbox/bankProfiles';
import { bank, customer, play, products } from '../support/conversation';

/** WhatsApp's list rows are the narrowest place a choice is shown, its texts the shortest allowed anywhere. */
const LONGEST_LABEL = 24;
const MOST_CHOICES = 10;
const LONGEST_PAYLOAD = 200;
const LONGEST_TEXT = 4_096;

const EVERY_LOCALE = MARKETS.flatMap((market) =>
  MARKET_PROFILES[market].locales.map(({ tag }) => [market, tag] as const),
);

/** The words a customer reads, in every language of every market, from the welcome to the last word. */
describe('words', () => {
  products.startsOnce();

  it.each(EVERY_LOCALE)('%s in %s: every word is there, in its language, within the limits', async (market, locale) => {
    const { replies } = await play(products.current(), { market, locale }, [
      customer.opens(),
      customer.answersUpTo('summary'),
      customer.asksFor('help'),
      customer.taps('change'),
      customer.changes('mobile'),
      customer.answersUpTo('confirm'),
      customer.taps('accept'),
      bank.answers(),
      customer.taps('refuse'),
      customer.taps('status'),
      bank.answers(),
      customer.asksFor('agent'),
    ]);
    expect(replies.length).toBeGreaterThan(20);
    const promptIds = replies.map(({ prompt }) => prompt?.promptId);
    expect(new Set(promptIds).size).toBe(replies.length);
    const last = replies.findLast(({ prompt }) => prompt?.kind === 'end');
    expect(last?.lead).toEqual({ status: 'submitted', reference: expect.stringMatching(/^[A-Z0-9]{8,}$/) });
    for (const reply of replies) {
      expect(reply.prompt).toMatchObject({ promptId: expect.stringMatching(/^r1q\d+$/), step: expect.any(String) });
      expect(reply.locale).toBe(locale);
      checkTexts(reply);
      checkChoices(reply);
    }
    if (!locale.startsWith('en')) expect(englishIn(replies, market)).toEqual([]);
  });
});

function checkTexts({ text }: Reply): void {
  expect(text.trim()).not.toBe('');
  expect(text).not.toMatch(/\{\{|\}\}|undefined|\[object|NaN/);
  expect(text).not.toMatch(/^(say|ask|error|consent|review|status|btn|row)\.\w+$/m);
  expect(text.length).toBeLessThanOrEqual(LONGEST_TEXT);
}

function checkChoices({ choices = [], summary = [], cards = [] }: Reply): void {
  expect(choices.length).toBeLessThanOrEqual(MOST_CHOICES);
  expect(new Set(choices.map(({ label }) => label)).size).toBe(choices.length);
  expect(new Set(choices.map(({ payload }) => payload)).size).toBe(choices.length);
  for (const { label } of choices) {
    expect(label.trim()).not.toBe('');
    expect({ label, fits: label.length <= LONGEST_LABEL }).toEqual({ label, fits: true });
  }
  const changes = summary.flatMap(({ change }) => (change ? [change] : []));
  for (const { payload } of [...choices, ...changes, ...cards.map(({ select }) => select)]) {
    expect(payload.length).toBeLessThanOrEqual(LONGEST_PAYLOAD);
  }
  for (const { label, value } of summary) expect(label.trim() && value.trim()).not.toBe('');
}

/** Words that hardly any sentence in English does without, and no other of our languages has. */
const ENGLISH = /\b(?:the|your|you|please|with|this|have|what|which|would|are|will)\b/gi;

function englishIn(replies: readonly Reply[], market: (typeof MARKETS)[number]): string[] {
  const { name, legalEntity, products: cards } = sandboxBankProfile(market);
  const names = [name, legalEntity, ...cards.map((card) => card.name)];
  const shown = replies.flatMap(({ text, choices = [], cards: offers = [], link }) => [
    text,
    ...choices.map(({ label }) => label),
    ...offers.flatMap(({ title, subtitle = '', lines }) => [title, subtitle, ...lines]),
    link?.label ?? '',
  ]);
  return shown
    .map((text) => text.replace(/https?:\/\/\S+|\S+@\S+/g, ''))
    .map((text) => names.reduce((rest, allowed) => rest.replaceAll(allowed, ''), text))
    .flatMap((text) => text.match(ENGLISH)?.map((word) => `${word}: ${text.slice(0, 80)}`) ?? []);
}
