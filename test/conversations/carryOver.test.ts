import { TEST_CARRY_CODES } from '../support/carryOver';
import { type Chat, type ChatSettings, openChat } from '../support/chat';
import { bank, bot, customer, knows, type Line, play, products, time } from '../support/conversation';
import { openWhatsAppChat } from '../support/whatsAppChat';

/** An application is gone on with on another device or channel, by a code that works once and proves nothing by itself. */
describe('an application carried over', () => {
  products.startsOnce(openChat, { whatsApp: true });
  const settings: ChatSettings = { market: 'SG', locale: 'en-SG' };
  const web = (how: ChatSettings = settings) => openChat(() => products.current(), how);
  const phone = () => openWhatsAppChat(() => products.current(), settings);
  const on = (chat: Chat, ...lines: readonly Line[]) => play(products.current(), settings, lines, () => chat);

  // biome-ignore format: one exchange a line
  const TOLD: readonly Line[] = [
    customer.opens(),
    customer.answersUpTo('fullName'),
    customer('Tan Mei Ling'),               bot('ask.mobile'),
    customer('8123 4567'),                  bot('ask.email'),
    customer('mei@example.com'),            bot('ask.employmentStatus'),
  ];

  async function codeFrom(chat: Chat, ...lines: readonly Line[]): Promise<string> {
    const { replies } = await on(chat, ...lines, customer('continue elsewhere'));
    return /GO-[0-9A-Z]+/.exec(replies.at(-1)?.text ?? '')?.[0] ?? '';
  }

  const facts = async ({ conversationId }: Chat) => (await products.current().store.load(conversationId))?.facts.fields;

  it('goes on from the web to WhatsApp once something told there is told again, and is confirmed in one place', async () => {
    const from = web();
    const code = await codeFrom(from, ...TOLD);
    const to = phone();
    const { replies } = await on(to, customer(code), customer('9000 0000'), customer('someone@example.com'));
    expect(JSON.stringify(replies)).not.toMatch(/Mei|4567|m\*|example\.com/);
    expect(replies.at(-1)?.text).toContain('not what was given there');
    expect((await facts(to))?.fullName).toBeUndefined();
    const known = { fullName: 'Tan Mei Ling', mobile: '+6581234567', email: 'mei@example.com' };
    const { replies: taken } = await on(to, customer('81234567'), knows(known));
    expect(taken[0]?.text).toMatch(/Welcome back/);
    expect(JSON.stringify(taken)).not.toMatch(/Mei Ling|1234567|mei@/);
    expect((await products.current().store.load(to.conversationId))?.step).toBe('privacy');
    // biome-ignore format: one exchange a line
    await on(from,
      customer.answersUpTo('confirm'),
      customer.taps('accept'),              bot('say.carryAway', 'review.confirm'),
      bank.has(0),
    );
    await on(to, customer.answersUpTo('confirm'), customer.taps('accept'), bank.answers(), bank.has(1));
    const { replies: told } = await on(from, customer('repeat'), customer.taps('accept'), bank.has(0));
    expect(told.at(-1)?.text).toContain('already');
  });

  it('goes on from WhatsApp on the web, and back into the conversation it came from', async () => {
    const from = phone();
    const hello = customer('hello');
    const code = await codeFrom(from, hello, ...TOLD.slice(1));
    const to = web();
    await on(to, customer.opens(), customer(code), customer('MEI@example.com'), knows({ mobile: '+6581234567' }));
    const back = await codeFrom(to);
    await on(from, customer(back), customer('8123 4567'), customer.answersUpTo('confirm'), customer.taps('accept'));
    await on(from, bank.answers());
    const [conversation] = [await products.current().store.load(from.conversationId)];
    expect(conversation?.submitted.map(({ status }) => status)).toEqual(['done']);
  });

  it.each<[string, (code: string, from: Chat) => unknown]>([
    ['that somebody else has shown', (code) => on(web(), customer.opens(), customer(code))],
    ['that is replaced', async (_, from) => void (await codeFrom(from))],
    ['that is too old', (_, from) => on(from, time.passes(49))],
    ['of an application that was restarted', (_, from) => on(from, customer('start over'))],
    ['that is changed in one letter', (code) => code.replace(/.$/, (last) => (last === '0' ? '1' : '0'))],
    ['that is made up', () => `GO-${'7ZQ'.repeat(40)}`],
  ])('is nothing by a code %s', async (_, spoil) => {
    const from = web();
    const given = await codeFrom(from, ...TOLD);
    const spoilt = await spoil(given, from);
    const code = typeof spoilt === 'string' ? spoilt : given;
    const to = web();
    const { replies } = await on(
      to,
      customer.opens(),
      customer(code),
      bot('say.welcome', 'say.offer', 'ask.product', 'say.carryGone', 'ask.product'),
    );
    expect(JSON.stringify(replies)).not.toMatch(/Mei|4567|m\*|example\.com/);
    await on(to, customer('8123 4567'));
    expect((await facts(to))?.mobile).toBeUndefined();
  });

  it('is nothing in the market of another country', async () => {
    const code = await codeFrom(web(), ...TOLD);
    const to = web({ market: 'AU', locale: 'en-AU' });
    const { replies } = await on(to, customer.opens(), customer(code), customer('8123 4567'));
    expect(replies.some(({ text }) => text.includes('is for another country'))).toBe(true);
    expect((await facts(to))?.mobile).toBeUndefined();
  });

  it('is lost after three wrong proofs, however often the code is shown again', async () => {
    const code = await codeFrom(web(), ...TOLD);
    const to = web();
    const wrong = [customer('9000 0001'), customer(code), customer('9000 0002'), customer(code), customer('9000 0003')];
    await on(to, customer.opens(), customer(code), ...wrong, customer(code), customer('8123 4567'));
    expect((await facts(to))?.mobile).toBeUndefined();
  });

  it('is shown by one of two at once', async () => {
    const code = await codeFrom(web(), ...TOLD);
    const both = [web(), web()];
    for (const chat of both) await on(chat, customer.opens());
    const heard = await Promise.all(
      both.map(async (chat) => (await on(chat, customer(code))).replies.at(-1)?.text ?? ''),
    );
    expect(heard.filter((text) => text.includes('used already'))).toHaveLength(1);
    expect(heard.filter((text) => text.includes('type the mobile number'))).toHaveLength(1);
  });

  it('needs no proof where nothing personal was told', async () => {
    const code = await codeFrom(web(), customer.opens(), customer.answersUpTo('privacy'));
    const to = web();
    await on(to, customer.opens(), customer(code));
    expect((await facts(to))?.product).toBeDefined();
  });

  it('is not in the way of who does not want it', async () => {
    const code = await codeFrom(web(), ...TOLD);
    const to = web();
    const { replies } = await on(to, customer.opens(), customer(code), customer.taps('VC830'));
    expect(replies.at(-1)?.prompt?.field).toBe('ageConfirmed');
    await on(to, customer('8123 4567'));
    expect((await facts(to))?.mobile).toBeUndefined();
  });

  it.each<[ChatSettings['market'], string]>([
    ['MY', 'continue later'],
    ['TH', 'ทำต่อทีหลัง'],
    ['VN', 'tiếp tục sau'],
    ['IN', 'continue on the web'],
    ['PL', 'dokończę jutro'],
  ])('is told within what WhatsApp takes, beside a question with rows: %s', async (market, words) => {
    const how: ChatSettings = { market };
    const chat = openWhatsAppChat(() => products.current(), how);
    const lines = [customer('hello'), customer.answersUpTo('employmentStatus'), customer(words)];
    const { replies } = await play(products.current(), how, lines, () => chat);
    expect(replies.some(({ text }) => /GO-[0-9A-Z]{60,}/.test(text))).toBe(true);
    expect(replies.at(-1)?.text.length).toBeLessThan(1_600);
  });

  it('has codes that hold and tell nothing', () => {
    const grant = { conversationId: 'conversation-x', run: 2, until: 1_000 };
    const code = TEST_CARRY_CODES.seal(grant);
    expect(TEST_CARRY_CODES.open(code)).toEqual(grant);
    expect(code).not.toContain('conversation');
    for (let at = 3; at < code.length; at += 1) {
      const forged = `${code.slice(0, at)}${code[at] === 'Z' ? 'Y' : 'Z'}${code.slice(at + 1)}`;
      expect(TEST_CARRY_CODES.open(forged)).toBeUndefined();
    }
  });
});
