import { MARKET_PROFILES } from '../../../adapters/markets';
import { promisableSlots } from '../../../bot/desk/promisableSlots';
import { callTimeChoices, callTimeWords } from '../../../dialogs/callTimes';
import type { QuickReply } from '../../../dialogs/message';
import type { View } from '../../../dialogs/view';
import type { Market } from '../../../machines/market';
import { agentOf } from '../../support/agent';
import { openChat } from '../../support/chat';
import { bot, customer, play } from '../../support/conversation';
import { startTestProduct, type TestProduct } from '../../support/product';
import { openWhatsAppChat } from '../../support/whatsAppChat';

/** Who asks for a person while nobody is there can choose when to be called, by one tap. */
let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct({ whatsApp: true, parts: () => ({ attends: () => false }) });
});
afterAll(() => product.stop());

const TO_CALL = [customer.opens(), customer.answersUpTo('confirm'), customer.asksFor('agent')];
const asks = async (market: Market = 'TH', open = openChat) => {
  const talk = await play(product, { market }, [...TO_CALL, bot('say.handoffNobodyCall')], open);
  const choices = talk.replies.at(-1)?.choices ?? [];
  return { ...talk, id: talk.chat.conversationId, choices, calls: choices.filter(isCall) };
};
const isCall = ({ payload }: QuickReply) => payload.startsWith('cmd|call:');
const slotIn = ({ payload }: QuickReply) => {
  const [from = 0, to = 0] = payload.slice('cmd|call:'.length).split('-').map(Number);
  return { from, to };
};
const callBacks = (conversationId: string) => product.store.records('callBack', { conversationId, limit: 10 });
const said = async ({ chat }: Awaited<ReturnType<typeof asks>>) => {
  await chat.catchesUp();
  return chat
    .heard()
    .map(({ text }) => text)
    .join('\n');
};

describe.each([
  ['web chat', 'TH', openChat],
  ['WhatsApp', 'HK', openWhatsAppChat],
] as const)('on %s', (_, market, open) => {
  it('is promised the time that was tapped, once', async () => {
    const talk = await asks(market, open);
    const [first, second] = talk.calls as [QuickReply, QuickReply];
    expect(talk.calls).toHaveLength(3);
    await talk.chat.taps(first.payload, first.label);
    const words = await said(talk);
    expect(words).toContain(first.label.split(' ').at(-1));
    expect(await callBacks(talk.id)).toMatchObject([{ body: { status: 'open', market, slot: slotIn(first) } }]);
    expect((await product.store.load(talk.id))?.desk?.callBacks).toMatchObject([{ slot: slotIn(first) }]);
    expect((await product.store.load(talk.id))?.status).toBe('pending');

    await talk.chat.taps(second.payload, second.label);
    expect(await said(talk)).toBe(words);
    expect(await callBacks(talk.id)).toHaveLength(1);
  });
});

it('is promised by the number of the time where there are no buttons', async () => {
  const talk = await asks();
  await talk.chat.types('2');
  expect(await callBacks(talk.id)).toMatchObject([{ body: { slot: slotIn(talk.calls[1] as QuickReply) } }]);
});

it('is not promised for a time that has passed, and others are offered', async () => {
  const talk = await asks();
  product.passes(5 * 86_400_000);
  const [first] = talk.calls as [QuickReply];
  await talk.chat.taps(first.payload, first.label);
  await talk.chat.catchesUp();
  const [reply] = talk.chat.heard().slice(-1);
  expect(await callBacks(talk.id)).toEqual([]);
  const [other] = (reply?.choices ?? []).filter(isCall) as [QuickReply];
  expect(slotIn(other).from).toBeGreaterThan(slotIn(first).from);
  await talk.chat.taps(other.payload, other.label);
  expect(await callBacks(talk.id)).toMatchObject([{ body: { slot: slotIn(other) } }]);
});

it('is not promised for a time that nobody offered, or without a number to call', async () => {
  const talk = await asks();
  const { from } = slotIn(talk.calls[0] as QuickReply);
  const night = from + 14 * 3_600_000;
  for (const time of [`${night}-${night + 3_600_000}`, '1-2', `${from}-${from}`, 'x', `${from}-${from + 9e9}`])
    await talk.chat.taps(`cmd|call:${time}`, 'call');
  expect(await callBacks(talk.id)).toEqual([]);
  const early = await play(product, { market: 'TH' }, [customer.opens(), customer.answersUpTo('mobile')]);
  await early.chat.taps((talk.calls[0] as QuickReply).payload, 'call');
  expect(await callBacks(early.chat.conversationId)).toEqual([]);
});

it('goes to who makes the call like any other, and can be chosen again when it is done', async () => {
  const talk = await asks();
  const [first] = talk.calls as [QuickReply];
  await talk.chat.taps(first.payload, first.label);
  const [{ id: callBackId } = { id: '' }] = await callBacks(talk.id);
  const ann = agentOf(() => product);
  expect(await ann.does(talk.id, { kind: 'callBackOutcome', callBackId, outcome: 'reached' })).toMatchObject({
    status: 'done',
  });
  expect((await product.store.load(talk.id))?.desk?.callBacks).toBeUndefined();
});

it.each(Object.values(MARKET_PROFILES))('fits a button in every language of $code, within its hours', (market) => {
  const slots = promisableSlots(market, Date.UTC(2026, 11, 1, 9));
  const facts = { fields: { mobile: { value: '+1' } } } as unknown as View['facts'];
  for (const { tag: locale } of market.locales) {
    const view = { market, locale, facts, callTimes: () => slots } as unknown as View;
    const labels = callTimeChoices(view).map(({ label }) => label);
    expect(new Set(labels).size).toBe(3);
    for (const label of labels) expect([label, label.length <= 20]).toEqual([label, true]);
    const [, opens = '', closes = ''] = /^(\d\d:\d\d)–(\d\d:\d\d)/.exec(market.contactHours) ?? [];
    for (const label of labels) {
      const [, from = '', to = ''] = /(\d\d:\d\d)–(\d\d:\d\d)$/.exec(label) ?? [];
      expect([from >= opens, to <= closes || closes === '']).toEqual([true, true]);
    }
    for (const slot of slots) expect(callTimeWords(view, slot)).toMatch(/\(GMT[+\d:]+\)$/);
  }
});
