import { createHash } from 'node:crypto';
import { agentOf } from '../../support/agent';
import { bank, bot, conversation, customer, play, products, type Talk } from '../../support/conversation';
import { ownDataOf } from '../../support/ownData';
import { HOUR_MS } from '../../support/product';
import { openWhatsAppChat } from '../../support/whatsAppChat';

const SG = { market: 'SG', locale: 'en-SG' } as const;

products.startsOnce(undefined, { whatsApp: true });
const receipts = () => ownDataOf(products.current(), '/nowhere').receipts;
const verifier = () => ownDataOf(products.current(), '/nowhere').verifier;
const lastUrl = ({ replies }: Talk) => /\/receipt#([0-9A-Z]+)/.exec(replies.at(-1)?.text ?? '')?.[1] ?? '';
const applied = () =>
  play(products.current(), SG, [
    customer.opens(),
    customer.answersUpTo('confirm'),
    customer.taps('accept'),
    bank.answers(),
    customer.types('my summary'),
    bank.answers(),
  ]);

describe('the words for it', () => {
  conversation('are understood at any question, which is put again', { market: 'SG', locale: 'en-SG' }, [
    customer.opens(),
    bot('say.welcome', 'say.offer', 'ask.product'),
    customer.answersUpTo('mobile'),
    customer.asksFor('receipt'),
    bot('say.receipt', 'ask.mobile'),
  ]);
  conversation('are understood in Thai', { market: 'TH', locale: 'th' }, [
    customer.opens(),
    customer.answersUpTo('mobile'),
    customer.types('สรุปของฉัน'),
    bot('say.receipt', 'ask.mobile'),
  ]);
  conversation('are understood in Arabic', { market: 'AE', locale: 'ar-AE' }, [
    customer.opens(),
    customer.answersUpTo('mobile'),
    customer.types('إيصالي'),
    bot('say.receipt', 'ask.mobile'),
  ]);
  conversation('stand on a button when all is done', SG, [
    customer.opens(),
    customer.answersUpTo('marketing'),
    customer.taps('refuse'),
    bot.lastly('say.done'),
    customer.taps('receipt'),
    bot('say.receipt'),
  ]);
});

it('goes without a link where a market sends none on the channel: the same code opens it', async () => {
  const talk = await play(
    products.current(),
    SG,
    [
      customer.opens(),
      customer.answersUpTo('email'),
      customer.asksFor('receipt'),
      bot('say.receiptNoLink', 'ask.email'),
    ],
    openWhatsAppChat,
  );
  const said = talk.replies.at(-1)?.text ?? '';
  expect(said).not.toMatch(/https?:/);
  const code = /\n([0-9A-Z]{60,})/.exec(said)?.[1] ?? '';
  expect(await receipts().open(code)).toMatchObject({ market: 'SG', code: expect.any(String) });
});

describe('a receipt', () => {
  it("has the answers masked by their class, and never one of them in clear that is anybody's own", async () => {
    const talk = await applied();
    const receipt = await receipts().open(lastUrl(talk));
    const { facts, submitted } = (await products.current().store.load(talk.chat.conversationId)) ?? {};
    expect(receipt).toMatchObject({
      market: 'SG',
      reference: submitted?.[0]?.reference,
      confirmedAt: submitted?.[0]?.at,
      locale: 'en-SG',
    });
    const shown = JSON.stringify(receipt?.answers);
    for (const field of ['fullName', 'givenName', 'familyName', 'mobile', 'email'] as const) {
      const value = facts?.fields[field]?.value;
      if (value) expect(shown).not.toContain(value);
    }
    expect(receipt?.answers.find(({ field }) => field === 'incomeBand')?.value).toBe('•••');
    expect(receipt?.answers.find(({ field }) => field === 'product')?.value).not.toContain('•');
  });

  it('has every decision on this application, with the fingerprint of the very words', async () => {
    const talk = await applied();
    const receipt = await receipts().open(lastUrl(talk));
    const { conversationId } = talk.chat;
    const notices = await products.current().store.records('notice', { limit: 1_000 });
    const granted = receipt?.decisions.filter(({ decision }) => decision === 'granted') ?? [];
    expect(granted.map(({ purpose }) => purpose)).toEqual(
      expect.arrayContaining(['privacyNotice', 'termsAndConditions']),
    );
    for (const { noticeSha256, noticeVersion, noticeLocale } of granted) {
      const text = notices.find(({ body }) => body.sha256 === noticeSha256)?.body.text ?? '';
      expect(createHash('sha256').update(text).digest('hex')).toBe(noticeSha256);
      expect(noticeVersion).not.toBe('');
      expect(noticeLocale).toBe('en-SG');
    }
    expect(conversationId).not.toBe('');
  });

  it("says which answers the bank's staff entered", async () => {
    const product = products.current();
    const agent = agentOf(() => product);
    const { chat } = await play(product, SG, [
      customer.opens(),
      customer.answersUpTo('mobile'),
      customer.asksFor('agent'),
    ]);
    await agent.does(chat.conversationId, { kind: 'claim' });
    await agent.does(chat.conversationId, { kind: 'fill', field: 'email', value: 'mei@bank.example' });
    const url = ownLink(chat.conversationId);
    const receipt = await receipts().open(url);
    expect(receipt?.answers.find(({ field }) => field === 'email')).toMatchObject({ by: 'agent' });
    expect(receipt?.answers.find(({ field }) => field === 'product')).toMatchObject({ by: 'customer' });
  });

  it('is of what was confirmed, whatever was begun since', async () => {
    const talk = await applied();
    const token = lastUrl(talk);
    const before = await receipts().open(token);
    await customer.types('start over').run(talk);
    await talk.chat.taps('cmd|new', 'New application');
    const { run } = (await products.current().store.load(talk.chat.conversationId)) ?? {};
    expect(run).toBe(2);
    const after = await receipts().open(token);
    expect(after?.answers).toEqual(before?.answers);
    expect(after?.decisions).toEqual(before?.decisions);
    expect(after?.answers.length).toBeGreaterThan(4);
    // Asked for before the new one has any answer, it is still of the one that was confirmed.
    await customer.types('receipt').run(talk);
    talk.replies.push(...talk.chat.heard());
    expect((await receipts().open(lastUrl(talk)))?.reference).toBe(before?.reference);
  });

  it('is gone after an hour, and for whoever made the link up', async () => {
    const talk = await applied();
    const token = lastUrl(talk);
    expect(await receipts().open(token)).toBeDefined();
    expect(await receipts().open(`${token.slice(0, -1)}${token.endsWith('A') ? 'Q' : 'A'}`)).toBeUndefined();
    products.current().passes(HOUR_MS);
    expect(await receipts().open(token)).toBeUndefined();
  });

  it('has a code that anybody can check, also against the reference number, and that tells no more', async () => {
    const talk = await applied();
    const receipt = await receipts().open(lastUrl(talk));
    const { code = '', reference = '' } = receipt ?? {};
    expect(await verifier().check(code)).toEqual({ kind: 'receipt', market: 'SG', at: expect.any(Number) });
    expect(await verifier().check(code, ` ${reference.toLowerCase()} `)).toMatchObject({ isOfReference: true });
    expect(await verifier().check(code, 'ZKW9QT793854')).toMatchObject({ isOfReference: false });
    // Shown again it is answered the same.
    expect(await verifier().check(code)).toEqual(await verifier().check(code));
    expect(JSON.stringify(await verifier().check(code))).not.toContain(reference);
  });
});

function ownLink(conversationId: string): string {
  const { ownData } = products.current().sight;
  return ownData?.receipt(conversationId, 1, products.current().now()).code ?? '';
}
