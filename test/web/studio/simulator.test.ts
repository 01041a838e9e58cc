import type { Draft } from '../../../bot/studio/contract';
import { planFor } from '../../../bot/studio/funnel/experiment';
import type { Publisher } from '../../../bot/studio/publisher';
import { keepsTests } from '../../../bot/studio/tests/keepsTests';
import { createTestShelf } from '../../../bot/studio/tests/testShelf';
import { createPseudonym } from '../../../bot/telemetry';
import { customer, play } from '../../support/conversation';
import { startTestProduct, type TestProduct } from '../../support/product';
import { createPress } from '../../support/publishing';
import type { StaffServer, StaffUser } from '../../support/staffServer';
import { shippedFlow } from '../../support/studio';
import { startSimulatorServer } from '../../support/studioServer';

let product: TestProduct;
let server: StaffServer & { readonly stop: () => Promise<void> };
let dora: StaffUser;
let ann: StaffUser;

beforeAll(async () => {
  product = await startTestProduct();
  server = await startSimulatorServer(() => product);
  dora = await server.signIn({ id: 'dora', name: 'Dora', roles: ['designer'] });
  ann = await server.signIn({ id: 'ann', name: 'Ann', roles: ['agent'] });
});
afterAll(async () => {
  await server.stop();
  await server.close();
  await product.stop();
});

const playing = (changes: object = {}) => ({
  flow: shippedFlow(),
  market: 'SG',
  channels: ['webchat', 'whatsapp'],
  moves: [{ kind: 'opens' }],
  ...changes,
});
const draft = async () => (await dora.post('drafts', { title: 'Softer', base: 1, flow: shippedFlow() })).body;

describe('POST simulate', () => {
  it('plays the content of the page on both channels, and on to a step', async () => {
    const { status, body } = await dora.post('simulate', playing({ to: 'email' }));
    expect(status).toBe(200);
    expect(body.sides).toMatchObject([
      { channel: 'webchat', state: { step: 'email' } },
      { channel: 'whatsapp', state: { step: 'email' } },
    ]);
    const on = await dora.post(
      'simulate',
      playing({ moves: [...body.moves, { kind: 'types', text: 'm@example.com' }] }),
    );
    expect(on.body.sides[1]).toMatchObject({ state: { step: 'employmentStatus' } });
  });

  it('says what is wrong with what is no flow, or runs in no such market', async () => {
    expect(await dora.post('simulate', playing({ flow: { a: 1 } }))).toMatchObject({
      status: 422,
      body: { code: 'NotAFlow' },
    });
    const flow = { ...shippedFlow(), markets: ['HK'] };
    const refused = await dora.post('simulate', playing({ flow }));
    expect(refused).toMatchObject({ status: 422, body: { problems: [expect.stringMatching(/SG/)] } });
  });

  it('takes no move that there is not, and no more than a person makes', async () => {
    for (const moves of [[{ kind: 'explodes' }], Array.from({ length: 301 }, () => ({ kind: 'opens' }))])
      expect(await dora.post('simulate', playing({ moves }))).toMatchObject({ status: 400 });
  });

  it('leaves nothing in the product’s own store', async () => {
    await dora.post('simulate', playing({ to: 'done' }));
    expect(await product.store.lately(10)).toEqual([]);
    expect((await product.store.needing({ limit: 10 })).documents).toEqual([]);
    expect(await product.bank.applications()).toEqual([]);
  });

  it('is for designers and those who approve', async () => {
    expect(await ann.post('simulate', playing())).toMatchObject({ status: 403 });
  });
});

describe('POST storm', () => {
  it('tells the score of a market, and runs one storm at a time', async () => {
    const storm = { flow: shippedFlow(), market: 'PL', seed: 3, customers: 2 };
    const [one, other] = await Promise.all([dora.post('storm', storm), dora.post('storm', storm)]);
    expect([one.status, other.status].sort()).toEqual([200, 503]);
    expect([one, other].find(({ status }) => status === 200)?.body).toMatchObject({
      market: 'PL',
      score: 100,
      customers: 2,
    });
    expect((await dora.post('storm', storm)).status).toBe(200);
  });
});

describe('POST replay', () => {
  it('tells of conversations of the asker’s markets alone, and nothing of who had them', async () => {
    const talks = [
      customer.opens(),
      customer.answersUpTo('mobile'),
      customer.types('5123 9876'),
      customer.answersUpTo('email'),
    ];
    await play(product, { market: 'HK' }, talks);
    await play(product, { market: 'SG' }, [customer.opens(), customer.answersUpTo('email')]);
    const inHongKong = await server.signIn({ id: 'dan', roles: ['designer'], markets: ['HK'] });
    const { status, body } = await inHongKong.post('replay', { flow: shippedFlow(), markets: ['HK', 'SG'], most: 10 });
    expect(status).toBe(200);
    expect(body.markets).toMatchObject([{ market: 'HK', conversations: 1, changed: 0 }]);
    expect(JSON.stringify(body)).not.toContain('9876');
    const abroad = { flow: shippedFlow(), markets: ['SG'], most: 10 };
    expect(await inHongKong.post('replay', abroad)).toMatchObject({ status: 404 });
  });
});

describe('GET funnel', () => {
  it('counts the customers of the asker’s markets, and an experiment of two versions', async () => {
    const inSingapore = await server.signIn({ id: 'dina', roles: ['auditor'], markets: ['SG'] });
    await play(product, { market: 'SG' }, [customer.opens(), customer.answersUpTo('privacy')]);
    const { body } = await inSingapore.get('funnel?market=SG');
    expect(body.steps[0]).toMatchObject({ step: 'product', answered: body.conversations });
    expect(await inSingapore.get('funnel?market=HK')).toMatchObject({ status: 404 });
    expect(await inSingapore.get('funnel?market=SG&version=x')).toMatchObject({ status: 400 });
  });
});

describe('GET experiment', () => {
  it('is of what runs in the market, with the difference that was fixed when it was begun', async () => {
    const press = createPress({
      ...{ store: product.store, catalogue: product.catalogue, clock: product.now },
      seal: createPseudonym('test audit key'),
    });
    const ina = await server.signIn({ id: 'ina', roles: ['auditor'], markets: ['SG'] });
    const { body: none } = await ina.get('experiment?market=SG');
    expect(none).toEqual({ plans: expect.arrayContaining([expect.objectContaining({ points: 5, perArm: 1_562 })]) });
    const version = await press.publish({ ...shippedFlow(), title: 'Bolder' }, ['SG'], { share: 0.5, points: 10 });
    const { body } = await ina.get('experiment?market=SG');
    expect(body.running).toMatchObject({
      ...{ since: expect.any(Number), share: 0.5, verdict: 'tooFew', plan: { points: 10, perArm: planFor(10).perArm } },
      ...{ control: { version: 1, begun: 0 }, challenger: { version, begun: 0 } },
    });
    expect(await ina.get('experiment?market=HK')).toMatchObject({ status: 404 });
  });
});

describe('tests of a draft', () => {
  it('are recorded as they are played here, run on what is on the page, replaced and removed', async () => {
    const { id } = await draft();
    const recording = playing({ name: 'A voice note', moves: [{ kind: 'opens' }, { kind: 'sends', media: 'audio' }] });
    const { status, body: kept } = await dora.post(`drafts/${id}/tests`, recording);
    expect([status, kept.test.turns[1].says]).toEqual([201, ['error.audio', 'ask.product']]);
    const tests = async () => (await dora.get(`drafts/${id}/tests`)).body.tests;
    const shipped = (await tests()).length - 1;
    expect(await tests()).toContainEqual(kept);

    const flow = shippedFlow();
    flow.steps.product.text = 'ask.mobile';
    const { body } = await dora.post('tests/run', { flow, tests: [kept.test] });
    expect(body.runs[0].differences).toHaveLength(2);
    const now = { test: body.runs[0].now };
    expect((await dora.post(`drafts/${id}/tests/${kept.id}`, now)).body.test).toEqual(now.test);
    expect((await dora.post('tests/run', { flow, tests: [now.test] })).body.runs[0].differences).toEqual([]);

    expect((await dora.post(`drafts/${id}/tests/${kept.id}/remove`, {})).status).toBe(204);
    expect(await tests()).toHaveLength(shipped);
    expect((await dora.post(`drafts/${id}/tests/${kept.id}`, now)).status).toBe(404);
    expect((await dora.get('drafts/none/tests')).status).toBe(404);
  });

  it('are the version’s until the draft changes one, and the next version has what its draft had', async () => {
    const [{ body: one }] = [await dora.post('simulate', playing({ to: 'privacy' }))];
    const { id } = await draft();
    const { body: kept } = await dora.post(`drafts/${id}/tests`, playing({ name: 'To the notice', moves: one.moves }));
    const shelf = createTestShelf(product.store, () => [{ id: 'shipped', test: kept.test }]);
    const begunFrom = { flowId: 'card-lead', version: 1 };
    const owner = { draft: 'other', begunFrom };
    expect(await shelf.list(owner)).toEqual([{ id: 'shipped', test: kept.test }]);
    const own = await shelf.keep(owner, { ...kept.test, name: 'Own' });
    if (own === 'tooMany') throw new Error('There are few.');
    expect((await shelf.list(owner)).map(({ test }) => test.name)).toEqual(['Own', 'To the notice']);
    expect(await shelf.list(begunFrom)).toHaveLength(1);
    // Whatever a publisher does before, the version has its draft's tests afterwards.
    const drafted = { id: 'other', flowId: 'card-lead', base: 1 } as Draft;
    const publishes = { publish: async () => ({ version: 2 }) } as unknown as Publisher;
    await keepsTests(publishes, shelf).publish(dora.who, drafted, {} as never);
    const failing = { ...shelf, publish: () => Promise.reject(new Error('The store is full.')) };
    const told = await keepsTests(publishes, failing).publish(dora.who, drafted, {} as never);
    expect(told).toEqual({ version: 2, hasNoTests: true });
    await shelf.remove(owner, own.id);
    await shelf.remove(owner, 'shipped');
    expect(await shelf.list(owner)).toEqual([]);
    expect(await shelf.list({ flowId: 'card-lead', version: 2 })).toHaveLength(2);
  });
});
