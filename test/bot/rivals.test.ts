import fc from 'fast-check';
import { pauseAfterConflict } from '../../bot/backoff';
import type { Store } from '../../store/store';
import { NO_BANK } from '../storm/virtual/nobody';
import { createStage, type Stage } from '../storm/virtual/stage';
import { say, walkTo } from '../storm/virtual/walk';

const ID = 'rivals';

describe('a turn whose conversation another process keeps changing', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = createStage();
    await walkTo(stage, stage.bot(), ID, 'mobile');
  });
  afterEach(() => stage.end());

  /** A rival process that comes first so many times, each time when the turn is about to be kept. */
  const beaten = (times: number, conversationId = ID): { store: Store; tries: () => number } => {
    let tries = 0;
    const commit: Store['commit'] = async (wanted) => {
      tries += 1;
      const before = await stage.store.load(conversationId);
      if (before !== undefined && tries <= times) {
        const conversation = { ...before, version: before.version + 1 };
        await stage.store.commit({ conversationId, expectedVersion: before.version, conversation });
      }
      return stage.store.commit(wanted);
    };
    return { store: { ...stage.store, commit }, tries: () => tries };
  };
  const texts = async () =>
    (await stage.store.transcript(ID, 0, 1_000)).flatMap(({ body }) =>
      body.from === 'customer' && body.kind === 'text' ? [body.text] : [],
    );

  it.each([1, 4, 7])('is kept once it has lost %i times', async (losses) => {
    const { store, tries } = beaten(losses);
    expect(await say(stage, stage.bot({ store }), ID, 'm', { kind: 'text', text: '8123 4567' })).toMatchObject({
      status: 'accepted',
    });
    expect(tries()).toBe(losses + 1);
    expect(await stage.store.load(ID)).toMatchObject({ step: 'email' });
  });

  it('is given back to its sender after the eighth, and is not lost: the next delivery takes it once', async () => {
    const { store, tries } = beaten(8);
    const bot = stage.bot({ store });
    const message = { kind: 'text', text: '8123 4567' } as const;
    expect(await say(stage, bot, ID, 'm', message)).toMatchObject({ status: 'unavailable' });
    expect(tries()).toBe(8);
    expect(await texts()).not.toContain('8123 4567');
    expect(await say(stage, bot, ID, 'm', message)).toMatchObject({ status: 'accepted' });
    expect(await say(stage, bot, ID, 'm', message)).toMatchObject({ status: 'duplicate' });
    expect((await texts()).filter((text) => text === '8123 4567')).toHaveLength(1);
  });

  it('is the bank’s answer: the outbox tells it again until it is kept, and calls the bank once', async () => {
    await walkTo(stage, stage.bot(), 'other', 'confirm');
    const { store, tries } = beaten(17, 'other');
    let submitted = 0;
    const bot = stage.bot({
      store,
      random: () => 0,
      callout: () => ({
        ...NO_BANK,
        submit: async () => {
          submitted += 1;
          return { class: 'done', reference: 'ZKW9QT793854', details: {} };
        },
      }),
    });
    const { prompt } = (await stage.store.load('other')) ?? {};
    await say(stage, stage.bot(), 'other', 'yes', {
      kind: 'choice',
      payload: `${prompt?.promptId}|accept`,
      label: 'Submit',
    });
    bot.outbox.start();
    for (let looks = 0; looks < 400; looks++) {
      const [application] = (await stage.store.load('other'))?.submitted ?? [];
      if (application?.status === 'done') break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await bot.outbox.stop();
    expect((await stage.store.load('other'))?.submitted).toMatchObject([{ status: 'done', reference: 'ZKW9QT793854' }]);
    expect(submitted).toBe(1);
    expect(tries()).toBe(18);
  });
});

it('waits between 5 and 200 ms for its rivals, by chance and longer each time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (losses, chance) => {
      const wait = pauseAfterConflict(losses, () => chance);
      expect(wait).toBeGreaterThanOrEqual(5);
      expect(wait).toBeLessThanOrEqual(200);
    }),
  );
  const most = [1, 2, 3, 4, 5, 6, 7].map((losses) => pauseAfterConflict(losses, () => 0.999));
  expect(most).toEqual(most.toSorted((one, other) => one - other));
});
