import { bank, bot, conversation, customer, desk, knows, products, time } from '../support/conversation';

/** What a customer may do at any point, whatever was asked. */
describe('at any time', () => {
  products.startsOnce();
  const settings = { market: 'SG', locale: 'en-SG' } as const;
  const at = (step: string) => [customer.opens(), customer.answersUpTo(step)];

  // biome-ignore format: one exchange a line
  conversation('stop ends it, and start over begins again', settings, [
    ...at('mobile'),
    customer('STOP'),                  bot('say.stopped'),
    customer('hello?'),                bot('say.ended'),
    customer('start over'),            bot('say.restarted', 'say.welcome', 'say.offer', 'ask.product'),
    knows({ fullName: undefined, product: undefined }),
    bank.has(0),
  ]);

  // biome-ignore format: one exchange a line
  conversation('a person is asked for, and the assistant goes on when the customer likes', settings, [
    ...at('mobile'),
    customer('agent'),                 bot('say.handoff'),
    desk.sees('pending'),
    customer('is anyone there?'),      bot('say.handoffWaiting'),
    customer.sends('image'),           bot('say.handoffWaiting'),
    customer.taps('bot'),              bot('say.handoffReturned', 'ask.mobile'),
    desk.sees('bot'),
    customer('8123 4567'),             bot('ask.email'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('start over forgets the answers', settings, [
    ...at('email'),
    customer('start over'),            bot('say.restarted', 'say.welcome', 'say.offer', 'ask.product'),
    knows({ fullName: undefined, mobile: undefined }),
    customer.answersUpTo('marketing'),
    bank.has(1),
  ]);

  // biome-ignore format: one exchange a line
  conversation('help says what is possible and asks again', settings, [
    ...at('email'),
    customer('help'),                  bot('say.help', 'ask.email'),
    customer('mei@example.com'),       bot('ask.employmentStatus'),
  ]);

  for (const { market, locale } of [
    { market: 'SG', locale: 'en-SG' },
    { market: 'TH', locale: 'th-TH' },
    { market: 'AE', locale: 'ar-AE' },
  ] as const) {
    // biome-ignore format: one exchange a line
    conversation(`simpler, which says in fewest words what to do, in ${locale}`, { market, locale }, [
      ...at('product'),
      customer.asksFor('simpler'),       bot('say.simplerChoose', 'ask.product'),
      customer.answersUpTo('privacy'),
      customer.asksFor('simpler'),       bot('error.consent', 'consent.privacyNotice'),
      customer.answersUpTo('mobile'),
      customer.asksFor('simpler'),       bot('say.simplerWrite', 'ask.mobile'),
      customer.answersUpTo('summary'),
      customer.asksFor('simpler'),       bot('error.review', 'review.summary'),
    ]);
    // biome-ignore format: one exchange a line
    conversation(`why, what was the question, and what have I told you, in ${locale}`, { market, locale }, [
      ...at('privacy'),
      customer.asksFor('why'),           bot('why.consent', 'consent.privacyNotice'),
      customer.answersUpTo('mobile'),
      customer.asksFor('why'),           bot('why.mobile', 'ask.mobile'),
      customer.asksFor('repeat'),        bot('ask.mobile'),
      customer.asksFor('recap'),         bot('say.recap', 'ask.mobile'),
      customer.answersUpTo('summary'),
      customer.asksFor('why'),           bot('why.review', 'review.summary'),
    ]);
  }

  // biome-ignore format: one exchange a line
  conversation('what is asked beside a person is asked of them', settings, [
    ...at('mobile'),
    customer('agent'),                 bot('say.handoff'),
    customer('why?'),                  bot('say.handoffWaiting'),
    customer('what have I told you'),  bot('say.handoffWaiting'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('back from the first question stays there', settings, [
    customer.opens(),                  bot('say.welcome', 'say.offer', 'ask.product'),
    customer('back'),                  bot('say.backAtStart', 'ask.product'),
    customer('change'),                bot('say.nothingToChange', 'ask.product'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('more answers than one message can show are offered in parts', { market: 'VN' }, [
    ...at('summary'),
    customer.taps('change'),           bot('say.chooseChange'),
    customer.taps('change:1'),         bot('say.chooseChange'),
    customer.taps('change:addressLine'), bot('ask.addressLine'),
    customer('Số 7 đường Hoa Mai, quận 3'), bot('review.summary'),
    knows({ addressLine: 'Số 7 đường Hoa Mai, quận 3' }),
  ]);

  // biome-ignore format: one exchange a line
  conversation('status before there is an application, and after', settings, [
    ...at('mobile'),
    customer('status'),                bot('status.none', 'ask.mobile'),
    customer.answersUpTo('marketing'),
    customer.taps('refuse'),           bot('say.done'),
    customer.taps('status'),           bot('status.asking'),
    bank.answers(),                    bot('status.stage'),
    bank.has(1),
  ]);

  // biome-ignore format: one exchange a line
  conversation('where the bank tells no status by chat, the customer learns how it is told', { market: 'PL' }, [
    ...at('marketing'),
    customer.taps('refuse'),           bot('say.done'),
    customer.taps('status'),           bot('status.asking'),
    bank.answers(),                    bot('status.sms'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('where a representative calls, the status says so', { market: 'VN' }, [
    ...at('marketing'),
    customer.taps('grant'),            bot('say.done'),
    customer.taps('status'),           bot('status.asking'),
    bank.answers(),                    bot('status.representative'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('the language changes in mid-flow and the answers stay', settings, [
    ...at('mobile'),
    customer('language'),              bot('say.chooseLanguage'),
    customer.taps('language:zh-Hans-SG'), bot('say.languageChanged', 'ask.mobile'),
    knows({ fullName: 'Tan Mei Ling', language: 'zh-Hans-SG' }),
    bot.shows(/[\u4e00-\u9fff]/),
    customer('Bahasa Melayu'),         bot('say.languageChanged', 'ask.mobile'),
    customer('8123 4567'),             bot('ask.email'),
    knows({ fullName: 'Tan Mei Ling', mobile: '+6581234567', language: 'ms-SG' }),
  ]);

  // biome-ignore format: one exchange a line
  conversation('three wrong answers bring a person', settings, [
    ...at('mobile'),
    customer('abc'),                   bot('error.mobileInvalid', 'ask.mobile'),
    customer('12'),                    bot('error.mobileInvalid', 'ask.mobile'),
    customer('no idea'),               bot('say.handoff'),
    desk.sees('pending'),
    customer.taps('bot'),              bot('say.handoffReturned', 'ask.mobile'),
    customer('8123 4567'),             bot('ask.email'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('a right answer begins the count again', settings, [
    ...at('mobile'),
    customer('abc'),                   bot('error.mobileInvalid', 'ask.mobile'),
    customer('12'),                    bot('error.mobileInvalid', 'ask.mobile'),
    customer('8123 4567'),             bot('ask.email'),
    customer('mei(at)example'),        bot('error.emailInvalid', 'ask.email'),
    customer('mei@'),                  bot('error.emailInvalid', 'ask.email'),
    customer('mei@example.com'),       bot('ask.employmentStatus'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('an optional question is skipped in words', { market: 'PL' }, [
    ...at('email'),
    customer.asksFor('skip'),          bot('say.skipped', 'ask.employmentStatus'),
    knows({ email: null }),
  ]);

  // biome-ignore format: one exchange a line
  conversation('a required question is not skipped', settings, [
    ...at('email'),
    customer('skip'),                  bot('error.required', 'ask.email'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('a customer under age is told so, and nothing is kept going', settings, [
    ...at('ageConfirmed'),
    customer.taps('no'),               bot('say.tooYoung'),
    customer('but I am'),              bot('say.ended'),
    bank.has(0),
  ]);

  // biome-ignore format: one exchange a line
  conversation('a second application for another card', settings, [
    ...at('marketing'),
    customer.taps('refuse'),           bot('say.done'),
    customer('start over'),            bot('say.alreadySubmitted'),
    customer.taps('new'),              bot('say.welcome', 'say.offer', 'ask.product'),
    customer.taps('VC840'),            bot('ask.ageConfirmed'),
    customer.answersUpTo('marketing'),
    bank.has(2),
  ]);

  // biome-ignore format: one exchange a line
  conversation('the same card again within a day gets the first reference', settings, [
    ...at('marketing'),
    customer.taps('refuse'),           bot('say.done'),
    customer('start over'),            bot('say.alreadySubmitted'),
    customer.taps('new'),              bot('say.welcome', 'say.offer', 'ask.product'),
    customer.answersUpTo('confirm'),
    customer.taps('accept'),           bot('say.alreadySubmitted', 'consent.marketing'),
    bank.has(1),
  ]);

  // biome-ignore format: one exchange a line
  conversation('what is with the bank is neither changed nor gone back on, and the customer reads why', settings, [
    ...at('confirm'),
    bank.fails('503', { retryAfterS: 600 }),
    customer.taps('accept'),           bot('say.submitting'),
    bank.answers(),                    bot('say.takingLonger'),
    customer('back'),                  bot('say.alreadySubmittedPending'),
    customer('change my email'),       bot('say.alreadySubmittedPending'),
    customer.tapsOld('product', 'VC840'), bot('say.alreadySubmittedPending'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('after the reference nothing is changed either', settings, [
    ...at('marketing'),
    customer('back'),                  bot('say.alreadySubmitted', 'consent.marketing'),
    bot.shows(/^One last, optional question/),
    customer('change'),                bot('say.alreadySubmitted', 'consent.marketing'),
    customer.taps('refuse'),           bot('say.done'),
    customer('change'),                bot('say.alreadySubmitted'),
    customer.tapsOld('product', 'VC840'), bot('say.passed', 'say.done'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('stopping does not sound as if it called the application back', settings, [
    ...at('confirm'),
    bank.fails('503', { retryAfterS: 600 }),
    customer.taps('accept'),           bot('say.submitting'),
    bank.answers(),                    bot('say.takingLonger'),
    customer('stop'),                  bot('say.stoppedApplied'),
    customer.taps('status'),           bot('say.alreadySubmittedPending'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('an old button never leads to silence', settings, [
    ...at('mobile'),
    customer('agent'),                 bot('say.handoff'),
    customer.tapsOld('product', 'VC840'), bot('say.handoffWaiting'),
    customer.taps('bot'),              bot('say.handoffReturned', 'ask.mobile'),
    customer('stop'),                  bot('say.stopped'),
    customer.tapsOld('product', 'VC840'), bot('say.passed', 'say.stopped'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('who comes back after days is reminded, masked, and goes on', settings, [
    ...at('email'),
    time.passes(72),
    customer.opens(),                  bot('say.resumed', 'ask.email'),
    bot.shows('•••'),
    bot.neverShows('Mei Ling'),
    bot.neverShows('81234567'),
    customer('mei@example.com'),       bot('ask.employmentStatus'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('who comes back after the end is not told to go on', settings, [
    ...at('marketing'),
    customer.taps('refuse'),           bot('say.done'),
    time.passes(72),
    customer('hello'),                 bot('say.ended'),
    customer('stop'),                  bot('say.stoppedApplied'),
    time.passes(72),
    customer('hello'),                 bot('say.ended'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('a greeting after days is no wrong answer', settings, [
    ...at('mobile'),
    time.passes(72),
    customer('hi again'),              bot('say.resumed', 'ask.mobile'),
    customer('abc'),                   bot('error.mobileInvalid', 'ask.mobile'),
    customer('abc'),                   bot('error.mobileInvalid', 'ask.mobile'),
    customer('8123 4567'),             bot('ask.email'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('the page reloaded says nothing twice', settings, [
    ...at('mobile'),
    customer.opens(),                  bot(),
    customer('8123 4567'),             bot('ask.email'),
  ]);
});
