import { bank, bot, conversation, customer, desk, knows } from '../support/conversation';

/** A cost warning; a representative calls. */
export function thailand(): void {
  const settings = { market: 'TH' } as const;

  // biome-ignore format: one exchange a line
  conversation('TH: happy path', settings, [
    customer.opens(),                              bot('say.welcome', 'say.offer', 'say.costWarning', 'ask.product'),
    customer.taps('VC710'),                        bot('ask.ageConfirmed'),
    customer.taps('yes'),                          bot('consent.privacyNotice'),
    customer.taps('grant'),                        bot('consent.dataProcessing'),
    customer.taps('grant'),                        bot('ask.salutation'),
    customer.taps('NAI'),                          bot('ask.givenName'),
    customer.types('สมชาย'),                       bot('ask.familyName'),
    customer.types('ใจดี'),                        bot('ask.mobile'),
    customer.types('081 234 5678'),                bot('ask.email'),
    customer.types('somchai@example.com'),         bot('ask.employmentStatus'),
    customer.taps('FULL_TIME'),                    bot('ask.incomeMonthlyGross'),
    customer.taps('M2'),                           bot('ask.province'),
    customer.types('เชียงใหม่'),                   bot('ask.addressLine'),
    customer.types('88/5 ถนนสวนดอกไม้ แขวงคลองเตย'), bot('ask.contactTime'),
    customer.taps('EVENING'),                      bot('ask.smsUpdates'),
    customer.taps('no'),                           bot('review.summary'),
    knows({ givenName: 'สมชาย', familyName: 'ใจดี', mobile: '+66812345678', division: '50', smsUpdates: 'no' }),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.taps('grant'),                        bot('consent.contactAboutApplication'),
    customer.taps('grant'),                        bot('review.confirm'),
    customer.taps('accept'),                       bot('say.submitting'),
    bank.answers(),                                bot('say.reference', 'say.agentContact', 'consent.marketing'),
    customer.taps('refuse'),                       bot('say.done'),
    bank.has(1),
    desk.has('callBack', 1),
  ]);

  // biome-ignore format: one exchange a line
  conversation('TH: corrections', settings, [
    customer.opens(),
    customer.answersUpTo('summary'),
    customer.changes('mobile'),                    bot('ask.mobile'),
    customer.types('089 765 4321'),                bot('review.summary'),
    customer.changes('employmentStatus'),          bot('ask.employmentStatus'),
    customer.taps('RETIRED'),                      bot('ask.incomeMonthlyGross'),
    customer.taps('M1'),                           bot('review.summary'),
    knows({ mobile: '+66897654321', employmentStatus: 'RETIRED', incomeBand: 'M1' }),
    customer.asksFor('back'),                      bot('ask.smsUpdates'),
    customer.answers(),                            bot('review.summary'),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.asksFor('back'),                      bot('review.summary'),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.taps('grant'),                        bot('consent.contactAboutApplication'),
    customer.taps('grant'),                        bot('review.confirm'),
    customer.taps('change'),                       bot('say.chooseChange'),
    customer.changes('product'),                   bot('ask.product'),
    customer.taps('VC720'),                        bot('review.summary'),
    customer.answersUpTo('marketing'),
    knows({ product: 'VC720', mobile: '+66897654321' }),
    bank.has(1),
  ]);

  for (const [consent, lastWord] of [
    ['privacy', 'say.declinedPrivacy'],
    ['dataProcessing', 'say.declinedPrivacy'],
    ['terms', 'say.declinedTerms'],
    ['contact', 'say.declinedContact'],
  ] as const) {
    conversation(`TH: refuses ${consent}`, settings, [
      customer.opens(),
      customer.answersUpTo(consent),
      customer.taps('refuse'),
      bot(lastWord),
      bank.has(0),
    ]);
  }
}
