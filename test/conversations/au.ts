import { bank, bot, conversation, customer, knows } from '../support/conversation';

/** One language, no data-processing consent, an optional state. */
export function australia(): void {
  const settings = { market: 'AU' } as const;

  // biome-ignore format: one exchange a line
  conversation('AU: happy path', settings, [
    customer.opens(),                              bot('say.welcome', 'say.offer', 'ask.product'),
    customer.taps('VC210'),                        bot('ask.ageConfirmed'),
    customer.taps('yes'),                          bot('consent.privacyNotice'),
    customer.taps('grant'),                        bot('ask.salutation'),
    customer.taps('MRS'),                          bot('ask.givenName'),
    customer.types('Mei'),                         bot('ask.familyName'),
    customer.types("O'Brien"),                     bot('ask.mobile'),
    customer.types('0412 345 678'),                bot('ask.email'),
    customer.types('mei@example.com'),             bot('ask.employmentStatus'),
    customer.taps('FULL_TIME'),                    bot('ask.incomeAnnual'),
    customer.taps('A3'),                           bot('ask.residenceStatus'),
    customer.taps('CITIZEN'),                      bot('ask.stateOptional'),
    customer.types('Queensland'),                  bot('review.summary'),
    knows({ givenName: 'Mei', familyName: "O'Brien", mobile: '+61412345678', email: 'mei@example.com', salutation: 'MRS', incomeBand: 'A3', division: 'QLD' }),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.taps('grant'),                        bot('consent.contactAboutApplication'),
    customer.taps('grant'),                        bot('review.confirm'),
    customer.taps('accept'),                       bot('say.submitting'),
    bank.answers(),                                bot('say.reference', 'say.continueOnline', 'consent.marketing'),
    customer.taps('refuse'),                       bot('say.done'),
    bank.has(1),
  ]);

  // biome-ignore format: one exchange a line
  conversation('AU: corrections', settings, [
    customer.opens(),
    customer.answersUpTo('summary'),
    customer.changes('mobile'),                    bot('ask.mobile'),
    customer.types('0498 765 432'),                bot('review.summary'),
    customer.changes('employmentStatus'),          bot('ask.employmentStatus'),
    customer.taps('RETIRED'),                      bot('ask.incomeAnnual'),
    customer.taps('A2'),                           bot('review.summary'),
    knows({ mobile: '+61498765432', employmentStatus: 'RETIRED', incomeBand: 'A2' }),
    customer.asksFor('back'),                      bot('ask.stateOptional'),
    customer.answers(),                            bot('review.summary'),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.asksFor('back'),                      bot('review.summary'),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.taps('grant'),                        bot('consent.contactAboutApplication'),
    customer.taps('grant'),                        bot('review.confirm'),
    customer.taps('change'),                       bot('say.chooseChange'),
    customer.changes('product'),                   bot('ask.product'),
    customer.taps('VC220'),                        bot('review.summary'),
    customer.answersUpTo('marketing'),
    knows({ product: 'VC220', mobile: '+61498765432' }),
    bank.has(1),
  ]);

  for (const [consent, lastWord] of [
    ['privacy', 'say.declinedPrivacy'],
    ['terms', 'say.declinedTerms'],
    ['contact', 'say.declinedContact'],
  ] as const) {
    conversation(`AU: refuses ${consent}`, settings, [
      customer.opens(),
      customer.answersUpTo(consent),
      customer.taps('refuse'),
      bot(lastWord),
      bank.has(0),
    ]);
  }
}
