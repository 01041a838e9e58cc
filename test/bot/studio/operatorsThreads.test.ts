import { viewOf } from '../../../bot/conversation';
import { createBoard } from '../../../bot/desk/board';
import { flowVersion } from '../../../bot/flows';
import { createChance } from '../../../bot/studio/chance';
import { armsOf } from '../../../bot/studio/funnel/arms';
import { funnelOf } from '../../../bot/studio/funnel/funnel';
import { preFlight } from '../../../bot/studio/preFlight';
import { parseFlow } from '../../../machines/upgrade';
import { createFakedTraffic } from '../../../store/faked/fakedTraffic';
import { customer, play } from '../../support/conversation';
import { startTestProduct, type TestProduct } from '../../support/product';
import { shippedFlow } from '../../support/studio';

let product: TestProduct;
let own: string;

/** One customer, and threads of operators that look like the same customer in all but their ids. */
beforeAll(async () => {
  product = await startTestProduct();
  const { chat } = await play(product, { market: 'SG' }, [customer.opens(), customer.answersUpTo('mobile')]);
  own = chat.conversationId;
  const document = await product.store.load(own);
  if (document === undefined) throw new Error('It was not begun.');
  const transcript = await product.store.transcript(own, 0, 1_000);
  for (const [name, status] of [
    ['flows', 'bot'],
    ['desk', 'resolved'],
    ['callouts', 'pending'],
  ] as const) {
    const id = `operators:${name}`;
    const conversation = { ...document, id, status, version: 1, desk: {} };
    const outcome = await product.store.commit({ conversationId: id, expectedVersion: 0, conversation, transcript });
    expect(outcome).toEqual({ status: 'committed' });
  }
});
afterAll(() => product.stop());

const parts = () => ({ store: product.store, clock: product.now, breathe: async () => undefined });

describe('what operators keep of their own', () => {
  it('is found by the store, as everything is', async () => {
    expect(await product.store.lately(9)).toHaveLength(3);
    expect((await product.store.needing({ limit: 9 })).documents).toHaveLength(1);
  });

  it('is in no funnel', async () => {
    expect(await funnelOf(parts(), { market: 'SG' })).toMatchObject({ conversations: 1 });
  });

  it('is in no pre-flight and no experiment', async () => {
    const file = { ...shippedFlow(), version: 2 };
    const draft = flowVersion(file, parseFlow(file), 'another');
    const { flows } = product.sight;
    expect(await preFlight({ store: product.store, flows, clock: product.now }, draft, ['SG'])).toMatchObject({
      inside: 1,
    });
    const arms = await armsOf(parts(), { market: 'SG', since: 0, versions: [1, 2], perArm: 9 });
    expect(arms.map(({ begun }) => begun)).toEqual([1, 0]);
  });

  it('is not said again in a replay', async () => {
    const sightOf = async () => (at: Parameters<typeof viewOf>[1]) => viewOf(product.sight, at, product.now()).view;
    const traffic = createFakedTraffic(product.store, { sightOf, below: createChance(1).below });
    expect(await traffic.lately({ markets: ['SG'], most: 50, forks: new Set() })).toHaveLength(1);
  });

  it('is not on the board', async () => {
    const board = createBoard({
      store: product.store,
      times: { hours: () => undefined, serviceTimes: () => ({ answerMs: 1, replyMs: 1, caseMs: 1, callBackMs: 1 }) },
      onFault: (cause) => {
        throw cause;
      },
    });
    await board.ready();
    expect([...board.entries()].map(({ conversationId }) => conversationId)).toEqual([own]);
  });
});
