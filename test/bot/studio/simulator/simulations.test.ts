import type { Move, Simulation } from '../../../../bot/studio/simulator/contract';
import { createSimulations, type SimulationWish } from '../../../../bot/studio/simulator/simulations';
import { MARKETS, type Market } from '../../../../machines/market';
import { BOX_WORLD, shippedFlow, tried } from '../../../support/studio';

const OPENS: Move = { kind: 'opens' };
let now = 0;
const simulations = createSimulations({ world: BOX_WORLD, clock: () => now });
afterAll(() => simulations.end());

const run = (wish: Partial<SimulationWish> = {}, designer = 'dora') =>
  simulations.run(designer, { flow: tried(), market: 'SG', channels: ['webchat'], moves: [OPENS], ...wish });
const last = ({ sides: [side] }: Simulation) => side?.turns.at(-1);
const state = ({ sides: [side] }: Simulation) => side?.state;
const keys = (simulation: Simulation) => last(simulation)?.said.flatMap((said) => said.keys);

describe('a simulation', () => {
  it.each(MARKETS)(
    'brings the example customer of %s to the end, at one application, without a fault',
    async (market) => {
      const channels = market === 'AE' || market === 'RU' ? (['webchat'] as const) : (['webchat', 'whatsapp'] as const);
      const done = await run({ market, channels, to: 'done' });
      expect(done.missed).toBeUndefined();
      for (const { turns, state: known } of done.sides) {
        expect(turns.flatMap(({ faults, refused }) => [...faults, ...(refused ? [refused] : [])])).toEqual([]);
        expect(known).toMatchObject({ step: 'done', next: [], bank: { waiting: false } });
        expect(known?.bank.received).toHaveLength(1);
      }
    },
  );

  it('is the same however often it is played, and goes on from where it was', async () => {
    const first = await run({ to: 'email', channels: ['webchat', 'whatsapp'] });
    const again = await run({ moves: first.moves, channels: ['webchat', 'whatsapp'] }, 'dan');
    expect(again).toEqual(first);
    const further = await run({ moves: [...first.moves, { kind: 'types', text: 'mei@example.com' }] });
    expect(last(further)?.step).toBe('employmentStatus');
    expect(further.sides[0]?.turns.slice(0, -1)).toEqual(first.sides[0]?.turns);
  });

  it('goes back to any turn, and on from there another way', async () => {
    const there = await run({ to: 'summary' });
    const at = there.moves.findIndex((move) => move.kind === 'taps' && move.step === 'employmentStatus');
    const back = await run({ moves: there.moves.slice(0, at) });
    expect(state(back)?.step).toBe('employmentStatus');
    expect(state(back)?.fields.map(({ field }) => field)).not.toContain('employmentStatus');
    const other: Move = { kind: 'taps', choice: 'pick:RETIRED', step: 'employmentStatus' };
    const edited = await run({ moves: [...there.moves.slice(0, at), other, ...there.moves.slice(at + 1)] });
    expect(state(edited)).toMatchObject({ step: 'summary' });
    expect(state(edited)?.fields).toContainEqual({ field: 'employmentStatus', value: 'RETIRED', by: 'customer' });
  });

  it('reaches every step that a market has', async () => {
    const { steps } = shippedFlow();
    const missed: string[] = [];
    for (const market of ['TH'] as const) {
      for (const step of Object.keys(steps)) {
        const { only, except } = steps[step];
        if ((only && !only.includes(market)) || except?.includes(market)) continue;
        const there = await run({ market, to: step });
        if (there.missed !== undefined) missed.push(`${market} ${step}: ${there.missed}`);
      }
    }
    expect(missed).toEqual([]);
  });

  it('goes back to where the customer has been', async () => {
    const there = await run({ to: 'email' });
    const back = await run({ moves: there.moves, to: 'privacy' });
    expect(state(back)?.step).toBe('privacy');
    expect(back.moves).toEqual(there.moves.slice(0, back.moves.length));
  });

  it('says why a step is not reached', async () => {
    expect((await run({ to: 'nowhere' })).missed).toMatch(/No way leads to nowhere/);
  });

  it('does not do what cannot be done, and says so', async () => {
    const there = await run({ moves: [OPENS, { kind: 'taps', choice: 'pick:NONE' }] });
    expect(last(there)).toMatchObject({ refused: 'No message has the button pick:NONE.', said: [] });
  });

  it('speaks the words and the flow that it was given', async () => {
    const flow = shippedFlow();
    flow.steps.product.attempts = 1;
    const words = { 'en-SG': { 'ask.product': 'Which of our cards?' } };
    const wrong: Move = { kind: 'types', text: 'xyzzy' };
    const there = await run({ flow: tried(flow, words), moves: [OPENS, wrong] });
    expect(there.sides[0]?.turns[0]?.said.at(-1)?.reply.text).toBe('Which of our cards?');
    expect(there.sides[0]?.turns[0]?.said.at(-1)?.keys).toEqual(['ask.product']);
    expect(last(there)).toMatchObject({ step: 'agent', status: 'pending' });
  });

  it('refuses a market that the flow does not serve', async () => {
    const flow = { ...shippedFlow(), markets: ['HK'] };
    await expect(run({ flow: tried(flow) })).rejects.toMatchObject({ code: 'flow.unresolvable' });
  });
});

describe('the people of a simulation', () => {
  it('are an agent, too, who takes over, fills in and hands back at the right question', async () => {
    const there = await run({ to: 'email' });
    const moves: Move[] = [
      ...there.moves,
      { kind: 'agent', does: { kind: 'claim' } },
      { kind: 'agent', does: { kind: 'send', text: 'I will fill that in for you.' } },
      { kind: 'agent', does: { kind: 'fill', field: 'email', value: 'mei@example.com' } },
      { kind: 'agent', does: { kind: 'fill', field: 'employmentStatus', value: 'RETIRED' } },
      { kind: 'agent', does: { kind: 'handBack' } },
    ];
    const back = await run({ moves });
    expect(back.sides[0]?.turns.slice(-5).flatMap(({ refused }) => refused ?? [])).toEqual([]);
    expect(back.sides[0]?.turns.at(-4)?.said).toMatchObject([{ from: 'agent', reply: { speaker: 'Agent' } }]);
    expect(state(back)).toMatchObject({ step: 'incomeBand', status: 'bot' });
    expect(state(back)?.fields).toContainEqual({ field: 'email', value: 'mei@example.com', by: 'agent' });
  });

  it('are refused what an agent may not', async () => {
    const there = await run({ to: 'email' });
    const moves: Move[] = [...there.moves, { kind: 'agent', does: { kind: 'send', text: 'Hello' } }];
    expect(last(await run({ moves }))?.refused).toMatch(/\w/);
  });
});

describe('the bank of a simulation', () => {
  const confirmed = async (is: Extract<Move, { kind: 'bank' }>['is'], market: Market = 'SG') => {
    const there = await run({ market, to: 'confirm' });
    return run({ market, moves: [...there.moves, { kind: 'bank', is }, { kind: 'taps', choice: 'accept' }] });
  };

  it('takes an application as its API has it', async () => {
    const done = await confirmed('ok');
    expect(keys(done)).toContain('say.reference');
    expect(state(done)?.bank.received[0]).toMatchObject({ applicant: expect.anything() });
  });

  it('is slow, and the answer comes when time has passed', async () => {
    const slow = await confirmed('slow');
    expect(state(slow)?.bank).toMatchObject({ waiting: true, received: [] });
    expect(keys(slow)).toEqual(['say.submitting']);
    const later = await run({ moves: [...slow.moves, { kind: 'waits', minutes: 1 }] });
    expect(keys(later)).toContain('say.reference');
    expect(state(later)?.bank).toMatchObject({ waiting: false });
  });

  it('rejects', async () => {
    const rejected = await confirmed('rejected');
    expect(state(rejected)).toMatchObject({ status: 'pending', bank: { received: [] } });
  });

  it('may have it or not: a case, and never a second try', async () => {
    const lost = await confirmed('ambiguous');
    const later = await run({ moves: [...lost.moves, { kind: 'bank', is: 'ok' }, { kind: 'waits', minutes: 600 }] });
    expect(state(later)).toMatchObject({ cases: 1 });
    expect(state(later)?.bank.received).toHaveLength(1);
  });

  it('is down, and is tried again until it is there', async () => {
    const down = await confirmed('down');
    expect(state(down)?.bank.received).toEqual([]);
    const up = await run({ moves: [...down.moves, { kind: 'bank', is: 'ok' }, { kind: 'waits', minutes: 30 }] });
    expect(keys(up)).toContain('say.reference');
    expect(state(up)?.bank.received).toHaveLength(1);
  });
});

describe('WhatsApp beside the web chat', () => {
  it('shows the very messages that would be sent, within its limits', async () => {
    const { sides } = await run({ market: 'HK', locale: 'en-HK', channels: ['webchat', 'whatsapp'], to: 'marketing' });
    const bubbles = sides[1]?.turns.flatMap((turn) => turn.bubbles ?? []) ?? [];
    expect(bubbles.length).toBeGreaterThan(10);
    for (const { body, options } of bubbles) {
      expect(body.length).toBeLessThanOrEqual(options === undefined ? 1_600 : 1_024);
      expect(options?.rows.length ?? 0).toBeLessThanOrEqual(options?.kind === 'buttons' ? 3 : 10);
    }
    expect(sides[1]?.state).toMatchObject({ locale: 'en-HK', step: 'marketing' });
  });
});

describe('simulations of many designers', () => {
  it('keep apart, keep few boxes, and end those that nobody asks for', async () => {
    const many = createSimulations({ world: BOX_WORLD, clock: () => now });
    const wish = { flow: tried(), channels: ['webchat'] as const, moves: [OPENS] };
    await Promise.all(MARKETS.slice(0, 8).map((market) => many.run('dora', { ...wish, market })));
    expect(many.open()).toBe(4);
    await many.run('dan', { ...wish, market: 'SG' });
    expect(many.open()).toBe(5);
    now += 11 * 60_000;
    await many.sweep();
    expect(many.open()).toBe(0);
    await many.end();
  });
});
