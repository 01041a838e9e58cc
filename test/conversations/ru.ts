import { bank, bot, conversation, customer, knows } from '../support/conversation';

/** Family name, given name and a patronymic that may be left out; no email. */
export function russia(): void {
  const settings = { market: 'RU' } as const;

  // biome-ignore format: one exchange a line
  conversation('RU: happy path', settings, [
    customer.opens(),                              bot('say.welcome', 'say.offer', 'ask.product'),
    customer.taps('VC191'),                        bot('ask.ageConfirmed'),
    customer.taps('yes'),                          bot('consent.privacyNotice'),
    customer.taps('grant'),                        bot('consent.dataProcessing'),
    customer.taps('grant'),                        bot('ask.familyName'),
    customer.types('Петрова'),                     bot('ask.givenName'),
    customer.types('Мария'),                       bot('ask.patronymic'),
    customer.types('Ивановна'),                    bot('ask.mobile'),
    customer.types('8 (912) 345-67-89'),           bot('ask.employmentStatus'),
    customer.taps('FULL_TIME'),                    bot('ask.incomeMonthlyNet'),
    customer.taps('M2'),                           bot('ask.regionOptional'),
    customer.taps('SFD'),                          bot('review.summary'),
    knows({ familyName: 'Петрова', givenName: 'Мария', patronymic: 'Ивановна', mobile: '+79123456789', division: 'SFD' }),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.taps('grant'),                        bot('consent.contactAboutApplication'),
    customer.taps('grant'),                        bot('review.confirm'),
    customer.taps('accept'),                       bot('say.submitting'),
    bank.answers(),                                bot('say.reference', 'say.smsUpdates', 'consent.marketing'),
    customer.taps('refuse'),                       bot('say.done'),
    bank.has(1),
  ]);

  // biome-ignore format: one exchange a line
  conversation('RU: corrections', settings, [
    customer.opens(),
    customer.answersUpTo('summary'),
    customer.changes('mobile'),                    bot('ask.mobile'),
    customer.types('8 (916) 123-45-67'),           bot('review.summary'),
    customer.changes('employmentStatus'),          bot('ask.employmentStatus'),
    customer.taps('RETIRED'),                      bot('ask.incomeMonthlyNet'),
    customer.taps('M1'),                           bot('review.summary'),
    knows({ mobile: '+79161234567', employmentStatus: 'RETIRED', incomeBand: 'M1' }),
    customer.asksFor('back'),                      bot('ask.regionOptional'),
    customer.answers(),                            bot('review.summary'),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.asksFor('back'),                      bot('review.summary'),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.taps('grant'),                        bot('consent.contactAboutApplication'),
    customer.taps('grant'),                        bot('review.confirm'),
    customer.taps('change'),                       bot('say.chooseChange'),
    customer.changes('product'),                   bot('ask.product'),
    customer.taps('VC192'),                        bot('review.summary'),
    customer.answersUpTo('marketing'),
    knows({ product: 'VC192', mobile: '+79161234567' }),
    bank.has(1),
  ]);

  for (const [consent, lastWord] of [
    ['privacy', 'say.declinedPrivacy'],
    ['dataProcessing', 'say.declinedPrivacy'],
    ['terms', 'say.declinedTerms'],
    ['contact', 'say.declinedContact'],
  ] as const) {
    conversation(`RU: refuses ${consent}`, settings, [
      customer.opens(),
      customer.answersUpTo(consent),
      customer.taps('refuse'),
      bot(lastWord),
      bank.has(0),
    ]);
  }
}
