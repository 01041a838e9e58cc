import { MARKET_PROFILES } from '../../adapters/markets';
import type { CustomerMessage, TranscriptEntry } from '../../dialogs/message';
import { startTestProduct, type TestProduct } from '../support/product';

describe('a turn', () => {
  let product: TestProduct;
  let conversations = 0;
  beforeAll(async () => {
    product = await startTestProduct();
  });
  afterAll(() => product.stop());

  const envelope = (conversationId: string, id: string) => ({
    id,
    conversationId,
    channel: 'webchat' as const,
    receivedAt: product.now(),
  });
  const started = (conversationId: string): CustomerMessage => ({
    ...envelope(conversationId, 'start'),
    kind: 'started',
    userId: 'u1',
    market: 'SG',
    locale: 'en-SG',
  });
  const typed = (conversationId: string, id: string, text: string): CustomerMessage => ({
    ...envelope(conversationId, id),
    kind: 'text',
    text,
  });
  const begin = async () => {
    const conversationId = `turn-${++conversations}`;
    await product.intake.receive(started(conversationId));
    return conversationId;
  };
  const whole = (conversationId: string) => product.store.transcript(conversationId, 0, 1_000);

  it('takes a message with the same id once, however often it comes', async () => {
    const id = await begin();
    const first = await product.intake.receive(typed(id, 'm1', '1'));
    const before = await whole(id);
    for (let again = 0; again < 3; again++) {
      expect(await product.intake.receive(typed(id, 'm1', '1'))).toEqual({ ...first, status: 'duplicate' });
    }
    expect(await whole(id)).toEqual(before);
    expect((await product.store.load(id))?.step).toBe('ageConfirmed');
  });

  it('takes two copies that arrive together once', async () => {
    const id = await begin();
    const receipts = await Promise.all([
      product.intake.receive(typed(id, 'm1', '1')),
      product.intake.receive(typed(id, 'm1', '1')),
    ]);
    expect(receipts.map(({ status }) => status).toSorted()).toEqual(['accepted', 'duplicate']);
    expect(own(await whole(id))).toHaveLength(1);
  });

  it('takes a copy that a second process gets at the same time once', async () => {
    const id = await begin();
    const other = product.another();
    const copies = [product, other, product, other].map(({ intake }) => intake.receive(typed(id, 'm1', '1')));
    const receipts = await Promise.all(copies);
    expect(receipts.filter(({ status }) => status === 'accepted')).toHaveLength(1);
    expect(own(await whole(id))).toHaveLength(1);
  });

  it('takes a start with the same id once', async () => {
    const id = await begin();
    const before = await whole(id);
    await product.intake.receive(started(id));
    expect(await whole(id)).toEqual(before);
  });

  it('runs again on what another process stored meanwhile, and loses neither message', async () => {
    const id = await begin();
    const other = product.another();
    // The second process has the conversation in memory; then the first moves it on.
    await other.intake.receive(typed(id, 'help1', 'help'));
    await product.intake.receive(typed(id, 'm1', '1'));
    await other.intake.receive(typed(id, 'm2', 'yes'));
    expect(await product.store.load(id)).toMatchObject({
      step: 'privacy',
      facts: { fields: { product: { value: 'VC830' }, ageConfirmed: { value: 'yes' } } },
    });
    expect(own(await whole(id))).toEqual(['help', '1', 'yes']);
  });

  it('keeps every message of two processes that write as fast as they can', async () => {
    const id = await begin();
    const others = [product, product.another(), product.another()];
    const sent = Array.from({ length: 30 }, (_, n) => `message ${n}`);
    await Promise.all(
      sent.map(async (text, n) => {
        const { intake } = others[n % others.length] ?? product;
        const message = typed(id, `m${n}`, text);
        for (let tries = 0; tries < 20; tries++) {
          if ((await intake.receive(message)).status !== 'unavailable') return;
        }
      }),
    );
    expect(own(await whole(id)).toSorted()).toEqual(sent.toSorted());
    expect((await whole(id)).map(({ seq }) => seq)).toEqual((await whole(id)).map((_, at) => at + 1));
  });

  it('keeps the order in which one process received the messages', async () => {
    // Whoever came first would wait longest after a conflict: without a queue the order would turn round.
    let waits = 10;
    const random = () => {
      waits = Math.max(waits - 1, 0);
      return waits / 10;
    };
    const ordered = await startTestProduct({ parts: () => ({ random }) });
    await ordered.intake.receive(started('ordered'));
    const texts = ['1', 'yes', 'I agree', 'I agree', '1', 'Mei Tan', '8123 4567', 'mei@example.com'];
    await Promise.all(texts.map((text, n) => ordered.intake.receive(typed('ordered', `m${n}`, text))));
    expect(own(await ordered.store.transcript('ordered', 0, 1_000))).toEqual(texts);
    expect(await ordered.store.load('ordered')).toMatchObject({ step: 'employmentStatus' });
    await ordered.stop();
  });

  it('keeps two conversations apart', async () => {
    const [one, two] = [await begin(), await begin()];
    await Promise.all([
      product.intake.receive(typed(one, 'm1', '1')),
      product.intake.receive(typed(two, 'm1', '2')),
      product.intake.receive(typed(one, 'm2', 'yes')),
      product.intake.receive(typed(two, 'm2', 'no')),
    ]);
    expect((await product.store.load(one))?.facts.fields).toMatchObject({
      product: { value: 'VC830' },
      ageConfirmed: { value: 'yes' },
    });
    expect((await product.store.load(two))?.facts.fields).toMatchObject({
      product: { value: 'VC840' },
      ageConfirmed: { value: 'no' },
    });
  });

  it('tells listeners of what is durable, once and in order', async () => {
    const id = await begin();
    const heard: number[] = [];
    const stop = product.intake.subscribe(id, (entries) => heard.push(...entries.map(({ seq }) => seq)));
    await product.intake.receive(typed(id, 'm1', '1'));
    await product.intake.receive(typed(id, 'm1', '1'));
    await product.intake.receive(typed(id, 'm2', 'yes'));
    stop();
    await product.intake.receive(typed(id, 'm3', 'I agree'));
    const [first = 0] = heard;
    expect(heard).toEqual([0, 1, 2, 3].map((n) => first + n));
  });

  it('asks no customer of a market in a language the market does not have', async () => {
    for (const { market, locales, defaultLocale } of Object.values(MARKET_PROFILES)) {
      expect(locales.map(({ tag }): string => tag)).toContain(defaultLocale);
      const conversationId = `turn-${++conversations}`;
      await product.intake.receive({ ...envelope(conversationId, 'start'), kind: 'started', userId: 'u', market });
      expect((await product.store.load(conversationId))?.locale).toBe(defaultLocale);
    }
  });
});

function own(entries: readonly TranscriptEntry[]): string[] {
  return entries.flatMap(({ body }) => (body.from === 'customer' && body.kind === 'text' ? [body.text] : []));
}
