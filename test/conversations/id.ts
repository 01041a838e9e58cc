import { bank, bot, conversation, customer, desk, knows } from '../support/conversation';

/** A representative calls: address, time to call and SMS are asked. */
export function indonesia(): void {
  const settings = { market: 'ID' } as const;

  // biome-ignore format: one exchange a line
  conversation('ID: happy path', settings, [
    customer.opens(),                              bot('say.welcome', 'say.offer', 'ask.product'),
    customer.taps('VC610'),                        bot('ask.ageConfirmed'),
    customer.taps('yes'),                          bot('consent.privacyNotice'),
    customer.taps('grant'),                        bot('consent.dataProcessing'),
    customer.taps('grant'),                        bot('ask.salutation'),
    customer.taps('IBU'),                          bot('ask.fullName'),
    customer.types('Siti Rahayu'),                 bot('ask.mobile'),
    customer.types('0812-345-678'),                bot('ask.email'),
    customer.types('siti@example.com'),            bot('ask.employmentStatus'),
    customer.taps('FULL_TIME'),                    bot('ask.incomeMonthlyNet'),
    customer.taps('M2'),                           bot('ask.province'),
    customer.types('Aceh'),                        bot('ask.addressLine'),
    customer.types('Jl. Kebun Raya No. 12, Menteng'), bot('ask.contactTime'),
    customer.taps('MORNING'),                      bot('ask.smsUpdates'),
    customer.taps('yes'),                          bot('review.summary'),
    knows({ fullName: 'Siti Rahayu', mobile: '+62812345678', division: 'AC', contactTime: 'MORNING' }),
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
  conversation('ID: corrections', settings, [
    customer.opens(),
    customer.answersUpTo('summary'),
    customer.changes('mobile'),                    bot('ask.mobile'),
    customer.types('0813-4567-8901'),              bot('review.summary'),
    customer.changes('employmentStatus'),          bot('ask.employmentStatus'),
    customer.taps('RETIRED'),                      bot('ask.incomeMonthlyNet'),
    customer.taps('M1'),                           bot('review.summary'),
    knows({ mobile: '+6281345678901', employmentStatus: 'RETIRED', incomeBand: 'M1' }),
    customer.asksFor('back'),                      bot('ask.smsUpdates'),
    customer.answers(),                            bot('review.summary'),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.asksFor('back'),                      bot('review.summary'),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.taps('grant'),                        bot('consent.contactAboutApplication'),
    customer.taps('grant'),                        bot('review.confirm'),
    customer.taps('change'),                       bot('say.chooseChange'),
    customer.changes('product'),                   bot('ask.product'),
    customer.taps('VC620'),                        bot('review.summary'),
    customer.answersUpTo('marketing'),
    knows({ product: 'VC620', mobile: '+6281345678901' }),
    bank.has(1),
  ]);

  for (const [consent, lastWord] of [
    ['privacy', 'say.declinedPrivacy'],
    ['dataProcessing', 'say.declinedPrivacy'],
    ['terms', 'say.declinedTerms'],
    ['contact', 'say.declinedContact'],
  ] as const) {
    conversation(`ID: refuses ${consent}`, settings, [
      customer.opens(),
      customer.answersUpTo(consent),
      customer.taps('refuse'),
      bot(lastWord),
      bank.has(0),
    ]);
  }
}
