import { bank, bot, conversation, customer, knows } from '../support/conversation';

/** Three languages, a cost warning, the family name first. */
export function hongKong(): void {
  const settings = { market: 'HK' } as const;

  // biome-ignore format: one exchange a line
  conversation('HK: happy path', settings, [
    customer.opens(),                              bot('say.welcome', 'ask.language'),
    customer.taps('zh-Hant-HK'),                   bot('say.offer', 'say.costWarning', 'ask.product'),
    customer.taps('VC115'),                        bot('ask.ageConfirmed'),
    customer.taps('yes'),                          bot('consent.privacyNotice'),
    customer.taps('grant'),                        bot('ask.salutation'),
    customer.taps('MR'),                           bot('ask.familyName'),
    customer.types('Chan'),                        bot('ask.givenName'),
    customer.types('大文'),                          bot('ask.mobile'),
    customer.types('5123 4567'),                   bot('ask.email'),
    customer.types('chan@example.com'),            bot('ask.employmentStatus'),
    customer.taps('SELF_EMPLOYED'),                bot('ask.incomeAnnual'),
    customer.taps('A2'),                           bot('ask.residenceStatus'),
    customer.taps('PR'),                           bot('review.summary'),
    knows({ familyName: 'Chan', givenName: '大文', mobile: '+85251234567', residenceStatus: 'PR' }),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.taps('grant'),                        bot('consent.contactAboutApplication'),
    customer.taps('grant'),                        bot('review.confirm'),
    customer.taps('accept'),                       bot('say.submitting'),
    bank.answers(),                                bot('say.reference', 'say.continueOnline', 'consent.marketing'),
    customer.taps('refuse'),                       bot('say.done'),
    bank.has(1),
  ]);

  // biome-ignore format: one exchange a line
  conversation('HK: corrections', settings, [
    customer.opens(),
    customer.answersUpTo('summary'),
    customer.changes('mobile'),                    bot('ask.mobile'),
    customer.types('6123 4567'),                   bot('review.summary'),
    customer.changes('employmentStatus'),          bot('ask.employmentStatus'),
    customer.taps('RETIRED'),                      bot('ask.incomeAnnual'),
    customer.taps('A1'),                           bot('review.summary'),
    knows({ mobile: '+85261234567', employmentStatus: 'RETIRED', incomeBand: 'A1' }),
    customer.asksFor('back'),                      bot('ask.residenceStatus'),
    customer.answers(),                            bot('review.summary'),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.asksFor('back'),                      bot('review.summary'),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.taps('grant'),                        bot('consent.contactAboutApplication'),
    customer.taps('grant'),                        bot('review.confirm'),
    customer.taps('change'),                       bot('say.chooseChange'),
    customer.changes('product'),                   bot('ask.product'),
    customer.taps('VC125'),                        bot('review.summary'),
    customer.answersUpTo('marketing'),
    knows({ product: 'VC125', mobile: '+85261234567' }),
    bank.has(1),
  ]);

  for (const [consent, lastWord] of [
    ['privacy', 'say.declinedPrivacy'],
    ['terms', 'say.declinedTerms'],
    ['contact', 'say.declinedContact'],
  ] as const) {
    conversation(`HK: refuses ${consent}`, settings, [
      customer.opens(),
      customer.answersUpTo(consent),
      customer.taps('refuse'),
      bot(lastWord),
      bank.has(0),
    ]);
  }
}
