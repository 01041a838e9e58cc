import { createChance } from '../../../bot/studio/chance';
import { judge, neededPerArm } from '../../../bot/studio/funnel/experiment';
import { armOf, funnelOf } from '../../../bot/studio/funnel/funnel';
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

  it('counts the customers of a version for an experiment', async () => {
    expect(await armOf(parts(), 'PL', 1)).toEqual({ version: 1, customers: 4, submitted: 1 });
  });
});

describe('an experiment', () => {
  const arm = (version: number, customers: number, submitted: number) => ({ version, customers, submitted });

  it('says nothing before both arms are full, however it looks', () => {
    expect(neededPerArm(0.5, 0.05)).toBe(1_562);
    const early = judge('PL', arm(1, 1_561, 100), arm(2, 5_000, 4_000), 5);
    expect(early).toMatchObject({ verdict: 'tooFew', plan: { perArm: 1_562 } });
    expect(early.difference).toBeUndefined();
  });

  it('tells a difference with its interval, and none where there is none', () => {
    const better = judge('PL', arm(1, 2_000, 1_000), arm(2, 2_000, 1_120), 5);
    expect(better).toMatchObject({ verdict: 'better', difference: { points: 6, from: 2.9, to: 9.1, p: 0.0001 } });
    expect(judge('PL', arm(1, 2_000, 1_120), arm(2, 2_000, 1_000), 5).verdict).toBe('worse');
    expect(judge('PL', arm(1, 2_000, 1_000), arm(2, 2_000, 1_010), 5).verdict).toBe('noDifference');
  });

  it('is wrong about as often as it says when both are the same, and finds what it was made to find', () => {
    const { happens } = createChance(11);
    const drawn = (share: number) => Array.from({ length: 1_562 }, () => happens(share)).filter(Boolean).length;
    const verdicts = (other: number) =>
      Array.from({ length: 400 }, () => judge('PL', arm(1, 1_562, drawn(0.5)), arm(2, 1_562, drawn(other)), 5).verdict);
    expect(verdicts(0.5).filter((verdict) => verdict !== 'noDifference').length).toBeLessThan(36);
    expect(verdicts(0.55).filter((verdict) => verdict === 'better').length).toBeGreaterThan(288);
  });
});
