import { bank, bot, conversation, customer, desk, knows, products } from '../support/conversation';

/** What customers really send. */
describe('odd messages', () => {
  products.startsOnce();
  const settings = { market: 'SG', locale: 'en-SG' } as const;
  const at = (step: string) => [customer.opens(), customer.answersUpTo(step)];

  // biome-ignore format: one exchange a line
  conversation('a double tap does nothing more', settings, [
    ...at('privacy'),
    customer.taps('grant'),            bot('consent.dataProcessing'),
    customer.tapsAgain(),              bot(),
    customer.taps('grant'),            bot('ask.salutation'),
    customer.tapsAgain(),              bot(),
  ]);

  // biome-ignore format: one exchange a line
  conversation('a double tap on submit makes one application', settings, [
    ...at('confirm'),
    customer.taps('accept'),           bot('say.submitting'),
    customer.tapsAgain(),              bot('say.alreadySubmittedPending'),
    bank.answers(),                    bot('say.reference', 'say.continueOnline', 'consent.marketing'),
    customer.tapsOld('confirm', 'accept'), bot('status.asking', 'consent.marketing'),
    bank.answers(),                    bot('status.stage'),
    bank.has(1),
  ]);

  // biome-ignore format: one exchange a line
  conversation('a card number is removed and answers nothing', settings, [
    ...at('fullName'),
    customer('4111 1111 1111 1111'),   bot('say.cardNumberRemoved', 'ask.fullName'),
    customer('Mei 5555-5555-5555-4444'), bot('say.cardNumberRemoved', 'ask.fullName'),
    knows({ fullName: undefined }),
    customer('Mei Tan'),               bot('ask.mobile'),
  ]);

  for (const [media, error] of [
    ['audio', 'error.audio'],
    ['image', 'error.image'],
    ['location', 'error.location'],
    ['video', 'error.attachment'],
    ['document', 'error.attachment'],
    ['contact', 'error.attachment'],
    ['sticker', 'error.textOnly'],
    ['unknown', 'error.textOnly'],
  ] as const) {
    // biome-ignore format: one exchange a line
    conversation(`${media} gets an answer of its own`, settings, [
      ...at('email'),
      customer.sends(media),           bot(error, 'ask.email'),
      customer('mei@example.com'),     bot('ask.employmentStatus'),
    ]);
  }

  // biome-ignore format: one exchange a line
  conversation('ten thousand characters', settings, [
    ...at('fullName'),
    customer('a'.repeat(10_000)),      bot('error.tooLong', 'ask.fullName'),
    customer('Mei Tan'),               bot('ask.mobile'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('an emoji bomb', settings, [
    ...at('fullName'),
    customer('👩‍👩‍👧‍👦'.repeat(9)),              bot('error.nameCharacters', 'ask.fullName'),
    customer('👩‍👩‍👧‍👦'.repeat(300)),            bot('error.nameLong', 'ask.fullName'),
    customer('Mei Tan'),               bot('ask.mobile'),
    customer('📱'.repeat(2_000)),       bot('error.mobileInvalid', 'ask.mobile'),
    customer('8123 4567'),             bot('ask.email'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('direction and invisible characters are no part of a name', settings, [
    ...at('fullName'),
    customer('\u202eTan\u200b Mei\u2066 Ling\u2069'), bot('ask.mobile'),
    knows({ fullName: 'Tan Mei Ling' }),
    customer('\u200b\u200e\u202c'),    bot('error.empty', 'ask.mobile'),
    customer('   \n\t '),              bot('error.empty', 'ask.mobile'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('markup stays text', settings, [
    ...at('fullName'),
    customer('<b>Mei</b> {{reference}}'), bot('error.nameCharacters', 'ask.fullName'),
    customer('__proto__'),             bot('error.nameCharacters', 'ask.fullName'),
    customer('Mei Tan'),               bot('ask.mobile'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('a made-up payload is an old button', settings, [
    ...at('mobile'),
    { says: 'customer forges', run: ({ chat }) => chat.taps('r1q999|accept', 'x') }, bot('say.passed', 'ask.mobile'),
    { says: 'customer forges', run: ({ chat }) => chat.taps('|||', 'x') },           bot('say.passed', 'ask.mobile'),
    { says: 'customer forges', run: ({ chat }) => chat.taps('cmd|drop', 'x') },      bot('say.passed', 'ask.mobile'),
    bank.has(0),
  ]);

  // biome-ignore format: one exchange a line
  conversation('a consent needs a clear word', settings, [
    ...at('privacy'),
    customer('maybe'),                 bot('error.consent', 'consent.privacyNotice'),
    customer('yes?'),                  bot('error.consent', 'consent.privacyNotice'),
    customer('I agree'),               bot('consent.dataProcessing'),
    desk.sees('bot'),
  ]);

  for (const word of ['submit', 'yes', 'Submit', 'confirm']) {
    // biome-ignore format: one exchange a line
    conversation(`submits by typing ${word}`, settings, [
      ...at('confirm'),
      customer(word),                  bot('say.submitting'),
      bank.answers(),                  bot('say.reference', 'say.continueOnline', 'consent.marketing'),
      bank.has(1),
    ]);
  }

  // biome-ignore format: one exchange a line
  conversation('a confirm from before a change does not submit', settings, [
    ...at('confirm'),
    customer.changes('mobile'),        bot('ask.mobile'),
    customer.tapsOld('confirm', 'accept'), bot('say.passed', 'ask.mobile'),
    customer('9123 4567'),             bot('review.summary'),
    customer.tapsOld('confirm', 'accept'), bot('say.passed', 'review.summary'),
    bank.has(0),
    customer.answersUpTo('marketing'),
    knows({ mobile: '+6591234567' }),
    bank.has(1),
  ]);

  // biome-ignore format: one exchange a line
  conversation('a number means the row that was shown', settings, [
    customer.opens(),                  bot('say.welcome', 'say.offer', 'ask.product'),
    customer('2'),                     bot('ask.ageConfirmed'),
    knows({ product: 'VC840' }),
    customer('9'),                     bot('error.yesNo', 'ask.ageConfirmed'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('a long list is searched by typing', { market: 'VN', locale: 'en-VN' }, [
    ...at('division'),
    customer('h'),                     bot('ask.province'),
    customer('zzzz'),                  bot('error.noMatch', 'ask.province'),
    customer('Saigon'),                bot('ask.addressLine'),
    knows({ division: '79' }),
  ]);
});
