import { bank, bot, conversation, customer, knows } from '../support/conversation';

/** Right to left in Arabic, an emirate, updates by SMS. */
export function emirates(): void {
  const settings = { market: 'AE' } as const;

  // biome-ignore format: one exchange a line
  conversation('AE: happy path', settings, [
    customer.opens(),                              bot('say.welcome', 'ask.language'),
    customer.taps('ar-AE'),                        bot('say.offer', 'ask.product'),
    customer.taps('VC195'),                        bot('ask.ageConfirmed'),
    customer.taps('yes'),                          bot('consent.privacyNotice'),
    customer.taps('grant'),                        bot('consent.dataProcessing'),
    customer.taps('grant'),                        bot('ask.salutation'),
    customer.taps('MRS'),                          bot('ask.fullName'),
    customer.types('مريم علي النور'),              bot('ask.mobile'),
    customer.types('050 123 4567'),                bot('ask.email'),
    customer.types('mariam@example.com'),          bot('ask.employmentStatus'),
    customer.taps('FULL_TIME'),                    bot('ask.incomeMonthlyGross'),
    customer.taps('M2'),                           bot('ask.residenceStatus'),
    customer.taps('RESIDENT'),                     bot('ask.emirate'),
    customer.types('دبي'),                         bot('review.summary'),
    knows({ fullName: 'مريم علي النور', mobile: '+971501234567', division: 'DU' }),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.taps('grant'),                        bot('consent.contactAboutApplication'),
    customer.taps('grant'),                        bot('review.confirm'),
    customer.taps('accept'),                       bot('say.submitting'),
    bank.answers(),                                bot('say.reference', 'say.smsUpdates', 'consent.marketing'),
    customer.taps('refuse'),                       bot('say.done'),
    bank.has(1),
  ]);

  // biome-ignore format: one exchange a line
  conversation('AE: corrections', settings, [
    customer.opens(),
    customer.answersUpTo('summary'),
    customer.changes('mobile'),                    bot('ask.mobile'),
    customer.types('050 765 4321'),                bot('review.summary'),
    customer.changes('employmentStatus'),          bot('ask.employmentStatus'),
    customer.taps('RETIRED'),                      bot('ask.incomeMonthlyGross'),
    customer.taps('M1'),                           bot('review.summary'),
    knows({ mobile: '+971507654321', employmentStatus: 'RETIRED', incomeBand: 'M1' }),
    customer.asksFor('back'),                      bot('ask.emirate'),
    customer.answers(),                            bot('review.summary'),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.asksFor('back'),                      bot('review.summary'),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.taps('grant'),                        bot('consent.contactAboutApplication'),
    customer.taps('grant'),                        bot('review.confirm'),
    customer.taps('change'),                       bot('say.chooseChange'),
    customer.changes('product'),                   bot('ask.product'),
    customer.taps('VC196'),                        bot('review.summary'),
    customer.answersUpTo('marketing'),
    knows({ product: 'VC196', mobile: '+971507654321' }),
    bank.has(1),
  ]);

  for (const [consent, lastWord] of [
    ['privacy', 'say.declinedPrivacy'],
    ['dataProcessing', 'say.declinedPrivacy'],
    ['terms', 'say.declinedTerms'],
    ['contact', 'say.declinedContact'],
  ] as const) {
    conversation(`AE: refuses ${consent}`, settings, [
      customer.opens(),
      customer.answersUpTo(consent),
      customer.taps('refuse'),
      bot(lastWord),
      bank.has(0),
    ]);
  }
}
