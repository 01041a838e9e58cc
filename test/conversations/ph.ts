import { bank, bot, conversation, customer, knows } from '../support/conversation';

/** Asks for an existing card, which may be skipped. */
export function philippines(): void {
  const settings = { market: 'PH' } as const;

  // biome-ignore format: one exchange a line
  conversation('PH: happy path', settings, [
    customer.opens(),                              bot('say.welcome', 'ask.language'),
    customer.taps('en-PH'),                        bot('say.offer', 'ask.product'),
    customer.taps('VC510'),                        bot('ask.ageConfirmed'),
    customer.taps('yes'),                          bot('consent.privacyNotice'),
    customer.taps('grant'),                        bot('consent.dataProcessing'),
    customer.taps('grant'),                        bot('ask.existingCardholder'),
    customer.taps('no'),                           bot('ask.salutation'),
    customer.taps('MS'),                           bot('ask.givenName'),
    customer.types('Maria Luz'),                   bot('ask.familyName'),
    customer.types('dela Cruz'),                   bot('ask.mobile'),
    customer.types('0905 123 4567'),               bot('ask.email'),
    customer.types('maria@example.com'),           bot('ask.employmentStatus'),
    customer.taps('FULL_TIME'),                    bot('ask.incomeAnnual'),
    customer.taps('A2'),                           bot('ask.region'),
    customer.taps('00'),                           bot('review.summary'),
    knows({ existingCardholder: 'no', givenName: 'Maria Luz', familyName: 'dela Cruz', mobile: '+639051234567' }),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.taps('grant'),                        bot('consent.contactAboutApplication'),
    customer.taps('grant'),                        bot('review.confirm'),
    customer.taps('accept'),                       bot('say.submitting'),
    bank.answers(),                                bot('say.reference', 'say.continueOnline', 'consent.marketing'),
    customer.taps('refuse'),                       bot('say.done'),
    bank.has(1),
  ]);

  // biome-ignore format: one exchange a line
  conversation('PH: corrections', settings, [
    customer.opens(),
    customer.answersUpTo('summary'),
    customer.changes('mobile'),                    bot('ask.mobile'),
    customer.types('0917 123 4567'),               bot('review.summary'),
    customer.changes('employmentStatus'),          bot('ask.employmentStatus'),
    customer.taps('RETIRED'),                      bot('ask.incomeAnnual'),
    customer.taps('A1'),                           bot('review.summary'),
    knows({ mobile: '+639171234567', employmentStatus: 'RETIRED', incomeBand: 'A1' }),
    customer.asksFor('back'),                      bot('ask.region'),
    customer.answers(),                            bot('review.summary'),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.asksFor('back'),                      bot('review.summary'),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.taps('grant'),                        bot('consent.contactAboutApplication'),
    customer.taps('grant'),                        bot('review.confirm'),
    customer.taps('change'),                       bot('say.chooseChange'),
    customer.changes('product'),                   bot('ask.product'),
    customer.taps('VC520'),                        bot('review.summary'),
    customer.answersUpTo('marketing'),
    knows({ product: 'VC520', mobile: '+639171234567' }),
    bank.has(1),
  ]);

  for (const [consent, lastWord] of [
    ['privacy', 'say.declinedPrivacy'],
    ['dataProcessing', 'say.declinedPrivacy'],
    ['terms', 'say.declinedTerms'],
    ['contact', 'say.declinedContact'],
  ] as const) {
    conversation(`PH: refuses ${consent}`, settings, [
      customer.opens(),
      customer.answersUpTo(consent),
      customer.taps('refuse'),
      bot(lastWord),
      bank.has(0),
    ]);
  }
}
