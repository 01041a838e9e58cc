import { MARKET_PROFILES } from '../../adapters/markets';
import type { BotParts } from '../../bot/composeBot';
import { bank, bot, customer, play, type Talk, time } from '../support/conversation';
import { HOUR_MS, startTestProduct, type TestProduct } from '../support/product';
import { openWhatsAppChat } from '../support/whatsAppChat';
import { caseworkOf, theCase } from './operator/casework';

const SG = { market: 'SG', locale: 'en-SG' } as const;
const confirms = [customer.opens(), customer.answersUpTo('confirm'), customer.taps('accept')];
const accepted = [...confirms, bot('say.submitting'), bank.answers()];
const isDone = [...accepted, bot('say.reference', 'say.continueOnline', 'consent.marketing')];

/** Example customers answer alike, so each is the same person on a new device. */
describe('one person has one open application', () => {
  let product: TestProduct;
  const refusing = { isOn: false };
  beforeEach(async () => {
    refusing.isOn = false;
    const parts = (real: BotParts) => ({ oneApplicationMs: 24 * HOUR_MS, callout: spoilingWhen(refusing, real) });
    product = await startTestProduct({ whatsApp: true, parts });
  });
  afterEach(() => product.stop());
  const applications = async () => (await product.bank.applications()).length;
  const referenceOf = async ({ chat }: Talk) =>
    (await product.store.load(chat.conversationId))?.submitted.at(-1)?.reference ?? 'none';

  it('so the second device reads that, where it stands, and nothing of the first', async () => {
    const first = await play(product, SG, isDone);
    const second = await play(product, SG, [...confirms, bot('say.takenSubmitted', 'review.confirm')]);
    const said = second.replies.map(({ text }) => text).join('\n');
    expect(said).not.toContain(await referenceOf(first));
    expect(await applications()).toBe(1);
    expect((await product.store.load(second.chat.conversationId))?.submitted).toEqual([]);
  });

  it('also when the second is on WhatsApp and the first is still on its way', async () => {
    await product.bank.goesDown();
    await play(product, SG, [...confirms, bot('say.submitting'), bank.answers()]);
    await play(product, SG, [...confirms, bot('say.takenPending', 'review.confirm')], openWhatsAppChat);
    await product.bank.comesUp();
    expect(await applications()).toBe(0);
  });

  it('known by the e-mail address alone, however it is written, and by the number alone', async () => {
    await play(product, SG, isDone);
    const other = MARKET_PROFILES.SG.phone.example.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));
    await play(product, SG, [
      customer.opens(),
      customer.answersUpTo('mobile'),
      customer(other),
      customer('Name@Example.COM'),
      customer.answersUpTo('confirm'),
      customer.taps('accept'),
      bot('say.takenSubmitted', 'review.confirm'),
    ]);
    await play(product, SG, [
      customer.opens(),
      customer.answersUpTo('email'),
      customer('someone.else@example.org'),
      customer.answersUpTo('confirm'),
      customer.taps('accept'),
      bot('say.takenSubmitted', 'review.confirm'),
    ]);
    // Two people of one household, each with their own.
    await play(product, SG, [
      customer.opens(),
      customer.answersUpTo('mobile'),
      customer(other),
      customer('someone.else@example.org'),
      customer.answersUpTo('confirm'),
      customer.taps('accept'),
      bot('say.submitting'),
      bank.answers(),
    ]);
    expect(await applications()).toBe(2);
  });

  it('and may apply for another card', async () => {
    await play(product, SG, isDone);
    await play(product, SG, [
      customer.opens(),
      customer.answersUpTo('product'),
      customer('2'),
      customer.answersUpTo('confirm'),
      customer.taps('accept'),
      bot('say.submitting'),
      bank.answers(),
    ]);
    expect(await applications()).toBe(2);
  });

  it('may try again after the bank said no, from the same device and from another', async () => {
    refusing.isOn = true;
    const told = [
      customer.taps('accept'),
      bot('say.submitting'),
      bank.answers(),
      bot('say.notAccepted', 'say.handoff'),
    ];
    await play(product, SG, [
      customer.opens(),
      customer.answersUpTo('confirm'),
      ...told,
      customer.taps('bot'),
      customer('start over'),
      customer.answersUpTo('confirm'),
      ...told,
    ]);
    refusing.isOn = false;
    expect(await applications()).toBe(0);
    await play(product, SG, isDone);
    expect(await applications()).toBe(1);
  });

  it('may apply once more when the day is over', async () => {
    await play(product, SG, isDone);
    product.passes(24 * HOUR_MS + 1);
    await play(product, SG, isDone);
    expect(await applications()).toBe(2);
  });

  it('stays the only one while a case is open, however long, and is not when operators reject it', async () => {
    await play(product, SG, [
      customer.opens(),
      customer.answersUpTo('confirm'),
      bank.fails('timeoutBefore'),
      customer.taps('accept'),
      bank.answers(),
      time.passes(72),
    ]);
    await play(product, SG, [...confirms, bot('say.takenPending', 'review.confirm')]);
    const casework = caseworkOf(product, product.intake);
    await casework.decide((await theCase(product)).id, 'ann', { kind: 'reject' });
    await play(product, SG, isDone);
    expect(await applications()).toBe(1);
  });

  it('is told the reference in the conversation it was begun in', async () => {
    await product.bank.goesDown();
    await play(product, SG, [
      ...accepted,
      bot.lastly('say.takingLonger'),
      customer('start over'),
      bot.lastly('say.alreadySubmittedPending'),
    ]);
    await product.bank.comesUp();
  });

  it('is not looked for where that is switched off', async () => {
    const off = await startTestProduct();
    await play(off, SG, isDone);
    await play(off, SG, isDone);
    expect(await off.bank.applications()).toHaveLength(2);
    await off.stop();
  });

  it('whichever of many devices confirms first, at once, through two processes', async () => {
    const talks: Talk[] = [];
    for (let device = 0; device < 6; device += 1)
      talks.push(await play(product, SG, [customer.opens(), customer.answersUpTo('confirm')]));
    const processes = [product.intake, product.another().intake];
    await Promise.all(
      talks.map(async ({ chat }, index) => {
        const { prompt } = (await product.store.load(chat.conversationId)) ?? {};
        await processes[index % 2]?.receive({
          kind: 'choice',
          payload: `${prompt?.promptId}|accept`,
          label: 'Confirm',
          id: 'confirm',
          conversationId: chat.conversationId,
          channel: 'webchat',
          receivedAt: product.now(),
        });
      }),
    );
    for (const { chat } of talks) await product.settled(chat.conversationId);
    expect(await applications()).toBe(1);
  });
});

/** On the way out a lead gets a value that is in none of the bank's lists: the bank itself refuses it. */
function spoilingWhen(refusing: { readonly isOn: boolean }, { callout }: BotParts): BotParts['callout'] {
  return (market) => ({
    ...callout(market),
    submit: (lead) => {
      const nonsense = { value: 'NO_SUCH_VALUE', by: 'customer' } as const;
      const fields = { ...lead.facts.fields, ...(refusing.isOn && { employmentStatus: nonsense }) };
      return callout(market).submit({ ...lead, facts: { ...lead.facts, fields } });
    },
  });
}
