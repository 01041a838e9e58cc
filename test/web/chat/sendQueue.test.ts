import fc from 'fast-check';
import { nextToSend, type Outgoing, type QueueEvent, reduceQueue } from '../../../web/chat/client/sendQueue';

const run = (...events: readonly QueueEvent[]) => events.reduce<readonly Outgoing[]>(reduceQueue, []);
const added = (id: string): QueueEvent => ({ type: 'added', id, text: id });
const states = (queue: readonly Outgoing[]) => queue.map(({ id, state }) => `${id} ${state}`);

describe('reduceQueue', () => {
  it('sends one message at a time, in the order they were written', () => {
    const queue = run(added('a'), added('b'));
    expect(nextToSend(queue)?.id).toBe('a');
    expect(nextToSend(reduceQueue(queue, { type: 'started', id: 'a' }))).toBeUndefined();
    expect(nextToSend(run(added('a'), added('b'), { type: 'sent', id: 'a' }))?.id).toBe('b');
  });

  it('holds back what was written after a failed message, and retries all under their own ids in order', () => {
    const failed = run(added('a'), added('b'), { type: 'started', id: 'a' }, { type: 'failed', id: 'a' }, added('c'));
    expect(states(failed)).toEqual(['a failed', 'b failed', 'c failed']);
    const retried = reduceQueue(failed, { type: 'retried' });
    expect(states(retried)).toEqual(['a queued', 'b queued', 'c queued']);
    expect(nextToSend(retried)?.id).toBe('a');
  });

  it('puts a message back when the server or the network asks to wait', () => {
    const queue = run(added('a'), { type: 'started', id: 'a' }, { type: 'postponed', id: 'a' });
    expect(nextToSend(queue)?.id).toBe('a');
  });

  it('never sends again what the server has confirmed, whatever happens later', () => {
    const event = fc.oneof(
      fc.record({ type: fc.constantFrom('started', 'postponed', 'failed'), id: fc.constantFrom('a', 'b') }),
      fc.constant({ type: 'retried' } as const),
    ) as fc.Arbitrary<QueueEvent>;
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const queue = run(added('a'), added('b'), { type: 'sent', id: 'a' }, ...events);
        expect(queue[0]?.state).toBe('sent');
        expect(nextToSend(queue)?.id).not.toBe('a');
      }),
    );
  });
});
