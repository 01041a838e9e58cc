import { viewOf } from '../../../bot/conversation';
import { createChance } from '../../../bot/studio/chance';
import type { Replay } from '../../../bot/studio/replay/contract';
import { replayTraffic } from '../../../bot/studio/replay/replayTraffic';
import type { TriedFlow } from '../../../bot/studio/simulator/triedFlows';
import type { Market } from '../../../machines/market';
import { createFakedTraffic } from '../../../store/faked/fakedTraffic';
import { customer, type Line, play } from '../../support/conversation';
import { startTestProduct, type TestProduct } from '../../support/product';
import { BOX_WORLD, shippedFlow, tried } from '../../support/studio';

/** As the page does it, with the words on the button, which all rows of the summary have. */
const changesMobile: Line = {
  says: 'customer changes mobile',
  async run({ chat, replies }) {
    const row = replies.at(-1)?.summary?.find(({ change }) => change?.payload.endsWith('change:mobile'));
    await chat.taps(row?.change?.payload ?? '', row?.change?.label ?? '');
  },
};

let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct();
  const wrong = [customer.answersUpTo('mobile'), customer.types('twelve'), customer.answersUpTo('marketing')];
  await play(product, { market: 'PL' }, [customer.opens(), ...wrong, customer.taps('refuse')]);
  await play(product, { market: 'PL' }, [customer.opens(), customer.answersUpTo('email'), customer.asksFor('agent')]);
  const changing = [customer.answersUpTo('summary'), changesMobile, customer.answers()];
  await play(product, { market: 'TH' }, [customer.opens(), ...changing, customer.answersUpTo('marketing')]);
});
afterAll(() => product.stop());

function replay(draft: TriedFlow, markets: readonly Market[] = ['PL', 'TH', 'SG']): Promise<Replay> {
  const { below } = createChance(1);
  const traffic = createFakedTraffic(product.store, {
    sightOf: async () => (at) => viewOf(product.sight, at, product.now()).view,
    below,
  });
  return replayTraffic({
    world: BOX_WORLD,
    traffic,
    draft,
    live: () => tried(),
    markets,
    most: 20,
    breathe: async () => {},
  });
}
const ofMarket = ({ markets }: Replay, market: Market) => markets.find((one) => one.market === market);

it('changes nothing on a draft that changes nothing, and every conversation goes as it went', async () => {
  const told = await replay(tried());
  expect(told.conversations).toHaveLength(3);
  expect(told.conversations.flatMap(({ changed }) => changed)).toEqual([]);
  const inOrder = told.conversations.toSorted((a, b) => b.moves.length - a.moves.length);
  expect(inOrder.map(({ live }) => [live.newQuestions, live.askedAgain])).toEqual([
    [[], 0],
    [[], 1],
    [[], 0],
  ]);
  expect(inOrder[0]?.moves).toContainEqual({ kind: 'taps', choice: 'change:mobile', step: 'summary' });
  expect(inOrder.map(({ market, live }) => [market, live.end, live.applications])).toEqual([
    ['TH', 'open', 1],
    ['PL', 'ended', 1],
    ['PL', 'withPerson', 0],
  ]);
  expect(ofMarket(told, 'PL')).toMatchObject({ conversations: 2, changed: 0, ended: { live: 1, draft: 1 } });
  expect(ofMarket(told, 'SG')).toBeUndefined();
});

it('tells of a question that is gone: its answer is passed over, and the way is shorter', async () => {
  const flow = shippedFlow();
  flow.steps.mobile.next = 'employmentStatus';
  delete flow.steps.email;
  for (const market of Object.keys(flow.overrides ?? {})) delete flow.overrides[market].email;
  for (const step of ['summary', 'confirm'])
    flow.steps[step].fields = flow.steps[step].fields.filter((field: string) => field !== 'email');
  const told = await replay(tried(flow));
  const long = told.conversations.find(({ market }) => market === 'TH');
  expect(long?.changed.some(({ draft }) => draft.isPassedOver)).toBe(true);
  const { questions } = ofMarket(told, 'TH') ?? {};
  expect((questions?.live ?? 0) - (questions?.draft ?? 0)).toBe(1);
});

it('tells of a question that is new: the example customer answers it, and the rest goes on', async () => {
  const flow = shippedFlow();
  flow.steps.terms.granted = 'more';
  flow.steps.more = {
    kind: 'consent',
    purpose: 'crossBorderTransfer',
    notice: flow.steps.privacy.notice,
    granted: 'contact',
    declined: 'declinedTerms',
  };
  const told = await replay(tried(flow), ['TH']);
  expect(told.conversations[0]).toMatchObject({
    draft: { newQuestions: ['more'], applications: 1 },
    live: { newQuestions: [] },
  });
});

it('tells of answers that would be mistakes, and of who would not come to the end for them', async () => {
  const flow = shippedFlow();
  flow.steps.givenName.rules = [{ rule: 'minLength', value: 90 }];
  for (const market of Object.keys(flow.overrides ?? {})) delete flow.overrides[market].givenName;
  const told = await replay(tried(flow));
  expect(ofMarket(told, 'PL')?.newMistakes).toBeGreaterThan(0);
  expect(ofMarket(told, 'PL')?.ended).toEqual({ live: 1, draft: 0 });
});

it('gives moves that can be played and kept as a test', async () => {
  const [one] = (await replay(tried(), ['TH'])).conversations;
  expect(one?.moves[0]).toEqual({ kind: 'opens' });
  expect(JSON.stringify(one?.moves)).not.toContain('asked');
});
