import type { BotParts } from '../../bot/composeBot';
import { bank, bot, conversation, customer, desk, products, time } from '../support/conversation';

/** What the bank may do, and what the customer honestly learns of it. */
describe('the bank', () => {
  const settings = { market: 'SG', locale: 'en-SG' } as const;
  const confirmed = [customer.opens(), customer.answersUpTo('confirm'), customer.taps('accept'), bot('say.submitting')];
  const confirmedWhen = (fault: ReturnType<typeof bank.fails>) => [
    customer.opens(),
    customer.answersUpTo('confirm'),
    fault,
    customer.taps('accept'),
    bot('say.submitting'),
  ];

  describe('when it answers', () => {
    products.startsOnce();

    // biome-ignore format: one exchange a line
    conversation('slowly: a customer who asks meanwhile is answered', settings, [
      ...confirmedWhen(bank.fails('slow', { delayMs: 600 })),
      customer('hello?'),              bot('say.alreadySubmittedPending'),
      customer('agent'),               bot('say.handoff'),
      bank.answers(),                  bot('say.reference', 'say.continueOnline'),
      customer.taps('bot'),            bot('say.handoffReturned', 'consent.marketing'),
      bank.has(1),
    ]);

    // biome-ignore format: one exchange a line
    conversation('429: it is tried again after the wait, and once is enough', settings, [
      ...confirmedWhen(bank.fails('429', { retryAfterS: 30 })),
      bank.answers(),                  bot('say.takingLonger'),
      bank.has(0),
      time.passes(1),
      bank.answers(),                  bot('say.reference', 'say.continueOnline', 'consent.marketing'),
      bank.has(1),
    ]);

    // biome-ignore format: one exchange a line
    conversation('503 with a wait, twice: the customer is told once', settings, [
      ...confirmedWhen(bank.fails('503', { times: 2 })),
      bank.answers(),                  bot('say.takingLonger'),
      time.passes(1),
      bank.answers(),                  bot(),
      time.passes(1),
      bank.answers(),                  bot('say.reference', 'say.continueOnline', 'consent.marketing'),
      bank.has(1),
    ]);

    // biome-ignore format: one exchange a line
    conversation('401 once: a new token, and nobody notices', settings, [
      ...confirmedWhen(bank.fails('401')),
      bank.answers(),                  bot('say.reference', 'say.continueOnline', 'consent.marketing'),
      bank.has(1),
    ]);

    // biome-ignore format: one exchange a line
    conversation('403: the lead waits for us to be let in', settings, [
      ...confirmedWhen(bank.fails('403')),
      bank.answers(),                  bot('say.takingLonger'),
      bank.has(0),
      time.passes(1),
      bank.answers(),                  bot('say.reference', 'say.continueOnline', 'consent.marketing'),
      bank.has(1),
    ]);

    for (const [kind, taken] of [
      ['timeoutAfter', 1],
      ['timeoutBefore', 0],
      ['reset-after', 1],
      ['reset-before', 0],
      ['500after', 1],
      ['500before', 0],
      ['malformed', 1],
      ['wrongSchema', 1],
    ] as const) {
      // biome-ignore format: one exchange a line
      conversation(`${kind}: nobody can know, so a person looks and nothing is resent`, settings, [
        ...confirmedWhen(bank.fails(kind)),
        bank.answers(),                bot('say.takingLonger'),
        bank.has(taken),
        desk.has('case', 1),
        time.passes(48),
        bank.answers(),                bot(),
        customer('status'),            bot('say.alreadySubmittedPending'),
        customer('start over'),        bot('say.alreadySubmittedPending'),
        bank.answers(),
        bank.has(taken),
        desk.has('case', 1),
      ]);
    }

    for (const market of ['ID', 'PL'] as const) {
      // biome-ignore format: one exchange a line
      conversation(`${market}: an answer lost on the way is a case there too`, { market }, [
        ...confirmedWhen(bank.fails('reset-after')),
        bank.answers(),                bot('say.takingLonger'),
        bank.has(1),
        desk.has('case', 1),
        desk.has('callBack', 0),
      ]);
    }
  });

  describe('when it is away', () => {
    products.startsOnce();

    // biome-ignore format: one exchange a line
    conversation('the lead waits and is delivered once', settings, [
      customer.opens(),
      customer.answersUpTo('confirm'),
      bank.goesDown(),
      customer.taps('accept'),         bot('say.submitting'),
      bank.answers(),                  bot('say.takingLonger'),
      time.passes(1),
      bank.answers(),                  bot(),
      bank.comesUp(),
      time.passes(1),
      bank.answers(),                  bot('say.reference', 'say.continueOnline', 'consent.marketing'),
      time.passes(48),
      bank.answers(),                  bot(),
      bank.has(1),
      desk.has('case', 0),
    ]);

    // biome-ignore format: one exchange a line
    conversation('the questions come from our own lists', { market: 'TH' }, [
      bank.goesDown(),
      customer.opens(),
      customer.answersUpTo('confirm'),
      bank.comesUp(),
      customer.taps('accept'),         bot('say.submitting'),
      bank.answers(),                  bot('say.reference', 'say.agentContact', 'consent.marketing'),
      bank.has(1),
    ]);
  });

  describe('when it says no', () => {
    products.startsOnce(undefined, { parts: submitsNonsense });

    for (const market of ['SG', 'ID', 'AE'] as const) {
      // biome-ignore format: one exchange a line
      conversation(`${market}: the customer is told and a colleague takes over`, { market }, [
        ...confirmed,
        bank.answers(),                bot('say.notAccepted', 'say.handoff'),
        desk.sees('pending'),
        time.passes(48),
        bank.answers(),                bot(),
        bank.has(0),
      ]);
    }
  });
});

/** On the way out a lead gets values that are in none of the bank's lists: the bank itself refuses it. */
function submitsNonsense({ callout }: BotParts): Partial<BotParts> {
  return {
    callout: (market) => ({
      ...callout(market),
      submit: (lead) => {
        const nonsense = { value: 'NO_SUCH_VALUE', by: 'customer' } as const;
        const fields = { ...lead.facts.fields, employmentStatus: nonsense, salutation: nonsense };
        return callout(market).submit({ ...lead, facts: { ...lead.facts, fields } });
      },
    }),
  };
}
