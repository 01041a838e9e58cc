import fc from 'fast-check';
import { createPace } from '../../../bot/messaging/pace';

const at = (user: string, sender = 'S') => ({ account: 'A', sender, user });
const ANY = { burst: 1_000_000, perSecond: 1_000_000 };

describe('the pace of a channel', () => {
  let now = 0;
  const clock = () => now;
  beforeEach(() => {
    now = 1_000;
  });

  it('lets a burst go at once, then one at a time', () => {
    const pace = createPace({ sender: ANY, user: { burst: 3, perSecond: 2 } }, clock);
    const waits = Array.from({ length: 5 }, () => pace.book(at('u'), 10_000).waitMs);
    expect(waits).toEqual([0, 0, 0, 500, 1_000]);
    now += 2_500;
    expect(Array.from({ length: 4 }, () => pace.book(at('u'), 10_000).waitMs)).toEqual([0, 0, 0, 500]);
  });

  it('counts people apart, and all of them for their sender', () => {
    const pace = createPace({ sender: { burst: 2, perSecond: 1 }, user: { burst: 1, perSecond: 1 } }, clock);
    expect(pace.book(at('u1'), 0)).toEqual({ isBooked: true, waitMs: 0 });
    expect(pace.book(at('u1'), 0)).toEqual({ isBooked: false, waitMs: 1_000 });
    expect(pace.book(at('u2'), 0)).toEqual({ isBooked: true, waitMs: 0 });
    expect(pace.book(at('u3'), 0)).toEqual({ isBooked: false, waitMs: 1_000 });
    expect(pace.book(at('u3', 'other'), 0)).toEqual({ isBooked: true, waitMs: 0 });
  });

  it('takes nothing for what is not booked', () => {
    const pace = createPace({ sender: ANY, user: { burst: 1, perSecond: 1 } }, clock);
    pace.book(at('u'), 0);
    for (let time = 0; time < 10; time += 1)
      expect(pace.book(at('u'), 999)).toEqual({ isBooked: false, waitMs: 1_000 });
    now += 1_000;
    expect(pace.book(at('u'), 0)).toEqual({ isBooked: true, waitMs: 0 });
  });

  it('never lets more go in any stretch of time than a burst and the rate allow', () => {
    const call = fc.record({ gap: fc.nat(3_000), patience: fc.nat(5_000) });
    fc.assert(
      fc.property(fc.array(call, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 5 }), (calls, burst) => {
        now = 0;
        const pace = createPace({ sender: ANY, user: { burst, perSecond: 1 } }, clock);
        const leaves: number[] = [];
        for (const { gap, patience } of calls) {
          now += gap;
          const { isBooked, waitMs } = pace.book(at('u'), patience);
          if (isBooked) leaves.push(now + waitMs);
        }
        // Bookings are in the order of leaving, so every stretch that begins and ends with one is looked at.
        const stretches = leaves.flatMap((from, first) =>
          leaves.slice(first).map((to, more) => ({ count: more + 1, seconds: (to - from) / 1_000 })),
        );
        expect(stretches.filter(({ count, seconds }) => count > burst + seconds + 0.001)).toEqual([]);
      }),
    );
  });

  it('remembers nobody for longer than it must', () => {
    const pace = createPace({ sender: ANY, user: { burst: 1, perSecond: 1_000 } }, clock);
    for (let user = 0; user < 2_500; user += 1) {
      now += 2;
      expect(pace.book(at(`u${user}`), 0).waitMs).toBe(0);
    }
    expect(pace.book(at('u2499'), 0).waitMs).toBe(1);
    expect(pace.book(at('u0'), 0).waitMs).toBe(0);
  });
});
