import { bank, bot, conversation, customer, desk, knows, products } from '../support/conversation';

/** What customers ask besides the questions put to them. */
describe('a question of the customer', () => {
  products.startsOnce();
  const settings = { market: 'SG', locale: 'en-SG' } as const;
  const at = (step: string) => [customer.opens(), customer.answersUpTo(step)];

  // biome-ignore format: one exchange a line
  conversation('is answered, and the open one is put again', settings, [
    ...at('email'),
    customer('what does this card cost me a year?'), bot('faq.costs', 'faq.fees', 'ask.email'),
    customer('whats the intrest rate'),     bot('faq.costs', 'faq.rates', 'ask.email'),
    customer('how long will it take'),      bot('faq.duration', 'faq.continueOnline', 'ask.email'),
    customer('is this a scam?'),            bot('faq.safety', 'ask.email'),
    customer('where is my application'),    bot('status.none', 'ask.email'),
    customer('mei@example.com'),            bot('ask.employmentStatus'),
    knows({ email: 'mei@example.com' }),
  ]);

  for (const { market, locale, asks } of [
    { market: 'TH', locale: 'th-TH', asks: 'ต้องเตรียมเอกสารอะไรบ้างคะ' },
    { market: 'AE', locale: 'ar-AE', asks: 'ما هي المستندات المطلوبة؟' },
    { market: 'HK', locale: 'zh-Hant-HK', asks: '要交咩文件？' },
    { market: 'RU', locale: 'ru-RU', asks: 'kakie dokumenty nuzhny' },
    { market: 'IN', locale: 'hi-IN', asks: 'kaun se documents chahiye' },
  ] as const) {
    // biome-ignore format: one exchange a line
    conversation(`is answered in ${locale}`, { market, locale }, [
      ...at('mobile'),
      customer(asks),                       bot('faq.documents', 'ask.mobile'),
    ]);
  }

  // biome-ignore format: one exchange a line
  conversation('decides nothing where something is to be agreed to', settings, [
    ...at('privacy'),
    customer('who will see my data, do you agree it is safe?'), bot('faq.data', 'consent.privacyNotice'),
    customer('yes but what are the fees?'), bot('faq.costs', 'faq.fees', 'consent.privacyNotice'),
    customer('I agree'),                    bot('consent.dataProcessing'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('is no name', settings, [
    ...at('fullName'),
    customer('are you a real person'),      bot('faq.bot', 'ask.fullName'),
    customer('do I have to send documents'), bot('faq.documents', 'ask.fullName'),
    knows({ fullName: undefined }),
    customer('Ada Stop'),                   bot('ask.mobile'),
    knows({ fullName: 'Ada Stop' }),
  ]);

  // biome-ignore format: one exchange a line
  conversation('that may be a name is kept only when the customer says that it is one', settings, [
    ...at('fullName'),
    customer('tell me the intrest rate'),   bot('say.isAnswer'),
    knows({ fullName: undefined }),
    customer('No'),                         bot('ask.fullName'),
    customer('mary ann free'),              bot('say.isAnswer'),
    customer('Yes'),                        bot('ask.mobile'),
    knows({ fullName: 'mary ann free' }),
  ]);

  // biome-ignore format: one exchange a line
  conversation('that is written again is meant as the name', { market: 'VN', locale: 'vi-VN' }, [
    ...at('fullName'),
    customer('lê thị hồ sơ'),               bot('say.isAnswer'),
    customer('phạm sao mai'),               bot('say.isAnswer'),
    customer('hồ ai liên'),                 bot('faq.data', 'ask.fullName'),
    customer('hồ ai liên'),                 bot('ask.mobile'),
    knows({ fullName: 'hồ ai liên' }),
  ]);

  // biome-ignore format: one exchange a line
  conversation('that is a command and a name is obeyed, and meant as the name when it is written again', { market: 'RU', locale: 'ru-RU' }, [
    ...at('familyName'),
    customer('Почему'),                     bot('why.name', 'ask.familyName'),
    customer('Статус'),                     bot('status.none', 'ask.familyName'),
    customer('Почему'),                     bot('why.name', 'ask.familyName'),
    customer('Почему'),                     bot('ask.givenName'),
    knows({ familyName: 'Почему' }),
  ]);

  // biome-ignore format: one exchange a line
  conversation('that may mean two things is asked back, and the question waits', settings, [
    ...at('email'),
    customer('do you have my data and the fees'), bot('faq.which'),
    customer.taps('ask:data'),              bot('faq.data', 'ask.email'),
    customer('do you have my data and the fees'), bot('faq.which'),
    customer('None of these'),              bot('say.offerPerson'),
    customer.taps('repeat'),                bot('ask.email'),
    customer('mei@example.com'),            bot('ask.employmentStatus'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('without an answer leads to a person, when it is asked twice', settings, [
    ...at('email'),
    customer('who won the chess final yesterday?'), bot('error.noAnswer', 'ask.email'),
    customer('which planet is the largest one?'), bot('say.offerPerson'),
    customer.taps('agent'),                 bot('say.handoff'),
    desk.sees('pending'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('is answered after the end as well', settings, [
    ...at('marketing'),
    customer.taps('refuse'),                bot('say.done'),
    customer('when will I get my card?'),   bot('faq.duration', 'faq.continueOnline'),
    bank.has(1),
  ]);
});
