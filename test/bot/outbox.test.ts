import type { SubmitOutcome } from '../../adapters/callouts/callout';
import { createOutbox } from '../../bot/outbox';
import type { CalloutMessage } from '../../dialogs/message';
import { StoreFault } from '../../store/storeFault';
import { bank, bot, customer, desk, type Line, play, time } from '../support/conversation';
import { HOUR_MS, startTestProduct, type TestProduct } from '../support/product';

const confirm: readonly Line[] = [customer.opens(), customer.answersUpTo('confirm'), customer.taps('accept')];

describe('the outbox', () => {
  let product: TestProduct;
  afterEach(() => product.stop());

  it('makes a case of a claim that never reported back, and never sends it again', async () => {
    product = await startTestProduct({ outboxStarts: false });
    const { chat, applicationsBefore } = await play(product, { market: 'SG', locale: 'en-SG' }, confirm);
    // A worker claims the lead and is gone; nobody knows how far it came.
    await product.store.claim({ kinds: ['callout'], now: product.now(), leaseMs: 1_000, limit: 1 });
    await product.restart();
    product.outbox.start();
    await product.settled(chat.conversationId);

    const cases = await product.store.records('case', { conversationId: chat.conversationId, limit: 5 });
    expect(cases.map(({ body }) => body)).toEqual([
      expect.objectContaining({ status: 'open', market: 'SG', reason: 'ambiguousSubmission' }),
    ]);
    product.passes(48 * 3_600_000);
    await product.settled(chat.conversationId);
    expect((await product.bank.applications()).length).toBe(applicationsBefore);
    expect((await product.store.work(chat.conversationId)).map(({ status }) => status)).toEqual(['dead']);
  });

  it('makes a case of a claim whose lease ran out while this process lives', async () => {
    product = await startTestProduct({ outboxStarts: false });
    const { chat } = await play(product, { market: 'SG' }, confirm);
    await product.store.claim({ kinds: ['callout'], now: product.now(), leaseMs: 1_000, limit: 1 });
    product.outbox.start();
    await product.settledAfter(2_000, chat.conversationId);
    expect(await product.store.records('case', { conversationId: chat.conversationId, limit: 5 })).toHaveLength(1);
    expect(await product.bank.applications()).toEqual([]);
  });

  it('sends nothing to the bank once its lease has ended', async () => {
    product = await startTestProduct({
      outboxStarts: false,
      parts: ({ callout }) => ({
        callout: (market) => ({
          ...callout(market),
          submit: (lead) => {
            // The process stood still between its claim and its request.
            if (isFirst) product.passes(130_000);
            isFirst = false;
            return callout(market).submit(lead);
          },
        }),
      }),
    });
    let isFirst = true;
    const { chat } = await play(product, { market: 'SG' }, confirm);
    product.outbox.start();
    await product.settled(chat.conversationId);
    expect(await product.bank.applications()).toEqual([]);
    expect(product.log).toContainEqual(expect.objectContaining({ event: 'callout.delayed' }));
  });

  it('makes a case at once of a kept lead that is not what was confirmed', async () => {
    product = await startTestProduct({
      outboxStarts: false,
      parts: ({ store }) => ({
        store: {
          ...store,
          claim: async (request) =>
            (await store.claim(request)).map((item) => ({ ...item, body: { ...item.body, sha256: 'of another' } })),
        },
      }),
    });
    const { chat } = await play(product, { market: 'SG' }, confirm);
    product.outbox.start();
    await product.settled(chat.conversationId);
    const cases = await product.store.records('case', { conversationId: chat.conversationId, limit: 5 });
    expect(cases.map(({ body }) => body)).toEqual([
      expect.objectContaining({ status: 'open', reason: 'notSubmitted' }),
    ]);
    expect(await product.bank.applications()).toEqual([]);
  });

  it('sends a lead that was confirmed before the clock was set back, without waiting for the clock', async () => {
    product = await startTestProduct({ outboxStarts: false });
    const { chat, applicationsBefore } = await play(product, { market: 'SG', locale: 'en-SG' }, confirm);
    product.passes(-HOUR_MS);
    product.outbox.start();
    await product.settled(chat.conversationId);
    expect((await product.store.load(chat.conversationId))?.submitted.map(({ status }) => status)).toEqual(['done']);
    expect(await product.bank.applications()).toHaveLength(applicationsBefore + 1);
  });

  it('keeps the reference number of a bank that answers while the store fails for a moment', async () => {
    let failures = 2;
    product = await startTestProduct({
      parts: ({ store }) => ({
        store: {
          ...store,
          commit: async (commit) => {
            if ((commit.settle ?? []).length > 0 && failures-- > 0) throw new StoreFault('full');
            return store.commit(commit);
          },
        },
      }),
    });
    await play(product, { market: 'SG', locale: 'en-SG' }, [
      ...confirm,
      bank.answers(),
      bot.lastly('consent.marketing'),
      bank.has(1),
      desk.has('case', 0),
    ]);
    expect(failures).toBeLessThan(0);
  });

  it('lets an outcome that comes after the case was opened change nothing', async () => {
    product = await startTestProduct({ outboxStarts: false });
    const { chat } = await play(product, { market: 'SG' }, confirm);
    const [claimed] = await product.store.claim({ kinds: ['callout'], now: product.now(), leaseMs: 0, limit: 1 });
    product.outbox.start();
    await product.settledAfter(2_000, chat.conversationId);
    const late: CalloutMessage = {
      kind: 'callout',
      id: 'late',
      conversationId: chat.conversationId,
      channel: 'webchat',
      receivedAt: product.now(),
      step: 'submit',
      workId: claimed?.id ?? '',
      fence: claimed?.fence ?? 0,
      outcome: { class: 'done', reference: 'LATE', details: {} },
    };
    expect(await product.intake.take(late)).toEqual({ status: 'fenced' });
    expect(JSON.stringify(await product.store.load(chat.conversationId))).not.toContain('LATE');
  });

  it('gives one lead to one of two workers', async () => {
    product = await startTestProduct({ outboxStarts: false });
    const { chat } = await play(product, { market: 'SG' }, confirm);
    const other = product.another();
    product.outbox.start();
    other.outbox.start();
    await product.settled(chat.conversationId);
    await other.outbox.stop();
    expect(await product.bank.applications()).toHaveLength(1);
    expect(await product.store.records('case', { limit: 5 })).toEqual([]);
  });

  it('waits longer with each try, then asks a person', async () => {
    const waits: number[] = [];
    let answer: SubmitOutcome = { class: 'notSent', reason: 'refused' };
    product = await startTestProduct({
      parts: ({ callout }) => ({ callout: (market) => ({ ...callout(market), submit: async () => answer }) }),
    });
    const { chat } = await play(product, { market: 'SG', locale: 'en-SG' }, confirm);
    const item = async () => (await product.store.work(chat.conversationId))[0];
    await product.settled(chat.conversationId);
    for (let due = await item(); due?.status === 'pending'; due = await item()) {
      waits.push(due.dueAt - product.now());
      await product.settledAfter(due.dueAt - product.now() + 1, chat.conversationId);
    }
    expect(waits).toHaveLength(11);
    expect(waits.every((wait, at) => at === 0 || wait > (waits[at - 1] ?? 0) * 1.5 || wait > 149_000)).toBe(true);
    expect(Math.max(...waits)).toBeLessThanOrEqual(300_000);
    expect((await item())?.status).toBe('dead');
    const [open, ...more] = await product.store.records('case', { conversationId: chat.conversationId, limit: 5 });
    // Nothing ever reached the bank, and the person is told so: submitting by hand makes no second application.
    expect([open?.body.reason, open?.body.evidence.reachedBank, more]).toEqual(['notSubmitted', 'no', []]);
    answer = { class: 'done', reference: 'TOO-LATE', details: {} };
    await product.settledAfter(48 * 3_600_000, chat.conversationId);
    expect(JSON.stringify(await product.store.load(chat.conversationId))).not.toContain('TOO-LATE');
  });

  it('waits at least as long as the bank asks for', async () => {
    product = await startTestProduct({
      parts: ({ callout }) => ({
        callout: (market) => ({
          ...callout(market),
          submit: async () => ({ class: 'notDone', reason: 'http429', retryAfterMs: 120_000 }),
        }),
      }),
    });
    const { chat } = await play(product, { market: 'SG' }, confirm);
    const from = product.now();
    await product.settled(chat.conversationId);
    expect((await product.store.work(chat.conversationId))[0]?.dueAt).toBeGreaterThanOrEqual(from + 120_000);
  });

  it('tells an operator when the bank refuses us, and keeps the lead', async () => {
    product = await startTestProduct();
    await play(product, { market: 'SG', locale: 'en-SG' }, [
      customer.opens(),
      customer.answersUpTo('confirm'),
      bank.fails('403'),
      customer.taps('accept'),
      bank.answers(),
      bot.lastly('say.takingLonger'),
      desk.has('case', 0),
      time.passes(1),
      bank.answers(),
      bank.has(1),
    ]);
    expect(product.log).toContainEqual({ event: 'callout.refusesUs', market: 'SG', reason: 'http403' });
  });

  it('stops only when what it began is reported', async () => {
    product = await startTestProduct();
    await product.bank.fails({ operation: 'create', kind: 'slow', delayMs: 300 });
    await play(product, { market: 'SG' }, confirm);
    await product.outbox.stop();
    const all = await product.store.claim({ kinds: ['callout'], now: product.now() + 60_000, leaseMs: 1, limit: 9 });
    expect(all).toEqual([]);
    expect(await product.bank.applications()).toHaveLength(1);
  });

  it('claims nothing while no bank can be called, and one lead when one may be', async () => {
    let restsUntil: number | undefined = Number.POSITIVE_INFINITY;
    product = await startTestProduct({ parts: () => ({ banksRestUntil: () => restsUntil }) });
    const first = await play(product, { market: 'SG' }, confirm);
    const second = await play(product, { market: 'SG' }, confirm);
    const attempts = async () => {
      const items = await Promise.all([first, second].map(({ chat }) => product.store.work(chat.conversationId)));
      return items.flat().map((item) => item.attempts);
    };
    product.outbox.wake();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await attempts()).toEqual([0, 0]);
    expect(product.log).toContainEqual({ event: 'callout.banksRest' });
    await product.bank.fails({ operation: 'create', kind: 'slow', delayMs: 300 });
    restsUntil = product.now();
    product.outbox.wake();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await attempts()).toEqual([1, 0]);
    restsUntil = undefined;
    product.outbox.wake();
    for (const { chat } of [first, second]) await product.settled(chat.conversationId);
    expect(await product.bank.applications()).toHaveLength(2);
  });

  it('lets the leads of one bank that rests wait without a turn, and those of another go', async () => {
    let isResting = false;
    const bankRestsUntil = (market: string) => (isResting && market === 'SG' ? product.now() + 10_000 : undefined);
    product = await startTestProduct({ parts: () => ({ bankRestsUntil }) });
    await product.bank.fails({ operation: 'create', kind: '503', times: 1 });
    const { chat } = await play(product, { market: 'SG' }, confirm);
    await product.settled(chat.conversationId);
    const version = async () => (await product.store.load(chat.conversationId))?.version;
    const told = await version();
    isResting = true;
    await product.settledAfter(3_600_000, chat.conversationId);
    await product.settledAfter(3_600_000, chat.conversationId);
    const [waiting] = await product.store.work(chat.conversationId);
    expect(waiting).toMatchObject({ status: 'pending', attempts: 3 });
    expect(await version()).toBe(told);
    await play(product, { market: 'HK' }, [...confirm, bank.answers()]);
    expect(await product.bank.applications()).toHaveLength(1);
    isResting = false;
    await product.settledAfter(3_600_000, chat.conversationId);
    expect(await product.bank.applications()).toHaveLength(2);
  });

  it('begins nothing after it was stopped', async () => {
    product = await startTestProduct();
    await product.outbox.stop();
    await play(product, { market: 'SG' }, confirm);
    product.outbox.wake();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await product.bank.applications()).toEqual([]);
  });

  it('logs no word of what people said', async () => {
    product = await startTestProduct();
    const { chat } = await play(product, { market: 'SG', locale: 'en-SG' }, [...confirm, bank.answers()]);
    const facts = (await product.store.load(chat.conversationId))?.facts.fields;
    const lines = JSON.stringify(product.log);
    for (const value of [facts?.fullName?.value, facts?.mobile?.value, facts?.email?.value]) {
      expect(value).toBeTruthy();
      expect(lines).not.toContain(value);
    }
  });

  it('says so when the store does not give it work, and lives on', async () => {
    product = await startTestProduct({ outboxStarts: false });
    const asked: string[] = [];
    const store = {
      ...product.store,
      claim: async () => Promise.reject(new Error('down')),
      nextDueAt: async () => undefined,
    };
    const outbox = createOutbox({
      calloutSwitch: { isPaused: async () => false },
      banksRestUntil: () => undefined,
      bankRestsUntil: () => undefined,
      fingerprint: (text) => text,
      store,
      intake: product.intake,
      callout: () => {
        throw new Error('unused');
      },
      markets: {} as never,
      bank: () => {
        throw new Error('unused');
      },
      clock: product.now,
      random: () => 0,
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: ({ event }) => void asked.push(event) },
    });
    outbox.start();
    await new Promise((resolve) => setTimeout(resolve, 30));
    await outbox.stop();
    expect(asked).toEqual(['outbox.failed']);
  });
});
