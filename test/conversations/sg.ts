import { bank, bot, conversation, customer, knows } from '../support/conversation';

/** A city state: no province; one full name. */
export function singapore(): void {
  const settings = { market: 'SG' } as const;

  // biome-ignore format: one exchange a line
  conversation('SG: happy path', settings, [
    customer.opens(),                              bot('say.welcome', 'say.offer', 'ask.product'),
    customer.taps('VC830'),                        bot('ask.ageConfirmed'),
    customer.taps('yes'),                          bot('consent.privacyNotice'),
    customer.taps('grant'),                        bot('consent.dataProcessing'),
    customer.taps('grant'),                        bot('ask.salutation'),
    customer.taps('MDM'),                          bot('ask.fullName'),
    customer.types('Tan Mei Ling'),                bot('ask.mobile'),
    customer.types('8123 4567'),                   bot('ask.email'),
    customer.types('mei.ling@example.com'),        bot('ask.employmentStatus'),
    customer.taps('FULL_TIME'),                    bot('ask.incomeAnnual'),
    customer.taps('A3'),                           bot('ask.residenceStatus'),
    customer.taps('PR'),                           bot('review.summary'),
    knows({ fullName: 'Tan Mei Ling', mobile: '+6581234567', email: 'mei.ling@example.com', incomeBand: 'A3' }),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.taps('grant'),                        bot('consent.contactAboutApplication'),
    customer.taps('grant'),                        bot('review.confirm'),
    customer.taps('accept'),                       bot('say.submitting'),
    bank.answers(),                                bot('say.reference', 'say.continueOnline', 'consent.marketing'),
    customer.taps('refuse'),                       bot('say.done'),
    bank.has(1),
  ]);

  // biome-ignore format: one exchange a line
  conversation('SG: corrections', settings, [
    customer.opens(),
    customer.answersUpTo('summary'),
    customer.changes('mobile'),                    bot('ask.mobile'),
    customer.types('9123 4567'),                   bot('review.summary'),
    customer.changes('employmentStatus'),          bot('ask.employmentStatus'),
    customer.taps('RETIRED'),                      bot('ask.incomeAnnual'),
    customer.taps('A2'),                           bot('review.summary'),
    knows({ mobile: '+6591234567', employmentStatus: 'RETIRED', incomeBand: 'A2' }),
    customer.asksFor('back'),                      bot('ask.residenceStatus'),
    customer.answers(),                            bot('review.summary'),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.asksFor('back'),                      bot('review.summary'),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.taps('grant'),                        bot('consent.contactAboutApplication'),
    customer.taps('grant'),                        bot('review.confirm'),
    customer.taps('change'),                       bot('say.chooseChange'),
    customer.changes('product'),                   bot('ask.product'),
    customer.taps('VC840'),                        bot('review.summary'),
    customer.answersUpTo('marketing'),
    knows({ product: 'VC840', mobile: '+6591234567' }),
    bank.has(1),
  ]);

  for (const [consent, lastWord] of [
    ['privacy', 'say.declinedPrivacy'],
    ['dataProcessing', 'say.declinedPrivacy'],
    ['terms', 'say.declinedTerms'],
    ['contact', 'say.declinedContact'],
  ] as const) {
    conversation(`SG: refuses ${consent}`, settings, [
      customer.opens(),
      customer.answersUpTo(consent),
      customer.taps('refuse'),
      bot(lastWord),
      bank.has(0),
    ]);
  }
}
