import { bank, bot, conversation, customer, knows, products } from '../support/conversation';

/** What was said before is corrected in words, wherever the conversation has got to, and it goes on from there. */
describe('corrections in words', () => {
  products.startsOnce();
  const settings = { market: 'SG', locale: 'en-SG' } as const;
  const at = (step: string) => [customer.opens(), customer.answersUpTo(step)];

  // biome-ignore format: one exchange a line
  conversation('with the value along, in the middle of a choice', settings, [
    ...at('employmentStatus'),
    customer('no, my email is mei_ling@example.sg'), bot('say.changedTo', 'ask.employmentStatus'),
    knows({ email: 'mei_ling@example.sg' }),
    customer('wrong number, it’s 9123 4567'),   bot('say.changedTo', 'ask.employmentStatus'),
    knows({ mobile: '+6591234567' }),
    customer('my email is wrong'),              bot('ask.email'),
    customer('tan@example.sg'),                 bot('ask.employmentStatus'),
    customer('change my email to mei@'),        bot('error.emailInvalid', 'ask.email'),
    customer('my email is tan@example.sg'),     bot('ask.employmentStatus'),
    knows({ email: 'tan@example.sg' }),
  ]);

  // biome-ignore format: one exchange a line
  conversation('what depends on the answer is asked again, and a summary accepted before is void', settings, [
    ...at('terms'),
    customer('change my employment to retired'), bot('say.changedTo', 'ask.incomeAnnual'),
    knows({ employmentStatus: 'RETIRED', incomeBand: undefined }),
    customer('1'),                              bot('review.summary'),
    customer.answersUpTo('confirm'),
    customer('sorry, my phone number is 9123 4567'), bot('say.changedTo', 'review.summary'),
    customer.answersUpTo('marketing'),
    bank.has(1),
  ]);

  // biome-ignore format: one exchange a line
  conversation('agreements and declarations are not given in passing', settings, [
    ...at('privacy'),
    customer('change my age to yes'),           bot('ask.ageConfirmed'),
    customer('1'),                              bot('consent.privacyNotice'),
    customer('my email is mei@example.sg'),     bot('error.consent', 'consent.privacyNotice'),
    knows({ email: undefined }),
  ]);

  // biome-ignore format: one exchange a line
  conversation('a name that is such a word is a name', settings, [
    ...at('fullName'),
    customer('Work Wrong'),                     bot('ask.mobile'),
    knows({ fullName: 'Work Wrong' }),
    customer('my name is Ada Tak'),             bot('say.changedTo', 'ask.mobile'),
    knows({ fullName: 'Ada Tak' }),
  ]);

  // biome-ignore format: one exchange a line
  conversation('once it is with the bank nothing is changed by a remark', settings, [
    ...at('marketing'),
    customer('change my email to mei@example.sg'), bot('say.alreadySubmitted', 'consent.marketing'),
    bank.has(1),
  ]);

  // biome-ignore format: one exchange a line
  conversation('in Thai, without spaces', { market: 'TH', locale: 'th-TH' }, [
    ...at('contactTime'),
    customer('เปลี่ยนเบอร์เป็น 081 234 5678'),     bot('say.changedTo', 'ask.contactTime'),
    knows({ mobile: '+66812345678' }),
    customer('นามสกุลผิดครับ'),                   bot('ask.familyName'),
    customer('ใจดี'),                            bot('ask.contactTime'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('in Russian, in whatever case', { market: 'RU' }, [
    ...at('employmentStatus'),
    customer('не та фамилия, Петрова'),         bot('say.changedTo', 'ask.employmentStatus'),
    customer('ошиблась в номере, должно быть 8 916 123-45-67'), bot('say.changedTo', 'ask.employmentStatus'),
    knows({ familyName: 'Петрова', mobile: '+79161234567' }),
  ]);

  // biome-ignore format: one exchange a line
  conversation('in Arabic, in its own digits', { market: 'AE', locale: 'ar-AE' }, [
    ...at('employmentStatus'),
    customer('لا، رقمي هو ٠٥٠١٢٣٤٥٦٧'),         bot('say.changedTo', 'ask.employmentStatus'),
    customer('الإيميل غلط'),                     bot('ask.email'),
    knows({ mobile: '+971501234567', email: undefined }),
  ]);

  // biome-ignore format: one exchange a line
  conversation('several answers in one text, each told back', settings, [
    ...at('fullName'),
    customer('Mei Tan, mei@example.sg, 9123 4567, earn 60k'), bot('say.noted', 'ask.employmentStatus'),
    knows({ fullName: 'Mei Tan', email: 'mei@example.sg', mobile: '+6591234567' }),
    customer('1'),                              bot('ask.residenceStatus'),
    customer('my phone is 8123 4567, and email is tan@example.sg'),
    bot('say.changedTo', 'say.changedTo', 'ask.residenceStatus'),
    knows({ email: 'tan@example.sg', mobile: '+6581234567' }),
  ]);

  // biome-ignore format: one exchange a line
  conversation('of what contradicts itself nothing is taken, and nothing from behind an agreement', settings, [
    ...at('privacy'),
    customer('yes, mei@example.sg, 9123 4567'), bot('error.consent', 'consent.privacyNotice'),
    knows({ email: undefined, mobile: undefined }),
    customer.answersUpTo('fullName'),
    customer('Mei Tan, a@x.sg, b@x.sg, 9123 4567'), bot('say.noted', 'ask.email'),
    knows({ fullName: 'Mei Tan', mobile: '+6591234567', email: undefined }),
  ]);
});
