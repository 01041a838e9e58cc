import type { Bot } from '../../../bot/composeBot';
import { BotFault } from '../../../bot/errors';
import type { Messaging } from '../../../bot/messaging/composeMessaging';
import type { CustomerMessage } from '../../../dialogs/message';
import { HOUR_MS, mobileOf, startTestProduct, TEXTS, type TestProduct } from '../../support/product';
import { until } from './messengerCustomer';
import { createProvider, type Provider } from './replying/provider';

type MessengerBot = Bot & Messaging;
const WEEK_MS = 7 * 24 * HOUR_MS;
const A_WEDNESDAY = Date.parse('2026-11-18T02:00:00Z');
/** The next Wednesday, ten in the morning in Singapore: not before the store's own clock. */
const MORNING = A_WEDNESDAY + Math.ceil((Date.now() - A_WEDNESDAY) / WEEK_MS) * WEEK_MS;
const SENDER = 'whatsapp:+6530000000';

describe('the product on a messenger', () => {
  let product: TestProduct;
  let bot: MessengerBot;
  let provider: Provider;
  let now: number;
  let messages = 0;
  let isFlowGone = false;
  const clock = () => now;
  const start = () => {
    bot = withMessaging(product.another());
    for (const worker of [bot.outbox, bot.replies, bot.timers]) worker.start();
  };
  const stop = async () => {
    for (const worker of [bot.outbox, bot.replies, bot.timers]) await worker.stop();
    await bot.intake.idle();
  };
  beforeEach(async () => {
    now = MORNING;
    provider = createProvider(clock);
    product = await startTestProduct({
      outboxStarts: false,
      parts: ({ flows }) => ({
        clock,
        messenger: provider.messenger,
        flows: { ...flows, pinned: (market, pin) => (isFlowGone ? missing() : flows.pinned(market, pin)) },
      }),
    });
    start();
  });
  afterEach(async () => {
    await stop();
    await product.stop();
  });

  const number = '+6591234567';
  const conversation = () => bot.messengerGateway.conversationOf({ sender: SENDER, number });
  type Said = { kind: 'text'; text: string } | { kind: 'choice'; payload: string; label: string };
  const send = async (said: Said, more: Partial<CustomerMessage> = {}) => {
    const conversationId = await conversation();
    const address = { account: 'AC1', sender: SENDER, user: `whatsapp:${number}` };
    const message = {
      ...said,
      id: `SM-in-${++messages}`,
      conversationId,
      channel: 'whatsapp' as const,
      receivedAt: now,
      start: { userId: number, markets: ['SG'] as const, address },
    };
    return bot.messengerGateway.receive({ ...message, ...more } as CustomerMessage);
  };
  const types = (text: string, more?: Partial<CustomerMessage>) => send({ kind: 'text', text }, more);
  const document = async () => {
    const found = await product.store.load(await conversation());
    if (!found) throw new Error('The conversation does not exist.');
    return found;
  };
  const said = async () =>
    (await product.store.transcript(await conversation(), 0, 1_000)).flatMap(({ body }) =>
      body.from === 'bot' ? [body.reply.text] : [],
    );
  const idle = async () => {
    const conversationId = await conversation();
    await until(async () => {
      await bot.intake.idle();
      const work = await product.store.work(conversationId);
      return work.every(
        ({ status, dueAt }) => status === 'done' || status === 'dead' || (status === 'pending' && dueAt > now),
      );
    });
  };
  const answerUpTo = async (step: string) => {
    for (let turns = 0; turns < 40; turns++) {
      const { prompt, market, locale } = await document();
      if (prompt?.step === step) return;
      const row = prompt?.offered.find(({ choice }) => /^(pick:|grant$|accept$)/.test(choice));
      if (row) await send({ kind: 'choice', payload: `${prompt?.promptId}|${row.choice}`, label: row.label });
      else if (prompt?.field === 'mobile') await types(mobileOf(market));
      else await types(TEXTS.say(locale, `example.${prompt?.field}`));
    }
    throw new Error(`${step} was not asked.`);
  };
  const confirm = async () => {
    const { prompt } = await document();
    await send({ kind: 'choice', payload: `${prompt?.promptId}|accept`, label: 'Submit' });
  };

  it('takes a customer from the first word to the reference number, everything said once and in order', async () => {
    await types('hello');
    await answerUpTo('confirm');
    await confirm();
    await until(async () => (await document()).submitted[0]?.reference !== undefined);
    await idle();
    expect(provider.taken.map(({ body }) => body)).toEqual(await said());
    expect(provider.taken.every(({ user }) => user === `whatsapp:${number}`)).toBe(true);
    const reference = (await document()).submitted[0]?.reference ?? 'none';
    expect(provider.taken.filter(({ body }) => body.includes(reference))).toHaveLength(1);
  });

  it('sends after a restart what was said before it', async () => {
    await bot.replies.stop();
    await types('hello');
    await types('1');
    expect(provider.taken).toEqual([]);
    await stop();
    await product.restart();
    now += 60_000;
    start();
    await idle();
    expect(provider.taken.map(({ body }) => body)).toEqual(await said());
  });

  it('confirms STOP, then sends nothing, not even the answer of the bank, until START', async () => {
    await types('hello');
    await answerUpTo('confirm');
    await bot.outbox.stop();
    await confirm();
    await types('STOP');
    await idle0();
    const sent = provider.taken.length;
    expect(provider.taken.at(-1)?.body).toBe(
      TEXTS.say('en-SG', 'say.optedOutApplied', { contactPhone: '+65 6000 0000' }),
    );
    bot.outbox.start();
    await until(async () => (await document()).submitted[0]?.reference !== undefined);
    await types('hello?');
    await idle();
    expect(provider.taken).toHaveLength(sent);
    await types('START');
    await idle();
    expect(provider.taken[sent]?.body).toContain(TEXTS.say('en-SG', 'say.optedIn'));
  });

  it('says in plain text what was refused with buttons, when the report comes later too', async () => {
    await types('hello');
    await idle();
    const before = provider.taken.length;
    const last = provider.taken.at(-1);
    const report = { conversationId: await conversation(), workId: last?.workId ?? '', sid: last?.sid ?? '', at: now };
    const failure = { ...report, part: last?.part ?? 0, status: 'failed', problem: 'contentRefused', code: '63005' };
    expect(await bot.messengerGateway.delivered({ ...failure } as never)).toBe(true);
    await idle();
    const again = provider.taken.slice(before);
    expect(again.length).toBeGreaterThan(0);
    expect(again.every(({ body }) => body.startsWith('as text: '))).toBe(true);
    expect(await bot.messengerGateway.delivered({ ...failure } as never)).toBe(true);
    await idle();
    expect(provider.taken).toHaveLength(before + again.length);
  });

  it('notes that a customer blocked us, and answers again when they write again', async () => {
    provider.behaves = () => ({ refuses: 'optedOut', code: '63033' });
    await types('hello');
    await idle();
    provider.behaves = () => 'takes';
    expect((await document()).optedOut).toBeDefined();
    await types('1');
    await idle();
    expect(provider.taken).toHaveLength(1);
    expect((await document()).optedOut).toBeUndefined();
  });

  it('reminds once of an application left open', async () => {
    await types('hello');
    await answerUpTo('confirm');
    await idle();
    const before = provider.taken.length;
    for (let hours = 0; hours < 30; hours += 2) {
      now += 2 * HOUR_MS;
      bot.timers.wake();
      await idle();
    }
    expect(provider.taken.slice(before).map(({ body, at }) => [body.includes(reminder), at])).toEqual([
      [true, MORNING + 4 * HOUR_MS],
    ]);
  });

  it('sends what waited for the customer when they write again, although that is answered by nothing', async () => {
    await types('hello');
    await answerUpTo('privacy');
    const { prompt } = await document();
    const grant = { kind: 'choice', payload: `${prompt?.promptId}|grant`, label: 'I agree' } as const;
    await idle();
    await bot.replies.stop();
    await send(grant);
    const sent = provider.taken.length;
    now += 25 * HOUR_MS;
    bot.replies.start();
    await idle();
    expect(provider.nudges).toHaveLength(1);
    expect(provider.taken).toHaveLength(sent);
    const before = (await said()).length;
    await send(grant);
    await idle();
    expect(await said()).toHaveLength(before);
    expect(provider.taken.map(({ body }) => body)).toEqual(await said());
  });

  it('sends the apology when a turn cannot be taken', async () => {
    await types('hello');
    isFlowGone = true;
    await types('1');
    isFlowGone = false;
    await idle();
    expect(provider.taken.at(-1)?.body).toBe(TEXTS.say('en-SG', 'say.apology'));
  });

  it('has the copy of a card number deleted at the provider', async () => {
    const copy = { account: 'AC1', message: 'SM-card', media: [] };
    await types('4111 1111 1111 1111', { copy });
    await idle();
    expect(provider.purged).toEqual([copy]);
  });

  const reminder = TEXTS.say('en-SG', 'say.reminder');
  /** Like `idle`, while the bank is not called. */
  const idle0 = () =>
    until(async () => {
      const work = await product.store.work(await conversation());
      return work.every(({ kind, status }) => kind !== 'reply' || status === 'done' || status === 'dead');
    });
});

describe('the product without a messenger', () => {
  it('has neither its door nor its workers', async () => {
    const product = await startTestProduct();
    const parts = Object.keys(product.another());
    expect(parts).toEqual(expect.arrayContaining(['intake', 'outbox']));
    for (const part of ['messengerGateway', 'replies', 'timers']) expect(parts).not.toContain(part);
    await product.stop();
  });
});

function missing(): never {
  throw new BotFault('FLOW_MISSING', 'The version is gone.');
}

function withMessaging(bot: Bot): MessengerBot {
  const { messengerGateway, replies, timers } = bot;
  if (!messengerGateway || !replies || !timers) throw new Error('The bot has no messenger.');
  return { ...bot, messengerGateway, replies, timers };
}
