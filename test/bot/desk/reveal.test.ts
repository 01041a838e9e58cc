import { createReveal, REVEALS_THREAD, type RevealWish } from '../../../bot/desk/reveal';
import { listReveals } from '../../../bot/desk/reveals';
import { checkAudit } from '../../../bot/operator/auditCheck';
import { createOperatorThread } from '../../../bot/operator/thread';
import type { Principal } from '../../../bot/staff/principal';
import { createPseudonym, type LogLine } from '../../../bot/telemetry';
import { customer, play } from '../../support/conversation';
import { startTestProduct, type TestProduct } from '../../support/product';
import { aPrincipal } from '../../support/staff';

/** The key of `startTestProduct`. */
const seal = createPseudonym('test audit key');
const REASON = 'The customer asks us to read it back';
const HOUR = 3_600_000;

describe('what is masked', () => {
  let product: TestProduct;
  let conversationId: string;
  const lines: LogLine[] = [];
  beforeAll(async () => {
    product = await startTestProduct();
    const { chat } = await play(product, { market: 'HK' }, [customer.opens(), customer.answersUpTo('confirm')]);
    conversationId = chat.conversationId;
  });
  afterAll(() => product.stop());
  beforeEach(() => {
    product.passes(HOUR);
    lines.length = 0;
  });

  const opened = () => {
    const { store, now: clock } = product;
    const keep = (line: LogLine) => void lines.push(line);
    const log = { debug: keep, info: keep, warn: keep, error: keep };
    const thread = createOperatorThread({ id: REVEALS_THREAD, store, clock, seal });
    return createReveal({ store, bot: product, thread, clock, log });
  };
  const loaded = async () => {
    const document = await product.store.load(conversationId);
    if (document === undefined) throw new Error('It is not there.');
    return document;
  };
  const reveal = async (wish: Partial<RevealWish> & object, who: Principal = aPrincipal()) => {
    const what = 'seq' in wish ? {} : { field: 'mobile' };
    return opened()(who, await loaded(), { reason: REASON, ...what, ...wish } as RevealWish);
  };
  const audit = async (stream: string) =>
    (await product.store.records('audit', { conversationId: stream, limit: 100 })).map(({ body }) => body);

  it('is shown for five minutes to who says why, and both audits say so without the value', async () => {
    const before = product.now();
    const shown = await reveal({});
    expect(shown).toMatchObject({ kind: 'revealed', value: '5123 4567' });
    const until = shown.kind === 'revealed' ? shown.until : 0;
    expect(Math.round((until - before) / 60_000)).toBe(5);

    const [own] = await audit(conversationId);
    expect(own).toMatchObject({
      operator: 'ann',
      action: 'desk.reveal',
      subject: conversationId,
      details: { what: 'Mobile number', reason: REASON },
    });
    const [listed] = await audit(REVEALS_THREAD);
    expect(listed).toMatchObject({ operator: 'ann', action: 'desk.revealed', subject: conversationId });
    // A time or a mac may hold either half by chance.
    expect(JSON.stringify([own?.details, listed?.details])).not.toMatch(/5123|4567/);
    expect(await checkAudit(product.store, seal)).toMatchObject({ problems: [] });
  });

  it('can be one entry of the transcript', async () => {
    const entries = await product.store.transcript(conversationId, 0, 1_000);
    const answer = entries.find(({ body }) => body.from === 'customer' && 'text' in body && body.text.includes('@'));
    expect(await reveal({ seq: answer?.seq ?? 0 })).toMatchObject({ value: 'name@example.com' });
    expect(await reveal({ seq: 9_999 })).toMatchObject({ kind: 'refused', code: 'NothingThere' });
  });

  it('is not there for a field nobody answered', async () => {
    expect(await reveal({ field: 'patronymic' })).toMatchObject({ kind: 'refused', code: 'NothingThere' });
  });

  it('leaves nothing of itself in the reason', async () => {
    await reveal({ reason: 'Is 5123-4567 really theirs? card 4539 5787 6362 1486' });
    const [own] = await audit(conversationId);
    expect(own?.details.reason).toBe('Is •••• 567 really theirs? card [card ••••1486 removed]');
  });

  it('is shown thirty times an hour to one person, whichever process they ask; then there is an alarm', async () => {
    const bob = aPrincipal({ id: 'bob', name: 'Bob' });
    const outcomes: Awaited<ReturnType<typeof reveal>>[] = [];
    while (outcomes.length < 34) outcomes.push(...(await Promise.all([reveal({}, bob), reveal({}, bob)])));
    const kinds = outcomes.map((outcome) => outcome?.kind);
    expect(kinds.filter((kind) => kind === 'revealed')).toHaveLength(30);
    expect(outcomes.filter((one) => one?.kind === 'refused').map((one) => one?.kind === 'refused' && one.code)).toEqual(
      Array.from({ length: 4 }, () => 'TooManyReveals'),
    );
    expect(lines.filter(({ event }) => event === 'reveal.tooMany')).toHaveLength(4);
    const refused = (await audit(REVEALS_THREAD)).filter(({ action }) => action === 'desk.revealRefused');
    expect(refused.map(({ operator }) => operator)).toEqual(['bob']);
    // Nobody else pays for it, and it ends.
    expect(await reveal({})).toMatchObject({ kind: 'revealed' });
    product.passes(HOUR);
    expect(await reveal({}, bob)).toMatchObject({ kind: 'revealed' });
  });

  it('is not shown when it cannot be written down', async () => {
    const { store, now: clock } = product;
    const thread = createOperatorThread({ id: REVEALS_THREAD, store, clock, seal });
    const ignore = () => {};
    const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };
    const intake = { ...product.intake, take: () => Promise.reject(new Error('The disk is full.')) };
    const parts = { store, bot: { intake, look: product.look }, thread, clock, log: silent };
    const asked = createReveal(parts)(aPrincipal(), await loaded(), { reason: REASON, field: 'mobile' });
    await expect(asked).rejects.toThrow('The disk is full.');
  });

  it('is listed for the auditor of its market, newest first', async () => {
    await reveal({ field: 'email', reason: 'Email bounced, checking it' }, aPrincipal({ id: 'cem', name: 'Cem' }));
    const { rows } = await listReveals(product.store, { markets: ['HK'], by: 'cem' });
    expect(rows).toEqual([
      {
        at: expect.any(Number),
        by: 'cem',
        name: 'Cem',
        market: 'HK',
        conversationId,
        what: 'Email',
        reason: 'Email bounced, checking it',
      },
    ]);
    expect((await listReveals(product.store, { markets: ['TH'] })).rows).toEqual([]);
    const all = await listReveals(product.store, { markets: ['HK', 'TH'] });
    const times = all.rows.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((one, other) => other - one));
  });
});
