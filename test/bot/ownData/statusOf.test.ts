import { bank, bot, conversation, customer, play, products } from '../../support/conversation';

const SG = { market: 'SG', locale: 'en-SG' } as const;
const APPLIED = [customer.opens(), customer.answersUpTo('confirm'), customer.taps('accept'), bank.answers()];

products.startsOnce();

describe('the status of an application, by its reference number', () => {
  it.each([
    ['en-SG', 'SG', (reference: string) => `status ${reference}`],
    ['en-SG', 'SG', (reference: string) => reference],
    ['en-SG', 'SG', (reference: string) => `${reference.toLowerCase().replace(/(.{4})/g, '$1-')} application status`],
    ['zh-Hant-HK', 'HK', (reference: string) => `查詢進度：${reference}`],
    ['ar-AE', 'AE', (reference: string) => `حالة الطلب ${reference}`],
    ['th', 'TH', (reference: string) => `สถานะ ${inThai(reference)}`],
  ] as const)('is asked of the bank for the customer’s own, at any time: %s', async (locale, market, asks) => {
    const talk = await play(products.current(), { market, locale }, APPLIED);
    const reference = (await products.current().store.load(talk.chat.conversationId))?.submitted[0]?.reference ?? '';
    await customer.types(asks(reference)).run(talk);
    await products.current().settled(talk.chat.conversationId);
    const asked = (await products.current().store.work(talk.chat.conversationId)).filter(
      ({ kind }) => kind === 'status',
    );
    expect(asked).toMatchObject([{ status: 'done', body: { reference } }]);
  });

  it('is the same answer for somebody else’s number as for one that nobody has, and the bank is asked about neither', async () => {
    const other = await play(products.current(), SG, APPLIED);
    const taken = (await products.current().store.load(other.chat.conversationId))?.submitted[0]?.reference ?? '';
    const talk = await play(products.current(), SG, APPLIED);
    const answers: (string | undefined)[] = [];
    for (const number of [taken, 'ZZZZ22223333', `status ${taken}`, 'status ZZZZ22223333']) {
      talk.chat.heard();
      await customer.types(number).run(talk);
      answers.push(talk.chat.heard().at(-1)?.text);
    }
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('No application made in this conversation has this number.');
    expect(answers[0]).not.toContain(taken);
    expect((await products.current().store.work(talk.chat.conversationId)).map(({ kind }) => kind)).toEqual([
      'callout',
    ]);
  });

  conversation('is told to nobody who has not applied', SG, [
    customer.opens(),
    customer.answersUpTo('employmentStatus'),
    customer.types('what is the status of my application ZKW9-QT79-3854'),
    bot.lastly('ask.employmentStatus'),
    customer.types('status ZKW9QT793854'),
    bot('status.notYours', 'ask.employmentStatus'),
  ]);
  conversation('takes no answer for a number: not an address, not a telephone number', SG, [
    customer.opens(),
    customer.answersUpTo('mobile'),
    customer.types('9123 4567'),
    bot('ask.email'),
    customer.types('zkw9qt793854@x.sg'),
    bot.lastly('ask.employmentStatus'),
  ]);
});

function inThai(text: string): string {
  return text.replace(/\d/g, (digit) => String.fromCharCode(0x0e50 + Number(digit)));
}
