import { createChance } from '../../../bot/studio/chance';
import { armsOf } from '../../../bot/studio/funnel/arms';
import type { Arm } from '../../../bot/studio/funnel/contract';
import { judge, neededPerArm, planFor } from '../../../bot/studio/funnel/experiment';
import { funnelOf } from '../../../bot/studio/funnel/funnel';
import { agentOf } from '../../support/agent';
import { customer, play, time } from '../../support/conversation';
import { HOUR_MS, startTestProduct, type TestProduct } from '../../support/product';

let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct();
  const open = customer.opens();
  const wrong = customer.types('12');
  await play(product, { market: 'PL' }, [
    open,
    customer.answersUpTo('mobile'),
    wrong,
    customer.answersUpTo('marketing'),
  ]);
  await play(product, { market: 'PL' }, [open, customer.answersUpTo('mobile'), customer.types('abc'), wrong]);
  await play(product, { market: 'PL' }, [open, customer.answersUpTo('email'), customer.asksFor('agent')]);
  await play(product, { market: 'PL', locale: 'en-PL' }, [open, time.passes(1), customer.answersUpTo('privacy')]);
  await play(product, { market: 'TH' }, [open, customer.answersUpTo('privacy')]);
  product.passes(30 * HOUR_MS);
});
afterAll(() => product.stop());

const parts = () => ({ store: product.store, clock: product.now, breathe: async () => undefined });

describe('the funnel', () => {
  it('counts what became of who was asked, by question, with what was wrong', async () => {
    const { steps, ...rest } = await funnelOf(parts(), { market: 'PL' });
    expect(rest).toMatchObject({ conversations: 4, submitted: 1, versions: [1], isCut: false });
    const step = (id: string) => steps.find((one) => one.step === id);
    expect(step('product')).toMatchObject({ entered: 4, answered: 4, left: 0, askedAgain: {} });
    expect(step('privacy')).toMatchObject({ entered: 4, answered: 3, left: 1 });
    expect(step('mobile')).toMatchObject({
      entered: 3,
      answered: 2,
      left: 1,
      askedAgain: { 'error.mobileInvalid': 3 },
    });
    expect(step('email')).toMatchObject({ entered: 2, answered: 1, handedOff: 1 });
    expect(step('marketing')).toMatchObject({ entered: 1, left: 1, kind: 'consent' });
    const order = steps.map(({ step: id }) => id);
    expect(order.indexOf('email')).toBeGreaterThan(order.indexOf('mobile'));
    for (const { entered, answered, left, handedOff, open } of steps)
      expect(answered + left + handedOff + open).toBe(entered);
  });

  it('is of one market, and of a language, version and channel where that is wanted', async () => {
    expect(await funnelOf(parts(), { market: 'SG' })).toMatchObject({ conversations: 0, steps: [] });
    expect(await funnelOf(parts(), { market: 'PL', locale: 'en-PL' })).toMatchObject({ conversations: 1 });
    expect(await funnelOf(parts(), { market: 'PL', version: 2 })).toMatchObject({ conversations: 0, versions: [1] });
    expect(await funnelOf(parts(), { market: 'PL', channel: 'whatsapp' })).toMatchObject({ conversations: 0 });
  });

  it('tells how long an answer took', async () => {
    const { steps } = await funnelOf(parts(), { market: 'PL', locale: 'en-PL' });
    expect(steps.find(({ step }) => step === 'product')?.medianMs).toBeGreaterThanOrEqual(HOUR_MS);
  });

  it('counts those whom a person helped and then ended it, once each', async () => {
    const { chat } = await play(product, { market: 'AU' }, [
      customer.opens(),
      customer.answersUpTo('mobile'),
      customer.asksFor('agent'),
    ]);
    const ann = agentOf(() => product);
    await ann.does(chat.conversationId, { kind: 'claim' });
    await ann.does(chat.conversationId, { kind: 'resolve', code: 'informed' });
    expect((await product.store.load(chat.conversationId))?.status).toBe('resolved');
    const { conversations, steps } = await funnelOf(parts(), { market: 'AU' });
    expect(conversations).toBe(1);
    expect(steps.find(({ step }) => step === 'mobile')).toMatchObject({ entered: 1, handedOff: 1, left: 0 });
  });

  it('counts for an experiment who began since it did, the first of each version, with what they did in a day', async () => {
    const wish = { market: 'PL', since: 0, versions: [1, 2], perArm: 2 } as const;
    const none = { version: 2, begun: 0, customers: 0, submitted: 0 };
    expect(await armsOf(parts(), wish)).toEqual([{ version: 1, begun: 4, customers: 2, submitted: 1 }, none]);
    expect(await armsOf(parts(), { ...wish, perArm: 9 })).toMatchObject([
      { begun: 4, customers: 4, submitted: 1 },
      none,
    ]);
    expect(await armsOf(parts(), { ...wish, since: product.now() })).toMatchObject([{ begun: 0 }, none]);
    // Who came today may submit yet.
    await play(product, { market: 'PL' }, [customer.opens()]);
    expect(await armsOf(parts(), { ...wish, perArm: 9 })).toMatchObject([{ begun: 5, customers: 4 }, none]);
  });
});

describe('an experiment', () => {
  const arm = (version: number, customers: number, submitted: number): Arm => {
    return { version, begun: customers, customers, submitted };
  };
  const judged = (control: Arm, challenger: Arm) =>
    judge({ market: 'PL', since: 0, share: 0.5, control, challenger, plan: planFor(5) });

  it('says nothing before both arms are full, however it looks', () => {
    expect(neededPerArm(0.5, 0.05)).toBe(1_562);
    const early = judged(arm(1, 1_561, 100), arm(2, 5_000, 4_000));
    expect(early).toMatchObject({ verdict: 'tooFew', plan: { perArm: 1_562 } });
    expect(early.difference).toBeUndefined();
  });

  it('tells a difference with its interval, and none where there is none', () => {
    const better = judged(arm(1, 2_000, 1_000), arm(2, 2_000, 1_120));
    expect(better).toMatchObject({ verdict: 'better', difference: { points: 6, from: 2.9, to: 9.1, p: 0.0001 } });
    expect(judged(arm(1, 2_000, 1_120), arm(2, 2_000, 1_000)).verdict).toBe('worse');
    expect(judged(arm(1, 2_000, 1_000), arm(2, 2_000, 1_010)).verdict).toBe('noDifference');
  });

  it('is wrong about as often as it says when both are the same, and finds what it was made to find', () => {
    const { happens } = createChance(11);
    const drawn = (share: number) => Array.from({ length: 1_562 }, () => happens(share)).filter(Boolean).length;
    const verdicts = (other: number) =>
      Array.from({ length: 400 }, () => judged(arm(1, 1_562, drawn(0.5)), arm(2, 1_562, drawn(other))).verdict);
    expect(verdicts(0.5).filter((verdict) => verdict !== 'noDifference').length).toBeLessThan(36);
    expect(verdicts(0.55).filter((verdict) => verdict === 'better').length).toBeGreaterThan(288);
  });
});
