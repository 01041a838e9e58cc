import { MARKET_PROFILES } from '../../../adapters/markets';
import { startTestProduct, TEXTS, type TestProduct } from '../../support/product';
import { createCustomer, until } from './messengerCustomer';

/** Every word that stops messages or takes that back, in every language of the product. */
function wordsOf(command: string): readonly string[] {
  const locales = Object.values(MARKET_PROFILES).flatMap(({ locales }) => locales.map(({ tag }) => tag));
  return [...new Set(['en', ...locales].flatMap((locale) => TEXTS.accentedWords(locale, command)))];
}

describe('a customer who wants no more messages', () => {
  let product: TestProduct;
  beforeAll(async () => {
    product = await startTestProduct();
  });
  afterAll(() => product.stop());

  const says = (key: string, vars = {}) => TEXTS.say('en-SG', key, vars);
  const customer = () => createCustomer(() => product);
  const asked = async () => {
    const mei = customer();
    await mei.types('hello');
    return mei;
  };
  const stopped = async () => {
    const mei = await asked();
    await mei.types('stop');
    return mei;
  };
  const applied = async () => {
    const mei = await asked();
    await mei.answersUpTo('confirm');
    await mei.taps('accept');
    await until(async () => (await mei.document()).submitted[0]?.reference !== undefined);
    return mei;
  };

  it('is heard in every language of the product, whatever the own one is', async () => {
    const words = wordsOf('stop');
    expect(words.length).toBeGreaterThan(200);
    const deaf: string[] = [];
    for (const word of words) {
      const mei = await asked();
      await mei.types(` ${word.toUpperCase()}! `);
      if ((await mei.document()).optedOut === undefined) deaf.push(word);
    }
    expect(deaf).toEqual([]);
  });

  it('is heard by the button too, and in the very first message', async () => {
    const mei = await asked();
    await mei.tapsPayload('cmd|stop');
    expect((await mei.document()).optedOut).toBeDefined();
    const new1 = customer();
    await new1.types('STOP');
    expect((await new1.replies()).map(({ text }) => text)).toEqual([says('say.optedOut')]);
    await new1.types('start');
    expect(await new1.document()).toMatchObject({ step: 'product' });
  });

  it('is heard where a name is asked', async () => {
    const mei = await asked();
    await mei.answersUpTo('fullName');
    await mei.types('Stop');
    expect((await mei.document()).optedOut).toBeDefined();
  });

  it.each(['Dũng', 'Huy', 'please stop asking', 'stop it', 'Stopford Tan'])(
    'is not what a customer named "%s" said',
    async (name) => {
      const mei = await asked();
      await mei.answersUpTo('fullName');
      await mei.types(name);
      expect((await mei.document()).optedOut).toBeUndefined();
    },
  );

  it('reads one confirmation, which goes out in spite of it', async () => {
    const mei = await stopped();
    const [, confirmation, ...more] = await mei.replyWork();
    expect(more).toEqual([]);
    expect(confirmation).toMatchObject({ confirmsOptOut: true });
    expect(await mei.lastText()).toBe(says('say.optedOut'));
    expect((await mei.replyWork())[0]).not.toHaveProperty('confirmsOptOut');
    expect(await mei.document()).toMatchObject({ step: 'stopped', optedOut: { at: expect.any(Number) } });
  });

  it('has the consents withdrawn, with evidence', async () => {
    const mei = await asked();
    await mei.answersUpTo('confirm');
    await mei.types('unsubscribe');
    expect((await mei.document()).facts.consents.contactAboutApplication).toBeUndefined();
    const records = await product.store.records('consent', { conversationId: mei.conversationId, limit: 20 });
    const withdrawn = records.filter(({ body }) => body.decision === 'withdrawn');
    expect(withdrawn.map(({ body }) => body.purpose)).toEqual(['contactAboutApplication']);
  });

  it('reads that the application stays where it is', async () => {
    const mei = await applied();
    await mei.types('stop');
    expect(await mei.lastText()).toBe(says('say.optedOutApplied', { contactPhone: '+65 6000 0000' }));
  });

  it('is answered nothing any more, and every word is kept', async () => {
    const mei = await stopped();
    const before = (await mei.replyWork()).length;
    for (const word of ['stop', 'hello?', 'agent', '1', '4111 1111 1111 1111']) await mei.types(word);
    await mei.sends('image');
    await mei.tapsPayload('cmd|help');
    await product.restart();
    await mei.types('still there?');
    expect(await mei.replyWork()).toHaveLength(before);
    expect((await mei.said()).slice(-3)).toEqual(['1', '[card ••••1111 removed]', 'still there?']);
    expect((await mei.document()).optedOut).toBeDefined();
  });

  it.each(['start', 'restart'])('may come back by a word for "%s" in every language', async (command) => {
    const words = wordsOf(command);
    expect(words.length).toBeGreaterThan(30);
    const deaf: string[] = [];
    for (const word of words) {
      const mei = await stopped();
      await mei.types(word);
      if ((await mei.document()).optedOut !== undefined) deaf.push(word);
    }
    expect(deaf).toEqual([]);
  });

  it.each(['cmd|start', 'cmd|restart', 'cmd|new'])('may come back by the button %s', async (payload) => {
    const mei = await stopped();
    await mei.tapsPayload(payload);
    const document = await mei.document();
    expect(document.optedOut).toBeUndefined();
    expect(document).toMatchObject({ step: 'product', run: 2, status: 'bot' });
  });

  it('begins afresh after coming back, with no consent left over', async () => {
    const mei = await asked();
    await mei.answersUpTo('confirm');
    await mei.types('stop');
    await mei.types('start');
    const document = await mei.document();
    expect(document).toMatchObject({ step: 'product', run: 2, facts: { consents: {} } });
    const texts = (await mei.replies()).map(({ text }) => text);
    expect(texts.find((text) => text.startsWith(says('say.optedIn')))).toBeDefined();
    expect((await mei.replyWork()).at(-1)).not.toHaveProperty('confirmsOptOut');
  });

  it('reads how the application stands after coming back', async () => {
    const mei = await applied();
    const { run } = await mei.document();
    await mei.types('stop');
    await mei.types('start');
    expect(await mei.lastText()).toContain(says('say.optedIn'));
    expect(await mei.document()).toMatchObject({ run, submitted: [{ status: 'done' }] });
    expect(await mei.work('status')).toHaveLength(1);
  });

  it('may stop and come back as often as they like', async () => {
    const mei = await stopped();
    await mei.types('start');
    await mei.types('stop');
    expect((await mei.document()).optedOut).toBeDefined();
    expect((await mei.replyWork()).filter(({ confirmsOptOut }) => confirmsOptOut)).toHaveLength(2);
  });

  it('has the answer of the bank recorded all the same', async () => {
    const mei = await asked();
    await mei.answersUpTo('confirm');
    await product.outbox.stop();
    await mei.taps('accept');
    await mei.types('stop');
    product.outbox.start();
    await until(async () => (await mei.document()).submitted[0]?.reference !== undefined);
    const { submitted, optedOut } = await mei.document();
    expect(optedOut).toBeDefined();
    expect(JSON.stringify(await mei.replies())).toContain(submitted[0]?.reference);
    expect((await mei.replyWork()).at(-1)).not.toHaveProperty('confirmsOptOut');
  });

  it('takes two STOPs at once as one', async () => {
    const mei = await asked();
    const through = product.another().intake;
    await Promise.all([mei.types('stop'), mei.types('stop', { through })]);
    expect((await mei.replyWork()).filter(({ confirmsOptOut }) => confirmsOptOut)).toHaveLength(1);
  });

  it('is no different on web chat, where the page is the customer’s to close', async () => {
    const envelope = { conversationId: 'page', channel: 'webchat', receivedAt: product.now() } as const;
    await product.intake.receive({ ...envelope, kind: 'started', id: 's', userId: 'u', market: 'SG', locale: 'en-SG' });
    await product.intake.receive({ ...envelope, kind: 'text', id: 'm1', text: 'stop' });
    await product.intake.receive({ ...envelope, kind: 'text', id: 'm2', text: 'help' });
    expect((await product.store.load('page'))?.optedOut).toBeUndefined();
    const said = (await product.store.transcript('page', 0, 100)).map(({ body }) =>
      body.from === 'bot' ? body.reply.text : '',
    );
    expect(said).toContain(says('say.stopped'));
    expect(said.at(-1)).toContain(says('say.help', { bank: 'Larkfield Bank' }).slice(0, 20));
  });
});
