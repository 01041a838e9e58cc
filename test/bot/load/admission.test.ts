import fc from 'fast-check';
import { type Admission, afterLook, EVERYBODY, isTurnedAway, type Load, turnedAway } from '../../../bot/load/admission';

const LIMITS = { loopDelayMs: 200, queuedTurns: 1_000, memory: 0.85, streams: 2_000 };
const CALM: Load = { loopDelayMs: 5, queuedTurns: 3, memory: 0.2, streams: 10 };
const at = (step: Admission['step'], calmLooks = 0): Admission => ({ step, calmLooks });
const after = (from: Admission, ...loads: readonly Partial<Load>[]) =>
  loads.reduce<Admission>((admission, load) => afterLook(admission, { ...CALM, ...load }, LIMITS), from);

describe('admission', () => {
  it.each<[string, Admission, readonly Partial<Load>[], Admission]>([
    ['nothing happens while all is well', EVERYBODY, [{}, {}, {}], EVERYBODY],
    ['a late loop closes one class', EVERYBODY, [{ loopDelayMs: 200 }], at(1)],
    ['just below the limit closes none', EVERYBODY, [{ loopDelayMs: 199 }], EVERYBODY],
    ['a long queue closes one class', EVERYBODY, [{ queuedTurns: 1_000 }], at(1)],
    ['full memory closes one class', EVERYBODY, [{ memory: 0.85 }], at(1)],
    ['more of it closes the next', EVERYBODY, [{ loopDelayMs: 300 }, { queuedTurns: 2_000 }], at(2)],
    ['and no more than three', EVERYBODY, Array(9).fill({ memory: 0.99 }), at(3)],
    ['what is neither much nor little changes nothing', at(2), Array(9).fill({ loopDelayMs: 150 }), at(2)],
    ['one calm look opens nothing', at(2), [{}], at(2, 1)],
    ['calm looks must follow each other', at(2), [{}, {}, { queuedTurns: 600 }, {}, {}], at(2, 2)],
    ['three open one class', at(3), [{}, {}, {}], at(2)],
    ['nine open the door', at(3), Array(9).fill({}), EVERYBODY],
    ['full streams close the door to new conversations', EVERYBODY, [{ streams: 2_000 }, { streams: 2_000 }], at(2)],
    ['but not to running ones', EVERYBODY, Array(9).fill({ streams: 5_000 }), at(2)],
    ['nor do they keep it closed to those', at(3), Array(9).fill({ streams: 2_000 }), at(2)],
    ['streams that stay high hold nobody off', at(3), Array(9).fill({ streams: 1_999 }), EVERYBODY],
    ['nor does memory', at(3), Array(9).fill({ memory: 0.84 }), EVERYBODY],
  ])('%s', (_, from, loads, expected) => {
    expect(after(from, ...loads)).toEqual(expected);
  });

  it.each<[Admission['step'], readonly string[]]>([
    [0, []],
    [1, ['later']],
    [2, ['later', 'new']],
    [3, ['later', 'new', 'running']],
  ])('turns away at step %i: %j', (step, expected) => {
    expect(turnedAway(at(step))).toEqual(expected);
    expect(isTurnedAway(at(step), 'first')).toBe(false);
  });

  it('never turns away the more urgent before the less urgent, nor moves by more than one class at a look', () => {
    const load = fc.record({
      loopDelayMs: fc.integer({ min: 0, max: 1_000 }),
      queuedTurns: fc.integer({ min: 0, max: 3_000 }),
      memory: fc.double({ min: 0, max: 1, noNaN: true }),
      streams: fc.integer({ min: 0, max: 4_000 }),
    });
    fc.assert(
      fc.property(fc.array(load), (loads) => {
        let before = EVERYBODY;
        for (const one of loads) {
          const now = afterLook(before, one, LIMITS);
          expect(Math.abs(now.step - before.step)).toBeLessThanOrEqual(1);
          const closed = (['later', 'new', 'running', 'first'] as const).map((urgency) => isTurnedAway(now, urgency));
          expect(closed).toEqual(closed.toSorted((a, b) => Number(b) - Number(a)));
          before = now;
        }
      }),
    );
  });
});
