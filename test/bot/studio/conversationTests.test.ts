import type { Move } from '../../../bot/studio/simulator/contract';
import { createSimulations } from '../../../bot/studio/simulator/simulations';
import type { ConversationTest } from '../../../bot/studio/tests/contract';
import { recorded, TestShape, testFile } from '../../../bot/studio/tests/conversationTest';
import { runTest } from '../../../bot/studio/tests/runTest';
import { BOX_WORLD, shippedFlow, tried } from '../../support/studio';

const simulations = createSimulations({ world: BOX_WORLD, clock: () => 0 });
afterAll(() => simulations.end());

let test: ConversationTest;
beforeAll(async () => {
  const there = await simulations.run('dora', {
    flow: tried(),
    market: 'PL',
    locale: 'pl-PL',
    channels: ['webchat'],
    moves: [{ kind: 'opens' }, { kind: 'sends', media: 'audio' }],
    to: 'done',
  });
  const [side] = there.sides;
  if (side === undefined) throw new Error('It was not played.');
  test = recorded('A Pole applies', 'PL', 'pl-PL', side);
});

it('is what was played, and holds on the flow it was recorded on', async () => {
  expect(test.turns[1]).toEqual({
    does: { kind: 'sends', media: 'audio' },
    says: ['error.audio', 'ask.product'],
    at: 'product',
  });
  expect(test).toMatchObject({ applications: 1, knows: { mobile: expect.stringMatching(/^\+48/) } });
  const run = await runTest(BOX_WORLD, tried(), test);
  expect(run.differences).toEqual([]);
  expect(run.now).toEqual(test);
});

it('holds in another language, whose texts have the same keys', async () => {
  const run = await runTest(BOX_WORLD, tried(), { ...test, locale: 'en-PL' });
  expect(run.differences.filter(({ kind }) => kind !== 'knows')).toEqual([]);
});

it('goes into a file and comes out unchanged, a turn on a line', () => {
  const file = testFile(test);
  expect(TestShape.parse(JSON.parse(file))).toEqual(test);
  expect(testFile(TestShape.parse(JSON.parse(file)))).toBe(file);
  const { turns, ...rest } = test;
  const shuffled = { turns, ...rest, knows: Object.fromEntries(Object.entries(test.knows).reverse()) };
  expect(testFile(shuffled)).toBe(file);
  const [first, second, ...others] = turns;
  const lines = testFile({ ...test, turns: [first!, { ...second!, at: 'elsewhere' }, ...others] }).split('\n');
  expect(lines.filter((line, at) => line !== file.split('\n')[at])).toHaveLength(1);
});

it('shows every difference at once: what is said, where it leads, what is known and what the bank has', async () => {
  const flow = shippedFlow();
  flow.steps.employmentStatus.text = 'ask.email';
  flow.steps.submit.next = 'notAccepted';
  const run = await runTest(BOX_WORLD, tried(flow), { ...test, applications: 2 });
  const at = test.turns.findIndex(({ at: step }) => step === 'employmentStatus');
  expect(run.differences).toContainEqual(
    expect.objectContaining({
      turn: at,
      expected: test.turns[at] && { says: ['ask.employmentStatus'], at: 'employmentStatus' },
      got: { says: ['ask.email'], at: 'employmentStatus' },
    }),
  );
  expect(run.differences).toContainEqual({ kind: 'applications', expected: 2, got: 1 });
  expect(run.differences.some((one) => one.kind === 'turn' && one.got.at === 'applications')).toBe(true);
});

it('says of a question that is gone that its answer has no button any more', async () => {
  const flow = shippedFlow();
  flow.steps.product.next = 'privacy';
  flow.steps.ageConfirmed = undefined;
  flow.steps = JSON.parse(JSON.stringify(flow.steps));
  const run = await runTest(BOX_WORLD, tried(flow), test);
  expect(run.differences).toContainEqual(
    expect.objectContaining({ got: expect.objectContaining({ refused: 'No message has the button pick:yes.' }) }),
  );
  expect(run.differences).toContainEqual({ kind: 'knows', field: 'ageConfirmed', expected: 'yes', got: undefined });
});

it('refuses what is no test, and keeps what was typed but a card number', () => {
  expect(TestShape.safeParse({ ...test, more: 1 }).success).toBe(false);
  expect(TestShape.safeParse({ ...test, turns: [] }).success).toBe(false);
  const typed: Move = { kind: 'types', text: 'it is 4111 1111 1111 1111' };
  const quoted: Move = { kind: 'types', text: '"a":"b","c" {"d"}' };
  const carded = { ...test, turns: [{ does: typed, says: [], at: 'email' }] };
  expect(testFile(carded)).not.toContain('4111 1111');
  const kept = testFile({ ...test, turns: [{ does: quoted, says: [], at: 'email' }] });
  expect(JSON.parse(kept).turns[0].does).toEqual(quoted);
});
