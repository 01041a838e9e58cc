import { compose } from '../../../../../adapters/channels/whatsapp/outbound/render';
import { createPayloadSeal } from '../../../../../adapters/channels/whatsapp/payloadSeal';
import { MARKET_PROFILES } from '../../../../../adapters/markets';
import type { Reply } from '../../../../../dialogs/message';
import { render } from '../../../../../dialogs/render';
import type { View } from '../../../../../dialogs/view';
import type { Effect } from '../../../../../machines/events';
import { type FieldFact, NO_FACTS } from '../../../../../machines/facts';
import { FIELDS, type FieldId } from '../../../../../machines/lead';
import { MARKETS, type Market } from '../../../../../machines/market';
import { sandboxBankProfile } from '../../../../../sandbox/bankProfiles';
import { cardLeadIn } from '../../../../machines/fixtures';
import { listsOf, texts } from '../../../../support/fixtures';
import { faultsOf, readIn } from './outgoing';

/** Every question, notice and remark of the shipped flow as WhatsApp gets it, with answers as long as they may be. */

const { seal } = createPayloadSeal('key');
const CONVERSATION = '0'.repeat(36);

const LONGEST: Readonly<Record<(typeof FIELDS)[FieldId]['kind'], string>> = {
  choice: 'yes',
  name: 'Wolfeschlegelsteinhausen '.repeat(5).slice(0, 120).trim(),
  mobile: '+123456789012345',
  email: `${'first.last_'.repeat(20)}@${'bank.'.repeat(6)}example`,
  address: 'Flat 12, Tower 3, '.repeat(20).slice(0, 200).trim(),
};

function factsWith(market: Market, locale: string): View['facts'] {
  const rows = listsOf(MARKET_PROFILES[market]);
  const longestRow = (list: Parameters<typeof rows>[0]) =>
    [...rows(list, locale)].sort((a, b) => b.label.length - a.label.length)[0]?.code;
  const steps = Object.values(cardLeadIn(market).flow.steps);
  const fields = Object.entries(FIELDS).map(([field, { kind }]): [string, FieldFact] => {
    const asked = steps.find((step) => step.kind === 'ask' && step.field === field);
    const list = asked?.kind === 'ask' && asked.choices?.from === 'list' ? asked.choices.list : undefined;
    return [field, { value: (list && longestRow(list)) ?? LONGEST[kind], by: 'customer' }];
  });
  return { ...NO_FACTS, fields: Object.fromEntries(fields), revision: fields.length };
}

function turnsIn(market: Market, locale: string) {
  const profile = MARKET_PROFILES[market];
  const { flow } = cardLeadIn(market);
  const view: Omit<View, 'step'> = {
    market: profile,
    bank: sandboxBankProfile(market),
    channel: 'whatsapp',
    locale,
    flow,
    facts: factsWith(market, locale),
    status: 'bot',
    texts,
    list: listsOf(profile),
  };
  return Object.entries(flow.steps).flatMap(([step, spec]) => {
    const effect = { type: spec.kind, step, spec } as Effect;
    const notice = { type: 'notice', text: 'error.choice' } as const;
    return [[effect], [notice, effect]].map((utterances) => ({
      name: `${market} ${locale} ${step}`,
      replies: render({ view: { ...view, step }, utterances, seq: 100_000, run: 99 }).replies,
    }));
  });
}

describe.each(MARKETS)('every step in %s', (market) => {
  const turns = MARKET_PROFILES[market].locales.flatMap(({ tag }) => turnsIn(market, tag));

  it.each([false, true])('is inside every limit in every language (as text: %s)', (asText) => {
    const parts = { texts, seal: (payload: string) => seal(CONVERSATION, payload), asText };
    const faults = turns.flatMap(({ name, replies }) => {
      const messages = compose(replies, parts);
      return messages.length === 0
        ? [`${name}: nothing said`]
        : messages.flatMap(faultsOf).map((fault) => `${name}: ${fault}`);
    });
    expect(faults).toEqual([]);
  });

  const composed = (replies: readonly Reply[]) =>
    compose(replies, { texts, seal: (payload) => seal(CONVERSATION, payload), asText: false });

  it('shows every choice, in full', () => {
    for (const { name, replies } of turns) {
      const read = readIn(composed(replies));
      const labels = (replies.at(-1)?.choices ?? []).map(({ label, description }) =>
        label.includes('…') ? (description ?? label) : label,
      );
      expect([name, labels.filter((label) => !read.includes(label))]).toEqual([name, []]);
    }
  });

  it('is one message, however long the answers; only the summary of such answers may take more', () => {
    const several = turns.filter(({ replies }) => composed(replies).length > 1);
    expect(several.filter(({ replies }) => replies.at(-1)?.prompt?.kind !== 'review').map(({ name }) => name)).toEqual(
      [],
    );
  });
});
