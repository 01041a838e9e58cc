import type { Line } from '../support/conversation';
import { bank, bot, conversation, customer, desk, knows, products } from '../support/conversation';

/** Buttons of earlier messages stay on the screen, and on a messenger nobody can take them away. */
describe('a button further up in the chat', () => {
  products.startsOnce();
  const settings = { market: 'SG', locale: 'en-SG' } as const;
  const at = (step: string) => [customer.opens(), customer.answersUpTo(step)];

  for (const channel of ['webchat', 'whatsapp'] as const) {
    // biome-ignore format: one exchange a line
    conversation(`changes that answer and goes on where the customer was, on ${channel}`, { ...settings, channel }, [
      ...at('mobile'),
      customer.tapsOld('product', 'VC840'), bot('say.changedTo', 'ask.mobile'),
      bot.shows(/Changed: Card is now .+\n\nWhat is your mobile number/),
      knows({ product: 'VC840', fullName: 'Tan Mei Ling' }),
      customer('8123 4567'),             bot('ask.email'),
    ]);
  }

  // biome-ignore format: one exchange a line
  conversation('does nothing when it says what is known, however often it is tapped', settings, [
    ...at('mobile'),
    customer.tapsOld('product', 'VC830'), bot(),
    customer.tapsOld('product', 'VC840'), bot('say.changedTo', 'ask.mobile'),
    customer.tapsOld('product', 'VC840'), bot(),
    customer.tapsOld('product', 'VC830'), bot('say.changedTo', 'ask.mobile'),
    knows({ product: 'VC830' }),
  ]);

  // biome-ignore format: one exchange a line
  conversation('asks again only what depends on the answer, and says what it is now', settings, [
    ...at('summary'),
    customer.tapsOld('employmentStatus', 'SELF_EMPLOYED'), bot('say.changedTo', 'ask.incomeAnnual'),
    bot.shows(/Employment is now \S*Self-employed/),
    knows({ employmentStatus: 'SELF_EMPLOYED', incomeBand: undefined, residenceStatus: 'CITIZEN', product: 'VC830' }),
    customer.answers(),                bot('review.summary'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('voids the summary that was accepted before', settings, [
    ...at('terms'),
    customer.tapsOld('product', 'VC840'), bot('say.changedTo', 'review.summary'),
    customer.tapsOld('product', 'VC840'), bot(),
    customer.taps('accept'),           bot('consent.termsAndConditions'),
    ...at('confirm').slice(1),
    customer.tapsOld('product', 'VC830'), bot('say.changedTo', 'review.summary'),
    customer.taps('accept'),           bot('review.confirm'),
    customer.taps('accept'),           bot('say.submitting'),
    bank.answers(),                    bot('say.reference', 'say.continueOnline', 'consent.marketing'),
    bank.has(1),
    knows({ product: 'VC830' }),
  ]);

  // biome-ignore format: one exchange a line
  conversation('cannot accept a summary with other details than now', settings, [
    ...at('summary'),
    customer.tapsOld('product', 'VC840'), bot('say.changedTo', 'review.summary'),
    firstOf('summary', 'accept'),      bot('review.stale', 'review.summary'),
    customer.taps('accept'),           bot('consent.termsAndConditions'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('accepts a summary that was only shown again', settings, [
    ...at('summary'),
    customer('hm'),                    bot('error.review', 'review.summary'),
    firstOf('summary', 'accept'),      bot('consent.termsAndConditions'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('never changes a decision about data: the notice is put again', settings, [
    ...at('mobile'),
    customer.tapsOld('privacy', 'grant'), bot(),
    customer.tapsOld('privacy', 'refuse'), bot('consent.privacyNotice'),
    knows({ product: 'VC830', fullName: 'Tan Mei Ling' }),
    ledgerOf('privacyNotice', 'granted', 'withdrawn'),
    customer.taps('grant'),            bot('ask.mobile'),
    ledgerOf('privacyNotice', 'granted', 'withdrawn', 'granted'),
    customer.tapsOld('privacy', 'refuse'), bot('consent.privacyNotice'),
    customer.taps('refuse'),           bot('say.declinedPrivacy'),
    firstOf('privacy', 'grant'),       bot('consent.privacyNotice'),
    customer.taps('grant'),            bot('ask.mobile'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('decides on a notice shown twice in the same words, but not in others', { market: 'MY', locale: 'en-MY' }, [
    ...at('privacy'),
    customer('hm'),                    bot('error.consent', 'consent.privacyNotice'),
    firstOf('privacy', 'grant'),       bot('consent.dataProcessing'),
    customer('Bahasa Melayu'),         bot('say.languageChanged', 'consent.dataProcessing'),
    firstOf('dataProcessing', 'grant'), bot('consent.dataProcessing'),
    customer.taps('grant'),            bot('ask.salutation'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('under a copy of the open question answers it', settings, [
    ...at('ageConfirmed'),
    customer('hm'),                    bot('error.yesNo', 'ask.ageConfirmed'),
    firstOf('ageConfirmed', 'yes'),    bot('consent.privacyNotice'),
  ]);

  // biome-ignore format: one exchange a line
  conversation('of an answer that ends the application ends it, and the way back is open', settings, [
    ...at('mobile'),
    customer.tapsOld('ageConfirmed', 'no'), bot('say.changedTo', 'say.tooYoung'),
    customer.tapsOld('ageConfirmed', 'yes'), bot('say.changedTo', 'ask.mobile'),
    knows({ ageConfirmed: 'yes', fullName: 'Tan Mei Ling' }),
  ]);

  // biome-ignore format: one exchange a line
  conversation('of the language question changes the language', { market: 'HK' }, [
    customer.opens(),                  bot('say.welcome', 'ask.language'),
    customer.taps('en-HK'),            bot.lastly('ask.product'),
    customer.tapsOld('language', 'en-HK'), bot(),
    customer.tapsOld('language', 'zh-Hant-HK'), bot('say.languageChanged', 'ask.product'),
    bot.shows('信用卡'),
    knows({ language: 'zh-Hant-HK' }),
  ]);

  // biome-ignore format: one exchange a line
  conversation('of the language question changes the language after the end too', { market: 'HK' }, [
    customer.opens(),                  bot('say.welcome', 'ask.language'),
    customer.taps('en-HK'),            bot.lastly('ask.product'),
    customer.answersUpTo('confirm'),
    customer.taps('accept'),           bot.lastly('say.submitting'),
    bank.answers(),                    bot.lastly('consent.marketing'),
    customer.taps('refuse'),           bot.lastly('say.done'),
    customer.tapsOld('language', 'zh-Hant-HK'), bot('say.languageChanged'),
    knows({ language: 'zh-Hant-HK' }),
  ]);

  // biome-ignore format: one exchange a line
  conversation('waits with the customer for a person', settings, [
    ...at('mobile'),
    customer('agent'),                 bot('say.handoff'),
    customer.tapsOld('product', 'VC840'), bot('say.handoffWaiting'),
    customer.tapsOld('privacy', 'refuse'), bot('say.handoffWaiting'),
    customer.tapsOld('product', 'VC830'), bot(),
    desk.sees('pending'),
    knows({ product: 'VC830' }),
  ]);

  // biome-ignore format: one exchange a line
  conversation('changes nothing once the bank was asked', settings, [
    ...at('confirm'),
    customer.taps('accept'),           bot('say.submitting'),
    customer.tapsOld('product', 'VC840'), bot('say.alreadySubmittedPending'),
    bank.answers(),                    bot('say.reference', 'say.continueOnline', 'consent.marketing'),
    customer.tapsOld('product', 'VC840'), bot('say.passed', 'consent.marketing'),
    customer.tapsOld('privacy', 'refuse'), bot('say.passed', 'consent.marketing'),
    customer.tapsOld('summary', 'accept'), bot('status.asking', 'consent.marketing'),
    knows({ product: 'VC830' }),
    bank.has(1),
  ]);

  // biome-ignore format: one exchange a line
  conversation('takes offers back after the end as easily as they were asked for', settings, [
    ...at('marketing'),
    customer.taps('grant'),            bot('say.done'),
    customer.tapsOld('marketing', 'refuse'), bot('consent.marketing'),
    customer.taps('refuse'),           bot('say.done'),
    bank.has(1),
  ]);

  // biome-ignore format: one exchange a line
  conversation('of an earlier application means nothing to this one', settings, [
    ...at('mobile'),
    customer('start over'),            bot.lastly('ask.product'),
    firstOf('ageConfirmed', 'yes'),    bot('say.passed', 'ask.product'),
    firstOf('product', 'VC840'),       bot('say.passed', 'ask.product'),
    knows({ product: undefined, ageConfirmed: undefined }),
  ]);

  // biome-ignore format: one exchange a line
  conversation('says so when its question is not asked any more or its row is made up', settings, [
    ...at('mobile'),
    forges('r1q1.nowhere|pick:VC840'), bot('say.passed', 'ask.mobile'),
    forges('r1q1.constructor|pick:VC840'), bot('say.passed', 'ask.mobile'),
    forges('r1q1.product|pick:GOLD'),  bot('say.passed', 'ask.mobile'),
    forges('r1q1.product|skip'),       bot('say.passed', 'ask.mobile'),
    forges('r1q1.product|grant'),      bot('say.passed', 'ask.mobile'),
    forges('r1q1.incomeBand|pick:A'),  bot('say.passed', 'ask.mobile'),
    forges('r1q1.summary|accept'),     bot('say.passed', 'ask.mobile'),
    forges('r1q1.terms|grant'),        bot('say.passed', 'ask.mobile'),
    forges('r1q1.mobile|pick:+6591234567'), bot('error.choice', 'ask.mobile'),
    knows({ product: 'VC830', mobile: undefined, incomeBand: undefined }),
  ]);

  // biome-ignore format: one exchange a line
  conversation('of a message that does not name its question means what it always did', settings, [
    ...at('mobile'),
    forges('r1q1|pick:VC830'),         bot(),
    forges('r1q1|pick:VC840'),         bot('say.passed', 'ask.mobile'),
    forges('r1q1|refuse'),             bot('say.passed', 'ask.mobile'),
    knows({ product: 'VC830' }),
  ]);
});

/** Taps a button of the oldest message of a step, not of the newest. */
function firstOf(step: string, choice: string): Line {
  return {
    says: `customer taps ${choice} of the first ${step}`,
    run: async ({ chat, replies }) => {
      const first = replies.find(({ prompt, choices }) => prompt?.step === step && choices);
      const found = first?.choices?.find(
        ({ payload }) => payload.endsWith(`|${choice}`) || payload.endsWith(`:${choice}`),
      );
      if (!found) throw new Error(`${step} never had a button ${choice}.`);
      await chat.taps(found.payload, found.label);
    },
  };
}

/** The evidence kept about one purpose, oldest first. */
function ledgerOf(purpose: string, ...decisions: readonly string[]): Line {
  return {
    says: `the ledger has ${decisions.join(', ')} for ${purpose}`,
    run: async ({ product, chat: { conversationId } }) => {
      const records = await product.store.records('consent', { conversationId, limit: 50 });
      // The newest comes first.
      const events = records.toReversed().flatMap(({ body }) => ('decision' in body ? [body] : []));
      const own = events.filter((event) => event.purpose === purpose);
      expect(own.map(({ decision }) => decision)).toEqual(decisions);
    },
  };
}

function forges(payload: string): Line {
  return { says: `customer forges ${payload}`, run: ({ chat }) => chat.taps(payload, 'x') };
}
