import { bank, bot, conversation, customer, desk, knows } from '../support/conversation';

/** One full name, family first; a representative calls. */
export function vietnam(): void {
  const settings = { market: 'VN' } as const;

  // biome-ignore format: one exchange a line
  conversation('VN: happy path', settings, [
    customer.opens(),                              bot('say.welcome', 'say.offer', 'ask.product'),
    customer.taps('VC910'),                        bot('ask.ageConfirmed'),
    customer.taps('yes'),                          bot('consent.privacyNotice'),
    customer.taps('grant'),                        bot('consent.dataProcessing'),
    customer.taps('grant'),                        bot('ask.salutation'),
    customer.taps('ONG'),                          bot('ask.fullName'),
    customer.types('Nguyễn Văn An'),               bot('ask.mobile'),
    customer.types('0912 345 678'),                bot('ask.email'),
    customer.types('an@example.com'),              bot('ask.employmentStatus'),
    customer.taps('FULL_TIME'),                    bot('ask.incomeMonthlyNet'),
    customer.taps('M2'),                           bot('ask.province'),
    customer.types('Sài Gòn'),                     bot('ask.addressLine'),
    customer.types('Số 12 đường Hoa Sen, phường Tân Mỹ'), bot('ask.contactTime'),
    customer.taps('AFTERNOON'),                    bot('ask.smsUpdates'),
    customer.taps('yes'),                          bot('review.summary'),
    knows({ fullName: 'Nguyễn Văn An', mobile: '+84912345678', division: '79' }),
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
  conversation('VN: corrections', settings, [
    customer.opens(),
    customer.answersUpTo('summary'),
    customer.changes('mobile'),                    bot('ask.mobile'),
    customer.types('0987 654 321'),                bot('review.summary'),
    customer.changes('employmentStatus'),          bot('ask.employmentStatus'),
    customer.taps('RETIRED'),                      bot('ask.incomeMonthlyNet'),
    customer.taps('M1'),                           bot('review.summary'),
    knows({ mobile: '+84987654321', employmentStatus: 'RETIRED', incomeBand: 'M1' }),
    customer.asksFor('back'),                      bot('ask.smsUpdates'),
    customer.answers(),                            bot('review.summary'),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.asksFor('back'),                      bot('review.summary'),
    customer.taps('accept'),                       bot('consent.termsAndConditions'),
    customer.taps('grant'),                        bot('consent.contactAboutApplication'),
    customer.taps('grant'),                        bot('review.confirm'),
    customer.taps('change'),                       bot('say.chooseChange'),
    customer.changes('product'),                   bot('ask.product'),
    customer.taps('VC920'),                        bot('review.summary'),
    customer.answersUpTo('marketing'),
    knows({ product: 'VC920', mobile: '+84987654321' }),
    bank.has(1),
  ]);

  for (const [consent, lastWord] of [
    ['privacy', 'say.declinedPrivacy'],
    ['dataProcessing', 'say.declinedPrivacy'],
    ['terms', 'say.declinedTerms'],
    ['contact', 'say.declinedContact'],
  ] as const) {
    conversation(`VN: refuses ${consent}`, settings, [
      customer.opens(),
      customer.answersUpTo(consent),
      customer.taps('refuse'),
      bot(lastWord),
      bank.has(0),
    ]);
  }
}
