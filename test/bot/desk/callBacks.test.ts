import { MARKET_PROFILES } from '../../../adapters/markets';
import { isCallSlot, nextSlot } from '../../../bot/desk/callSlots';
import { MARKETS } from '../../../machines/market';
import { opensDesk } from '../../support/desk';
import { HOUR_MS } from '../../support/product';

describe('a call-back', () => {
  const desk = opensDesk();
  const calls = async (conversationId: string) =>
    (await desk.product.store.records('callBack', { conversationId, limit: 10 })).map(({ id, body }) => ({
      id,
      ...body,
    }));

  it.each([
    ['TH', 'th'],
    ['ID', 'id-ID'],
    ['VN', 'vi-VN'],
  ] as const)(
    'is opened with the submission where a representative takes over from there (%s)',
    async (market, locale) => {
      const chat = await desk.asked('confirm', { market, locale });
      const id = chat.conversationId;
      await chat.taps(`${(await desk.load(id)).prompt?.promptId}|accept`, 'Submit');
      await desk.product.settled(id);
      const [call] = await calls(id);
      const { submitted, desk: state } = await desk.load(id);
      expect(call).toMatchObject({ status: 'open', market, reference: submitted[0]?.reference });
      expect(isCallSlot(MARKET_PROFILES[market], call?.slot ?? { from: 0, to: 0 }, desk.product.now() - HOUR_MS)).toBe(
        true,
      );
      expect(state?.callBacks).toEqual([{ id: call?.id, at: expect.any(Number), slot: call?.slot }]);
    },
  );

  it('is promised in any market, at a time at which people call, and tried until it is done', async () => {
    const { conversationId: id } = await desk.asked('mobile');
    const market = MARKET_PROFILES.SG;
    const slot = nextSlot(market, desk.product.now() + 24 * HOUR_MS);
    if (slot === undefined) throw new Error('Nobody calls in Singapore.');
    const night = nightAfter(slot.to);
    expect(await desk.bob.does(id, { kind: 'requestCallBack', ...night })).toMatchObject({ code: 'Invalid' });
    expect(await desk.bob.does(id, { kind: 'requestCallBack', from: slot.to, to: slot.from })).toMatchObject({
      code: 'Invalid',
    });
    expect(await desk.bob.does(id, { kind: 'requestCallBack', ...slot })).toMatchObject({ status: 'done' });
    expect(await desk.bob.does(id, { kind: 'requestCallBack', ...slot })).toMatchObject({ code: 'NotAllowed' });
    const [call] = await calls(id);
    const callBackId = call?.id ?? '';
    expect(call).toMatchObject({ status: 'open', requestedBy: 'bob', slot });
    const outcome = (rest: object) =>
      desk.ann.does(id, { kind: 'callBackOutcome', callBackId, outcome: 'noAnswer', ...rest });

    await outcome({});
    const [again] = await calls(id);
    expect(again).toMatchObject({ status: 'open', tries: [{ by: 'ann', outcome: 'noAnswer' }] });
    expect(again?.slot?.from).toBeGreaterThanOrEqual(slot.to);
    expect(await outcome({ outcome: 'rescheduled' })).toMatchObject({ code: 'Invalid' });
    const later = nextSlot(market, slot.to + 48 * HOUR_MS);
    await outcome({ outcome: 'rescheduled', slot: later, note: 'on holiday' });
    expect((await desk.load(id)).desk?.callBacks).toEqual([{ id: callBackId, at: expect.any(Number), slot: later }]);
    await outcome({ outcome: 'reached' });
    expect((await calls(id))[0]).toMatchObject({
      status: 'done',
      tries: [{}, { note: 'on holiday' }, { outcome: 'reached' }],
    });
    expect((await desk.load(id)).desk?.callBacks).toBeUndefined();
    expect(await outcome({ outcome: 'reached' })).toMatchObject({ code: 'NotAllowed' });
    expect(
      await desk.ann.does(id, { kind: 'callBackOutcome', callBackId: 'nothing', outcome: 'reached' }),
    ).toMatchObject({
      code: 'Unknown',
    });
  });
});

/** Three in the morning of every zone of Singapore. */
function nightAfter(at: number) {
  const midnight = Math.floor(at / (24 * HOUR_MS)) * 24 * HOUR_MS + 16 * HOUR_MS;
  return { from: midnight + 3 * HOUR_MS, to: midnight + 4 * HOUR_MS };
}

describe('the hours at which people call', () => {
  /** A Monday, 00:00 UTC. */
  const MONDAY = Date.UTC(2026, 10, 30);

  it.each(MARKETS)('are known for %s, on any day', (market) => {
    expect(MARKET_PROFILES[market].contactHours).toMatch(/^\d\d:\d\d–\d\d:\d\d/);
    for (let day = 0; day < 7; day++) {
      const slot = nextSlot(MARKET_PROFILES[market], MONDAY + day * 24 * HOUR_MS);
      expect(slot).toBeDefined();
      expect(isCallSlot(MARKET_PROFILES[market], slot ?? { from: 0, to: 0 }, MONDAY)).toBe(true);
    }
  });

  it.each([
    ['TH', 'MORNING', '2026-11-30T02:00:00.000Z', '2026-11-30T05:00:00.000Z'],
    ['TH', 'EVENING', '2026-11-30T10:00:00.000Z', '2026-11-30T12:00:00.000Z'],
    ['VN', 'ANY', '2026-11-30T01:00:00.000Z', '2026-11-30T10:00:00.000Z'],
    // Nobody works in the evening there: any time is better than none.
    ['VN', 'EVENING', '2026-11-30T01:00:00.000Z', '2026-11-30T10:00:00.000Z'],
    // Three time zones, and the customer's is not known.
    ['ID', 'MORNING', '2026-11-30T02:00:00.000Z', '2026-11-30T03:00:00.000Z'],
  ] as const)('in %s, %s', (market, contactTime, from, to) => {
    const slot = nextSlot(MARKET_PROFILES[market], MONDAY, contactTime);
    expect(slot && [slot.from, slot.to].map((at) => new Date(at).toISOString())).toEqual([from, to]);
  });
});
