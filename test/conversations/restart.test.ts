import { bank, bot, customer, knows, type Line, play, products, time } from '../support/conversation';

/** The process may end at any moment between two messages; the customer notices nothing. */
describe('a restart', () => {
  products.startsOnce();

  it('after every single message of a lead changes nothing', async () => {
    // biome-ignore format: one exchange a line
    const lines: readonly Line[] = [
      customer.opens(),                bot('say.welcome', 'say.offer', 'ask.product'),
      customer.taps('VC830'),          bot('ask.ageConfirmed'),
      customer.taps('yes'),            bot('consent.privacyNotice'),
      customer.taps('grant'),          bot('consent.dataProcessing'),
      customer.taps('grant'),          bot('ask.salutation'),
      customer('2'),                   bot('ask.fullName'),
      customer('Tan Mei Ling'),        bot('ask.mobile'),
      customer('12'),                  bot('error.mobileInvalid', 'ask.mobile'),
      customer('8123 4567'),           bot('ask.email'),
      customer('mei@example.com'),     bot('ask.employmentStatus'),
      customer('1'),                   bot('ask.incomeAnnual'),
      customer('1'),                   bot('ask.residenceStatus'),
      customer('1'),                   bot('review.summary'),
      customer.taps('accept'),         bot('consent.termsAndConditions'),
      customer.taps('grant'),          bot('consent.contactAboutApplication'),
      customer.taps('grant'),          bot('review.confirm'),
      customer.taps('accept'),         bot('say.submitting'),
      bank.answers(),                  bot('say.reference', 'say.continueOnline', 'consent.marketing'),
      customer.taps('grant'),          bot('say.done'),
      knows({ fullName: 'Tan Mei Ling', mobile: '+6581234567', salutation: 'MRS' }),
      bank.has(1),
    ];
    const restarting = lines.flatMap((line) => (line.says.startsWith('customer') ? [line, time.restarts()] : [line]));
    await play(products.current(), { market: 'SG', locale: 'en-SG' }, restarting);
  });

  it('while the bank thinks waits for its answer', async () => {
    // biome-ignore format: one exchange a line
    await play(products.current(), { market: 'PL' }, [
      customer.opens(),
      customer.answersUpTo('confirm'),
      bank.fails('slow', { delayMs: 400 }),
      customer.taps('accept'),         bot('say.submitting'),
      time.restarts(),
      bank.answers(),                  bot('say.reference', 'say.smsUpdates', 'consent.marketing'),
      bank.has(1),
    ]);
  });

  it('while the bank is away keeps the lead and delivers it once', async () => {
    // biome-ignore format: one exchange a line
    await play(products.current(), { market: 'ID' }, [
      customer.opens(),
      customer.answersUpTo('confirm'),
      bank.goesDown(),
      customer.taps('accept'),         bot('say.submitting'),
      bank.answers(),                  bot('say.takingLonger'),
      time.restarts(),
      bank.comesUp(),
      time.passes(1),
      bank.answers(),                  bot('say.reference', 'say.agentContact', 'consent.marketing'),
      bank.has(1),
    ]);
  });
});
