import fc from 'fast-check';
import type { Capabilities } from '../../adapters/callouts/callout';
import { NO_WAY_BACK } from '../../adapters/callouts/capabilities';
import { afterTry, type Intent, NEVER_TRIED, nextAction, type Observed, SETTLE_MS } from '../../bot/nextTry';

const HOUR_MS = 3_600_000;
const T0 = 1_000_000;

/** (a) can be asked; (b) can be asked and honours a key, or takes a reference once; (c) neither. */
const ASKED: Capabilities = { ...NO_WAY_BACK, statusQuery: true };
const KEYED: Capabilities = { ...ASKED, idempotencyKey: { ttlMs: 24 * HOUR_MS } };
const UNIQUE: Capabilities = { ...ASKED, uniqueClientRef: true };

const done: Observed = { class: 'done', reference: 'ZKW9QT793854', details: {} };
const rejected: Observed = { class: 'rejected', reason: 'invalidRequest' };
const notSent: Observed = { class: 'notSent', reason: 'ECONNREFUSED' };
const ambiguous: Observed = { class: 'ambiguous', reason: 'http502' };
const notFound: Observed = { class: 'notFound' };
const silent: Observed = { class: 'unavailable', reason: 'http500' };

const judged = (tries: Intent['tries'], observed: Observed, capabilities = NO_WAY_BACK, now = T0) =>
  afterTry({ confirmedAt: T0, tries }, observed, capabilities, { now, random: () => 0.5 });
const action = (tries: Intent['tries'], capabilities: Capabilities, now = T0) =>
  nextAction({ confirmedAt: T0, tries }, capabilities, now);

const doubted = (notFound: number, made = notFound + 1) => ({ made, from: T0, doubt: { since: T0, notFound } });

describe.each([
  ['a bank that can be asked', ASKED],
  ['a bank that honours a key', KEYED],
  ['a bank that takes a reference once', UNIQUE],
  ['a bank with no way back', NO_WAY_BACK],
])('%s', (_name, capabilities) => {
  it('ends a submission with a yes or a no', () => {
    expect(judged(NEVER_TRIED, done, capabilities)).toEqual({ kind: 'settled', outcome: done });
    expect(judged(NEVER_TRIED, rejected, capabilities)).toEqual({ kind: 'settled', outcome: rejected });
  });

  it('is sent what certainly did not arrive again, with growing waits and no earlier than it asks for', () => {
    expect(judged(NEVER_TRIED, notSent, capabilities)).toEqual({
      kind: 'later',
      at: T0 + 1_000,
      tries: { made: 1, from: T0 },
    });
    expect(judged({ made: 4, from: T0 }, notSent, capabilities)).toMatchObject({ at: T0 + 16_000 });
    const busy: Observed = { class: 'notDone', reason: 'http429', retryAfterMs: 120_000 };
    expect(judged(NEVER_TRIED, busy, capabilities)).toMatchObject({ kind: 'later', at: T0 + 121_000 });
    const refusesUs: Observed = { class: 'config', reason: 'http403' };
    expect(judged(NEVER_TRIED, refusesUs, capabilities)).toMatchObject({ kind: 'later', at: T0 + 301_000 });
    expect(action({ made: 1, from: T0 }, capabilities)).toBe('submit');
  });

  it('is given up for a person after twelve attempts, and after a day', () => {
    expect(judged({ made: 11, from: T0 }, notSent, capabilities)).toEqual({
      kind: 'case',
      tries: { made: 12, from: T0 },
    });
    expect(judged({ made: 1, from: T0 }, notSent, capabilities, T0 + 24 * HOUR_MS)).toMatchObject({ kind: 'case' });
    expect(action({ made: 1, from: T0 }, capabilities, T0 + 24 * HOUR_MS)).toBe('giveUp');
  });

  it('is not asked to wait beyond the day', () => {
    const never: Observed = { class: 'notDone', reason: 'http503', retryAfterMs: 72 * HOUR_MS };
    expect(judged(NEVER_TRIED, never, capabilities)).toMatchObject({ kind: 'later', at: T0 + 24 * HOUR_MS });
  });

  it.each([
    ['circuitOpen', 60_000],
    ['token: circuitOpen', 60_000],
    // By chance, so that what was turned away together does not come back together.
    ['retryBudget', 30_000],
  ])('is not counted an attempt for %s, and comes back', (reason, waitMs) => {
    const tries = { made: 11, from: T0 };
    expect(judged(tries, { class: 'notSent', reason }, capabilities)).toEqual({
      kind: 'later',
      at: T0 + waitMs,
      tries,
    });
    expect(judged(NEVER_TRIED, { class: 'notSent', reason }, capabilities, T0 + 48 * HOUR_MS).kind).toBe('later');
  });
});

describe('what may have arrived', () => {
  it('is a person’s at once where the bank has no way back', () => {
    expect(judged(NEVER_TRIED, ambiguous)).toEqual({ kind: 'case', tries: doubted(0) });
    // A key without a question is not enough: nobody could tell when it is safe.
    const keyOnly = { ...KEYED, statusQuery: false };
    expect(judged(NEVER_TRIED, ambiguous, keyOnly)).toMatchObject({ kind: 'case' });
  });

  it('is asked for after the settle time where it can be', () => {
    const verdict = judged(NEVER_TRIED, ambiguous, ASKED);
    expect(verdict).toEqual({ kind: 'later', at: T0 + SETTLE_MS, tries: doubted(0) });
    expect(action(doubted(0), ASKED, T0 + SETTLE_MS)).toBe('lookUp');
    expect(judged(doubted(0), done, ASKED)).toEqual({ kind: 'settled', outcome: done });
  });

  it('is sent again with its key when it was unknown three times over three settle times, and only then', () => {
    const third = judged(doubted(2), notFound, KEYED, T0 + 3 * SETTLE_MS);
    expect(third).toEqual({ kind: 'later', at: T0 + 3 * SETTLE_MS, tries: doubted(3) });
    expect(action(doubted(3), KEYED, T0 + 3 * SETTLE_MS)).toBe('submit');
    expect(action(doubted(3), UNIQUE, T0 + 3 * SETTLE_MS)).toBe('submit');
    expect(action(doubted(2), KEYED, T0 + 9 * SETTLE_MS)).toBe('lookUp');
    expect(action(doubted(3), KEYED, T0 + 3 * SETTLE_MS - 1)).toBe('lookUp');
    expect(action(doubted(3), ASKED, T0 + 9 * SETTLE_MS)).toBe('lookUp');
  });

  it('is not sent again with a key of which the bank may soon know nothing; a reference of ours has no such end', () => {
    const half = T0 + 12 * HOUR_MS;
    expect(action(doubted(3), KEYED, half - 1)).toBe('submit');
    expect(action(doubted(3), KEYED, half)).toBe('lookUp');
    expect(action(doubted(3), UNIQUE, half)).toBe('submit');
  });

  it('is asked for from the beginning after it was sent again', () => {
    const now = T0 + 3 * SETTLE_MS;
    expect(judged(doubted(3, 4), ambiguous, KEYED, now)).toEqual({
      kind: 'later',
      at: now + SETTLE_MS,
      tries: { made: 5, from: T0, doubt: { since: now, notFound: 0 } },
    });
  });

  it('stays in doubt while the bank does not say, and when sending it again fails', () => {
    expect(judged(doubted(1), silent, ASKED)).toMatchObject({
      kind: 'later',
      at: T0 + SETTLE_MS,
      tries: { doubt: { notFound: 1 } },
    });
    const again = judged(doubted(3, 4), notSent, KEYED, T0 + 3 * SETTLE_MS);
    expect(again).toMatchObject({ kind: 'later', tries: { made: 5, doubt: { since: T0, notFound: 3 } } });
  });

  it('is asked for more and more seldom, and at last by a person', () => {
    const waits: number[] = [];
    let [now, tries]: [number, Intent['tries']] = [T0, doubted(0)];
    for (;;) {
      const verdict = judged(tries, notFound, ASKED, now);
      if (verdict.kind !== 'later') break;
      waits.push((verdict.at - now) / SETTLE_MS);
      [now, tries] = [verdict.at, verdict.tries];
    }
    expect(waits).toEqual([1, 1, 2, 4, 8, 16, 32, 64, 128, 256]);
    expect(now - T0).toBeLessThan(24 * HOUR_MS);
  });
});

const banks = fc.constantFrom(NO_WAY_BACK, ASKED, KEYED, UNIQUE);
const afterSubmit = fc.constantFrom(done, rejected, notSent, ambiguous, ambiguous);
const afterLookUp = fc.constantFrom(done, notFound, notFound, silent);

/** Goes on as the outbox would, with whatever is observed, and tells at which attempts what may be there was sent again. */
function walk(capabilities: Capabilities, seen: readonly (readonly [submitted: Observed, asked: Observed])[]) {
  let [now, tries, sentInDoubt]: [number, Intent['tries'], number] = [T0, NEVER_TRIED, 0];
  for (const [submitted, asked] of seen) {
    const todo = action(tries, capabilities, now);
    if (todo === 'submit' && tries.doubt !== undefined) sentInDoubt += 1;
    const verdict = judged(tries, todo === 'submit' ? submitted : asked, capabilities, now);
    if (todo === 'giveUp' || verdict.kind !== 'later') return { ended: true, sentInDoubt };
    [now, tries] = [verdict.at, verdict.tries];
  }
  return { ended: false, sentInDoubt };
}

it('never sends what may have arrived unless the bank refuses a second one, and always ends', () => {
  const seen = fc.array(fc.tuple(afterSubmit, afterLookUp), { minLength: 20, maxLength: 20 });
  fc.assert(
    fc.property(banks, seen, (capabilities, observations) => {
      const { ended, sentInDoubt } = walk(capabilities, observations);
      expect(ended).toBe(true);
      if (capabilities === NO_WAY_BACK || capabilities === ASKED) expect(sentInDoubt).toBe(0);
    }),
    { seed: 14, numRuns: 2_000 },
  );
});
