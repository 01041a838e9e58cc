import { bank, bot, conversation, customer, knows } from '../support/conversation';

/** A cost warning, no title, an email that may be left out. */
export function poland(): void {
  const settings = { market: 'PL' } as const;

  // biome-ignore format: one exchange a line
  conversation('PL: happy path', settings, [
    customer.opens(),                              bot('say.welcome', 'say.offer', 'say.costWarning', 'ask.product'),
    customer.taps('VC180'),                        bot('ask.ageConfirmed'),
    customer.taps('yes'),                          bot('consent.privacyNotice'),
    customer.taps('grant'),                        bot('ask.givenName'),
    customer.types('Łucja'),                       bot('ask.familyName'),
    customer.types('Żółkiewska-Nowak'),            bot('ask.mobile'),
    customer.types('512 345 678'),                 bot('ask.emailOptional'),
    customer.taps('skip'),                         bot('say.skipped', 'ask.employmentStatus'),
    customer.taps('FULL_TIME'),                    bot('ask.incomeMonthlyNet'),
    customer.taps('M2'),                           bot('ask.residenceStatus'),
    customer.taps('CITIZEN'),                      bot('review.summary'),
    knows({ givenName: 'Łucja', familyName: 'Żółkiewska-Nowak', mobile: '+48512345678', email: null }),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.taps('grant'),                        bot('consent.contactAboutApplication'),
    customer.taps('grant'),                        bot('review.confirm'),
    customer.taps('accept'),                       bot('say.submitting'),
    bank.answers(),                                bot('say.reference', 'say.smsUpdates', 'consent.marketing'),
    customer.taps('refuse'),                       bot('say.done'),
    bank.has(1),
  ]);

  // biome-ignore format: one exchange a line
  conversation('PL: corrections', settings, [
    customer.opens(),
    customer.answersUpTo('summary'),
    customer.changes('mobile'),                    bot('ask.mobile'),
    customer.types('601 234 567'),                 bot('review.summary'),
    customer.changes('employmentStatus'),          bot('ask.employmentStatus'),
    customer.taps('RETIRED'),                      bot('ask.incomeMonthlyNet'),
    customer.taps('M1'),                           bot('review.summary'),
    knows({ mobile: '+48601234567', employmentStatus: 'RETIRED', incomeBand: 'M1' }),
    customer.asksFor('back'),                      bot('ask.residenceStatus'),
    customer.answers(),                            bot('review.summary'),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.asksFor('back'),                      bot('review.summary'),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.taps('grant'),                        bot('consent.contactAboutApplication'),
    customer.taps('grant'),                        bot('review.confirm'),
    customer.taps('change'),                       bot('say.chooseChange'),
    customer.changes('product'),                   bot('ask.product'),
    customer.taps('VC181'),                        bot('review.summary'),
    customer.answersUpTo('marketing'),
    knows({ product: 'VC181', mobile: '+48601234567' }),
    bank.has(1),
  ]);

  for (const [consent, lastWord] of [
    ['privacy', 'say.declinedPrivacy'],
    ['terms', 'say.declinedTerms'],
    ['contact', 'say.declinedContact'],
  ] as const) {
    conversation(`PL: refuses ${consent}`, settings, [
      customer.opens(),
      customer.answersUpTo(consent),
      customer.taps('refuse'),
      bot(lastWord),
      bank.has(0),
    ]);
  }
}
