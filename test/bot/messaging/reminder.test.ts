import { createTimers, type Timers } from '../../../bot/messaging/timers';
import type { Market } from '../../../machines/market';
import { HOUR_MS, startTestProduct, TEXTS, type TestProduct } from '../../support/product';
import { createCustomer, until } from './messengerCustomer';

/** Wednesday, ten in the morning in Singapore. */
const MORNING = Date.parse('2026-11-18T02:00:00Z');

describe('a customer who leaves an application open', () => {
  let product: TestProduct;
  let timers: Timers;
  let now = MORNING;
  const clock = () => now;
  const startTimers = () => {
    const { store, intake } = product;
    timers = createTimers({ store, intake, channel: 'whatsapp', clock, log: SILENT });
    timers.start();
  };
  beforeAll(async () => {
    product = await startTestProduct({ parts: () => ({ clock }) });
  });
  beforeEach(() => {
    now = MORNING;
    startTimers();
  });
  afterEach(() => timers.stop());
  afterAll(() => product.stop());

  const door = () => ({ intake: product.intake, store: product.store, now: clock });
  const reminder = TEXTS.say('en-SG', 'say.reminder');
  const atConfirm = async (market: Market = 'SG') => {
    const mei = createCustomer(door, { markets: [market] });
    await mei.types('hello');
    await mei.answersUpTo('confirm');
    return mei;
  };
  type Customer = Awaited<ReturnType<typeof atConfirm>>;
  const reminders = async (mei: Customer) =>
    (await mei.replies()).filter(({ text }) => text.startsWith(reminder)).length;
  const timerOf = async (mei: Customer) => (await mei.work('timer'))[0];
  /** Moves the clock on and waits until no timer of the customer is due any more. */
  const passes = async (mei: Customer, hours: number) => {
    now += hours * HOUR_MS;
    timers.wake();
    await until(async () => {
      const open = (await mei.work('timer')).filter(({ status }) => status === 'pending' || status === 'claimed');
      return open.every(({ status, dueAt }) => status === 'pending' && dueAt > now);
    });
  };

  it('is not reminded before they agreed to be contacted about it', async () => {
    const mei = createCustomer(door);
    await mei.types('hello');
    await mei.answersUpTo('contact');
    expect(await mei.work('timer')).toEqual([]);
    await mei.taps('grant');
    expect(await mei.work('timer')).toMatchObject([
      { id: `${mei.conversationId}:1:reminder`, dueAt: MORNING + 4 * HOUR_MS },
    ]);
  });

  it('is reminded after four hours, with the question again, and can answer it', async () => {
    const mei = await atConfirm();
    const asked = (await mei.document()).prompt;
    await passes(mei, 3.9);
    expect(await reminders(mei)).toBe(0);
    await passes(mei, 0.2);
    expect(await reminders(mei)).toBe(1);
    const document = await mei.document();
    expect(document).toMatchObject({ step: 'confirm', lastInboundAt: MORNING, prompt: { step: 'confirm' } });
    expect(document.prompt?.promptId).not.toBe(asked?.promptId);
    expect((await mei.replies()).at(-1)).toMatchObject({ prompt: { step: 'confirm' }, choices: expect.any(Array) });
    expect((await mei.replyWork()).at(-1)).toMatchObject({ from: document.seq, to: document.seq });
    expect(await timerOf(mei)).toMatchObject({ status: 'done' });
    await mei.taps('accept');
    expect((await mei.document()).submitted).toHaveLength(1);
  });

  it('is reminded at most once of one application', async () => {
    const mei = await atConfirm();
    await passes(mei, 5);
    await mei.types('help');
    await passes(mei, 5);
    await product.restart();
    await timers.stop();
    startTimers();
    await mei.types('help');
    await passes(mei, 20);
    expect(await reminders(mei)).toBe(1);
    expect(await mei.work('timer')).toHaveLength(1);
  });

  it('who wrote since then is reminded four hours after that', async () => {
    const mei = await atConfirm();
    await passes(mei, 3);
    await mei.types('help');
    await passes(mei, 2);
    expect(await reminders(mei)).toBe(0);
    expect(await timerOf(mei)).toMatchObject({ status: 'pending', dueAt: MORNING + 7 * HOUR_MS });
    await passes(mei, 3);
    expect(await reminders(mei)).toBe(1);
  });

  it('is not reminded at night, but in the morning', async () => {
    now = MORNING + 9 * HOUR_MS;
    const mei = await atConfirm();
    expect((await timerOf(mei))?.dueAt).toBe(MORNING + 23 * HOUR_MS);
    await passes(mei, 13.9);
    expect(await reminders(mei)).toBe(0);
    await passes(mei, 0.2);
    expect(await reminders(mei)).toBe(1);
  });

  it('is not reminded when the market next allows it too late', async () => {
    // Saturday, two in the afternoon in Sydney: four hours later the weekend has begun.
    now = Date.parse('2026-11-21T03:00:00Z');
    expect(await (await atConfirm('AU')).work('timer')).toEqual([]);
  });

  it('is not reminded of what happened meanwhile', async () => {
    const submitted = await atConfirm();
    await submitted.taps('accept');
    const stopped = await atConfirm();
    await stopped.types('stop');
    const withPerson = await atConfirm();
    await withPerson.types('agent');
    for (const mei of [submitted, stopped, withPerson]) {
      const before = (await mei.replies()).length;
      await passes(mei, 5);
      expect(await timerOf(mei)).toMatchObject({ status: 'done' });
      if (mei !== submitted) expect(await mei.replies()).toHaveLength(before);
      expect(await reminders(mei)).toBe(0);
    }
  });

  it('is left to the person who was asked to help', async () => {
    const mei = await atConfirm();
    const document = await mei.document();
    await product.store.commit({
      conversationId: mei.conversationId,
      expectedVersion: document.version,
      conversation: {
        ...document,
        version: document.version + 1,
        status: 'pending',
        pen: { owner: 'queue', epoch: 2 },
      },
    });
    await product.restart();
    await timers.stop();
    startTimers();
    await passes(mei, 5);
    expect(await reminders(mei)).toBe(0);
    expect(await timerOf(mei)).toMatchObject({ status: 'done' });
  });

  it('who began again is reminded of the new application alone', async () => {
    const mei = await atConfirm();
    await mei.types('start over');
    await mei.answersUpTo('confirm');
    await passes(mei, 5);
    expect(await reminders(mei)).toBe(1);
    expect((await mei.work('timer')).map(({ id, status }) => [id, status])).toEqual([
      [`${mei.conversationId}:1:reminder`, 'done'],
      [`${mei.conversationId}:2:reminder`, 'done'],
    ]);
  });

  it('hears nothing when we come to it too late', async () => {
    const mei = await atConfirm();
    await passes(mei, 30);
    expect(await reminders(mei)).toBe(0);
    expect(await timerOf(mei)).toMatchObject({ status: 'done' });
  });

  it('hears it in the morning when we come to it at night', async () => {
    now += HOUR_MS;
    const mei = await atConfirm();
    await passes(mei, 11);
    expect(await reminders(mei)).toBe(0);
    expect(await timerOf(mei)).toMatchObject({ status: 'pending', dueAt: MORNING + 23 * HOUR_MS });
    await passes(mei, 11);
    expect(await reminders(mei)).toBe(1);
  });

  it('is reminded once when the process ends in the middle, and when two come to it', async () => {
    const mei = await atConfirm();
    await timers.stop();
    now += 5 * HOUR_MS;
    const claims = await product.store.claim({ kinds: ['timer'], now, leaseMs: 60_000, limit: 50 });
    const claim = claims.find(({ conversationId }) => conversationId === mei.conversationId);
    await product.restart();
    const rang = (fence: number) => ({
      kind: 'timer' as const,
      timer: 'reminder' as const,
      id: `${claim?.id}:${fence}`,
      conversationId: mei.conversationId,
      channel: 'whatsapp' as const,
      receivedAt: now,
      workId: claim?.id ?? '',
      fence,
    });
    startTimers();
    await passes(mei, 0);
    expect(await reminders(mei)).toBe(1);
    const first = claim?.fence ?? 0;
    expect(await product.intake.take(rang(first))).toEqual({ status: 'fenced' });
    expect(await product.another().intake.take(rang(first + 1))).toMatchObject({ status: 'duplicate' });
    expect(await reminders(mei)).toBe(1);
  });

  it('who writes in that very moment is answered, and reminded at most once', async () => {
    const mei = await atConfirm();
    now += 5 * HOUR_MS;
    timers.wake();
    await mei.types('help');
    await passes(mei, 0);
    expect(await mei.said()).toContain('help');
    expect(await reminders(mei)).toBeLessThanOrEqual(1);
    await passes(mei, 5);
    expect(await reminders(mei)).toBe(1);
  });

  it('is never reminded on web chat', async () => {
    const conversationId = 'page';
    const envelope = { conversationId, channel: 'webchat' as const, receivedAt: now };
    await product.intake.receive({ ...envelope, kind: 'started', id: 's', userId: 'u', market: 'SG', locale: 'en-SG' });
    const steps = ['1', 'yes', 'I agree', 'I agree', '1', 'Mei Tan', '8123 4567', 'mei@example.com', '1', '2', '1'];
    const lines = [...steps, 'looks right', 'I agree', 'I agree'];
    for (const [index, text] of lines.entries()) {
      await product.intake.receive({ ...envelope, kind: 'text', id: `m${index}`, text });
    }
    expect((await product.store.load(conversationId))?.step).toBe('confirm');
    expect(await product.store.work(conversationId)).toEqual([]);
  });
});

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
