import { bank, bot, conversation, customer, knows } from '../support/conversation';

/** Three languages, monthly income, an optional state. */
export function malaysia(): void {
  const settings = { market: 'MY' } as const;

  // biome-ignore format: one exchange a line
  conversation('MY: happy path', settings, [
    customer.opens(),                              bot('say.welcome', 'ask.language'),
    customer.taps('en-MY'),                        bot('say.offer', 'ask.product'),
    customer.taps('VC410'),                        bot('ask.ageConfirmed'),
    customer.taps('yes'),                          bot('consent.privacyNotice'),
    customer.taps('grant'),                        bot('consent.dataProcessing'),
    customer.taps('grant'),                        bot('ask.salutation'),
    customer.taps('MS'),                           bot('ask.fullName'),
    customer.types('Nur Aisyah binti Ahmad'),      bot('ask.mobile'),
    customer.types('012-345 6789'),                bot('ask.email'),
    customer.types('nur@example.com'),             bot('ask.employmentStatus'),
    customer.taps('PART_TIME'),                    bot('ask.incomeMonthlyGross'),
    customer.taps('M2'),                           bot('ask.residenceStatus'),
    customer.taps('CITIZEN'),                      bot('ask.stateOptional'),
    customer.taps('skip'),                         bot('say.skipped', 'review.summary'),
    knows({ fullName: 'Nur Aisyah binti Ahmad', mobile: '+60123456789', division: null }),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.taps('grant'),                        bot('consent.contactAboutApplication'),
    customer.taps('grant'),                        bot('review.confirm'),
    customer.taps('accept'),                       bot('say.submitting'),
    bank.answers(),                                bot('say.reference', 'say.continueOnline', 'consent.marketing'),
    customer.taps('refuse'),                       bot('say.done'),
    bank.has(1),
  ]);

  // biome-ignore format: one exchange a line
  conversation('MY: corrections', settings, [
    customer.opens(),
    customer.answersUpTo('summary'),
    customer.changes('mobile'),                    bot('ask.mobile'),
    customer.types('012-987 6543'),                bot('review.summary'),
    customer.changes('employmentStatus'),          bot('ask.employmentStatus'),
    customer.taps('RETIRED'),                      bot('ask.incomeMonthlyGross'),
    customer.taps('M1'),                           bot('review.summary'),
    knows({ mobile: '+60129876543', employmentStatus: 'RETIRED', incomeBand: 'M1' }),
    customer.asksFor('back'),                      bot('ask.stateOptional'),
    customer.answers(),                            bot('review.summary'),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.asksFor('back'),                      bot('review.summary'),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.taps('grant'),                        bot('consent.contactAboutApplication'),
    customer.taps('grant'),                        bot('review.confirm'),
    customer.taps('change'),                       bot('say.chooseChange'),
    customer.changes('product'),                   bot('ask.product'),
    customer.taps('VC420'),                        bot('review.summary'),
    customer.answersUpTo('marketing'),
    knows({ product: 'VC420', mobile: '+60129876543' }),
    bank.has(1),
  ]);

  for (const [consent, lastWord] of [
    ['privacy', 'say.declinedPrivacy'],
    ['dataProcessing', 'say.declinedPrivacy'],
    ['terms', 'say.declinedTerms'],
    ['contact', 'say.declinedContact'],
  ] as const) {
    conversation(`MY: refuses ${consent}`, settings, [
      customer.opens(),
      customer.answersUpTo(consent),
      customer.taps('refuse'),
      bot(lastWord),
      bank.has(0),
    ]);
  }
}
