import type { Callout, ReferenceValue } from '../../adapters/callouts/callout';
import { MARKET_PROFILES } from '../../adapters/markets';
import { createReferenceData } from '../../bot/referenceData';
import type { LogLine } from '../../bot/telemetry';
import { sandboxBankProfile } from '../../sandbox/bankProfiles';
import { TEXTS } from '../support/product';

const MINUTE_MS = 60_000;
const market = MARKET_PROFILES.SG;

/** A bank whose answers a test decides, and a clock it moves. */
function start() {
  const state = {
    now: 1_000_000,
    calls: 0,
    values: [
      { code: 'RETIRED', description: 'Pensioner' },
      { code: 'ASTRONAUT', description: 'Astronaut' },
    ] as readonly ReferenceValue[],
    answer: 'ok' as 'ok' | 'fails' | 'hangs',
  };
  const log: LogLine[] = [];
  const keep = (line: LogLine) => void log.push(line);
  const answer = async <T>(value: T): Promise<T> => {
    state.calls++;
    if (state.answer === 'fails') throw new Error('no answer');
    if (state.answer === 'hangs') await new Promise(() => {});
    return value;
  };
  // Only what reference data asks for; it never submits.
  const callout = {
    referenceData: (_market: unknown, code: string) => answer(code === 'employmentStatus' ? state.values : []),
    products: () => answer(undefined),
  } as unknown as Callout;
  const data = createReferenceData({
    callout: () => callout,
    bank: (profile) => sandboxBankProfile(profile.market),
    texts: TEXTS,
    clock: () => state.now,
    log: { debug: keep, info: keep, warn: keep, error: keep },
  });
  const labels = (locale = 'en-SG') => data.rows(market, 'employmentStatus', locale).map(({ label }) => label);
  const settled = () => new Promise((resolve) => setTimeout(resolve, 10));
  return { state, data, labels, log, settled };
}

describe('reference data', () => {
  it('is our own list until the bank has answered', () => {
    const { labels } = start();
    expect(labels()).toContain('Full-time employee');
    expect(labels()).toHaveLength(9);
  });

  it('is what the bank says, in its order and in our words where we know the code', async () => {
    const { data, labels } = start();
    await data.warm(market, 1_000);
    expect(labels()).toEqual(['Retired', 'Astronaut']);
    expect(labels('ms-SG')[0]).toBe(TEXTS.say('ms-SG', 'row.employmentStatus.RETIRED'));
  });

  it('is asked for once while it is fresh, however many customers come at once', async () => {
    const { data, state } = start();
    await Promise.all([data.warm(market, 1_000), data.warm(market, 1_000), data.warm(market, 1_000)]);
    const { calls } = state;
    await data.warm(market, 1_000);
    expect(state.calls).toBe(calls);
    expect(calls).toBeLessThanOrEqual(4);
  });

  it('is fetched again behind the customer when it is old', async () => {
    const { data, state, labels, settled } = start();
    await data.warm(market, 1_000);
    state.values = [{ code: 'STUDENT', description: 'Student' }];
    state.now += 6 * 60 * MINUTE_MS;
    await data.warm(market, 1_000);
    await settled();
    expect(labels()).toEqual(['Student']);
  });

  it('stays as last known while the bank fails, and an operator is told', async () => {
    const { data, state, labels, log, settled } = start();
    await data.warm(market, 1_000);
    state.answer = 'fails';
    state.now += 6 * 60 * MINUTE_MS;
    await data.warm(market, 1_000);
    await settled();
    expect(labels()).toEqual(['Retired', 'Astronaut']);
    expect(log.map(({ event }) => event)).toContain('reference.unavailable');
  });

  it('is our own list when the bank never answered, and is tried again a minute later', async () => {
    const { data, state, labels, settled } = start();
    state.answer = 'fails';
    await data.warm(market, 1_000);
    expect(labels()).toHaveLength(9);
    const { calls } = state;
    state.now += MINUTE_MS - 1;
    await data.warm(market, 1_000);
    expect(state.calls).toBe(calls);
    state.answer = 'ok';
    state.now += 1;
    await data.warm(market, 1_000);
    await settled();
    expect(labels()).toEqual(['Retired', 'Astronaut']);
  });

  it('keeps no customer waiting for a bank that hangs', async () => {
    const { data, state, labels } = start();
    state.answer = 'hangs';
    // The bank's promise never settles: only patience that ends lets this one.
    await data.warm(market, 50);
    expect(labels()).toHaveLength(9);
  });

  it('does not take an empty list for an answer', async () => {
    const { data, state, labels } = start();
    state.values = [];
    await data.warm(market, 1_000);
    expect(labels()).toHaveLength(9);
  });

  it('gives the same rows object while nothing changed', async () => {
    const { data } = start();
    await data.warm(market, 1_000);
    expect(data.rows(market, 'salutation', 'en-SG')).toBe(data.rows(market, 'salutation', 'en-SG'));
  });
});
