import { bank, bot, conversation, customer, knows } from '../support/conversation';

/** One full name, data-processing consent, updates by SMS. */
export function india(): void {
  const settings = { market: 'IN' } as const;

  // biome-ignore format: one exchange a line
  conversation('IN: happy path', settings, [
    customer.opens(),                              bot('say.welcome', 'ask.language'),
    customer.taps('en-IN'),                        bot('say.offer', 'ask.product'),
    customer.taps('VC310'),                        bot('ask.ageConfirmed'),
    customer.taps('yes'),                          bot('consent.privacyNotice'),
    customer.taps('grant'),                        bot('consent.dataProcessing'),
    customer.taps('grant'),                        bot('ask.salutation'),
    customer.taps('MS'),                           bot('ask.fullName'),
    customer.types('Asha Rao'),                    bot('ask.mobile'),
    customer.types('98765 43210'),                 bot('ask.email'),
    customer.types('asha@example.com'),            bot('ask.employmentStatus'),
    customer.taps('FULL_TIME'),                    bot('ask.incomeAnnual'),
    customer.taps('A3'),                           bot('ask.residenceStatus'),
    customer.taps('RESIDENT'),                     bot('ask.state'),
    customer.types('Karnataka'),                   bot('review.summary'),
    knows({ fullName: 'Asha Rao', mobile: '+919876543210', division: 'KA' }),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.taps('grant'),                        bot('consent.contactAboutApplication'),
    customer.taps('grant'),                        bot('review.confirm'),
    customer.taps('accept'),                       bot('say.submitting'),
    bank.answers(),                                bot('say.reference', 'say.smsUpdates', 'consent.marketing'),
    customer.taps('refuse'),                       bot('say.done'),
    bank.has(1),
  ]);

  // biome-ignore format: one exchange a line
  conversation('IN: corrections', settings, [
    customer.opens(),
    customer.answersUpTo('summary'),
    customer.changes('mobile'),                    bot('ask.mobile'),
    customer.types('081234 56789'),                bot('review.summary'),
    customer.changes('employmentStatus'),          bot('ask.employmentStatus'),
    customer.taps('RETIRED'),                      bot('ask.incomeAnnual'),
    customer.taps('A2'),                           bot('review.summary'),
    knows({ mobile: '+918123456789', employmentStatus: 'RETIRED', incomeBand: 'A2' }),
    customer.asksFor('back'),                      bot('ask.state'),
    customer.answers(),                            bot('review.summary'),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.asksFor('back'),                      bot('review.summary'),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.taps('grant'),                        bot('consent.contactAboutApplication'),
    customer.taps('grant'),                        bot('review.confirm'),
    customer.taps('change'),                       bot('say.chooseChange'),
    customer.changes('product'),                   bot('ask.product'),
    customer.taps('VC320'),                        bot('review.summary'),
    customer.answersUpTo('marketing'),
    knows({ product: 'VC320', mobile: '+918123456789' }),
    bank.has(1),
  ]);

  for (const [consent, lastWord] of [
    ['privacy', 'say.declinedPrivacy'],
    ['dataProcessing', 'say.declinedPrivacy'],
    ['terms', 'say.declinedTerms'],
    ['contact', 'say.declinedContact'],
  ] as const) {
    conversation(`IN: refuses ${consent}`, settings, [
      customer.opens(),
      customer.answersUpTo(consent),
      customer.taps('refuse'),
      bot(lastWord),
      bank.has(0),
    ]);
  }
}
