import fc from 'fast-check';
import { mayLeave, type PenEvent, type PenState, passPen } from '../../machines/handoff';

const BOT: PenState = { status: 'bot', pen: { owner: 'bot', epoch: 4 } };
const PENDING: PenState = { status: 'pending', pen: { owner: 'queue', epoch: 5 } };
const OPEN: PenState = { status: 'open', pen: { owner: 'agent:ann', epoch: 6 } };
const RESOLVED: PenState = { status: 'resolved', pen: { owner: 'bot', epoch: 7 } };

const allowed: [string, PenState, PenEvent, PenState][] = [
  [
    'a request queues the conversation',
    BOT,
    { type: 'handoff.requested', queue: 'general' },
    { status: 'pending', pen: { owner: 'queue', epoch: 5 } },
  ],
  [
    'an agent takes over from the bot',
    BOT,
    { type: 'agent.claimed', agent: 'ann' },
    { status: 'open', pen: { owner: 'agent:ann', epoch: 5, takenAt: 5 } },
  ],
  [
    'a supervisor takes it from an agent',
    OPEN,
    { type: 'supervisor.barged', agent: 'sue' },
    { status: 'open', pen: { owner: 'agent:sue', epoch: 7, takenAt: 7 } },
  ],
  [
    'an agent claims from the queue',
    PENDING,
    { type: 'agent.claimed', agent: 'ann' },
    { status: 'open', pen: { owner: 'agent:ann', epoch: 6, takenAt: 6 } },
  ],
  [
    'the customer goes on with the bot',
    PENDING,
    { type: 'customer.returned' },
    { status: 'bot', pen: { owner: 'bot', epoch: 6 } },
  ],
  [
    'the holder hands back to the bot',
    OPEN,
    { type: 'agent.released', agent: 'ann' },
    { status: 'bot', pen: { owner: 'bot', epoch: 7 } },
  ],
  [
    'the holder transfers to a colleague',
    OPEN,
    { type: 'agent.transferred', agent: 'ann', to: 'bob' },
    { status: 'open', pen: { owner: 'agent:bob', epoch: 7, takenAt: 7 } },
  ],
  [
    'the holder transfers to a queue',
    OPEN,
    { type: 'agent.transferred', agent: 'ann' },
    { status: 'pending', pen: { owner: 'queue', epoch: 7 } },
  ],
  [
    'the holder resolves',
    OPEN,
    { type: 'handoff.resolved', agent: 'ann' },
    { status: 'resolved', pen: { owner: 'bot', epoch: 7 } },
  ],
  [
    'a silent agent loses the pen',
    OPEN,
    { type: 'lease.expired', epoch: 6 },
    { status: 'pending', pen: { owner: 'queue', epoch: 7 } },
  ],
  ['a second claim by the holder changes nothing', OPEN, { type: 'agent.claimed', agent: 'ann' }, OPEN],
  [
    'a resolved conversation goes on with the bot',
    RESOLVED,
    { type: 'customer.returned' },
    { status: 'bot', pen: { owner: 'bot', epoch: 7 } },
  ],
  [
    'a resolved conversation can be queued again',
    RESOLVED,
    { type: 'handoff.requested', queue: 'general' },
    { status: 'pending', pen: { owner: 'queue', epoch: 8 } },
  ],
];

it.each(allowed)('%s', (_, state, event, expected) => {
  expect(passPen(state, event)).toEqual(expected);
});

const refused: [string, PenState, PenEvent][] = [
  ['a claim of what another agent holds', OPEN, { type: 'agent.claimed', agent: 'bob' }],
  ['a hand-back by someone else', OPEN, { type: 'agent.released', agent: 'bob' }],
  ['a transfer by someone else', OPEN, { type: 'agent.transferred', agent: 'bob', to: 'bob' }],
  ['a resolve by someone else', OPEN, { type: 'handoff.resolved', agent: 'bob' }],
  ['a request while an agent is talking', OPEN, { type: 'handoff.requested', queue: 'general' }],
  ['a customer taking the pen from an agent', OPEN, { type: 'customer.returned' }],
  ['a lease of an earlier epoch', OPEN, { type: 'lease.expired', epoch: 5 }],
  ['a lease where no agent holds the pen', PENDING, { type: 'lease.expired', epoch: 5 }],
  ['a second request', PENDING, { type: 'handoff.requested', queue: 'general' }],
  ['a hand-back by an agent who holds nothing', BOT, { type: 'agent.released', agent: 'ann' }],
];

it.each(refused)('refuses %s', (_, state, event) => {
  expect(passPen(state, event)).toBeUndefined();
});

it('keeps one owner per status, and an epoch that grows exactly when the owner changes', () => {
  const agent = fc.constantFrom('ann', 'bob');
  const event: fc.Arbitrary<PenEvent> = fc.oneof(
    fc.constant<PenEvent>({ type: 'handoff.requested', queue: 'general' }),
    agent.map((name): PenEvent => ({ type: 'agent.claimed', agent: name })),
    agent.map((name): PenEvent => ({ type: 'agent.released', agent: name })),
    fc
      .tuple(agent, fc.option(agent, { nil: undefined }))
      .map(([name, to]): PenEvent => ({ type: 'agent.transferred', agent: name, ...(to && { to }) })),
    fc.constant<PenEvent>({ type: 'customer.returned' }),
    agent.map((name): PenEvent => ({ type: 'handoff.resolved', agent: name })),
    fc.nat(8).map((epoch): PenEvent => ({ type: 'lease.expired', epoch })),
  );
  const ownerOf = { bot: /^bot$/, pending: /^queue$/, open: /^agent:/, resolved: /^bot$/ };
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30 }), (events) => {
      let state: PenState = { status: 'bot', pen: { owner: 'bot', epoch: 0 } };
      for (const one of events) {
        const next: PenState = passPen(state, one) ?? state;
        expect(next.pen.owner).toMatch(ownerOf[next.status]);
        expect(next.pen.epoch - state.pen.epoch).toBe(next.pen.owner === state.pen.owner ? 0 : 1);
        state = next;
      }
    }),
    { numRuns: 200 },
  );
});

it('lets what the bot said leave until an agent takes over, and never after that', () => {
  const taken = passPen(BOT, { type: 'agent.claimed', agent: 'ann' });
  const returned = taken && passPen(taken, { type: 'agent.released', agent: 'ann' });
  const queued = passPen(BOT, { type: 'handoff.requested', queue: 'general' });
  expect(mayLeave(BOT.pen, 4)).toBe(true);
  expect(queued && mayLeave(queued.pen, 4)).toBe(true);
  expect(taken && mayLeave(taken.pen, 4)).toBe(false);
  expect(returned && [4, 6].map((epoch) => mayLeave(returned.pen, epoch))).toEqual([false, true]);
});
