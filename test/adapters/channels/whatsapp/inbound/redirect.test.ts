import { createRedirect } from '../../../../../adapters/channels/whatsapp/inbound/redirect';
import { QUIET } from '../../frontHarness';
import { ACCOUNT, type Fields, type RunningInbox, startInbox, TEXT } from './inboxHarness';

const EMIRATES = 'whatsapp:+97140000000';
const RUSSIA = 'whatsapp:+74950000000';
const MIXED = 'whatsapp:+6560000000';
const account = {
  ...ACCOUNT,
  senders: [
    { address: EMIRATES, markets: ['AE'] },
    { address: RUSSIA, markets: ['RU'] },
    { address: MIXED, markets: ['AE', 'SG', 'RU', 'MY'] },
  ],
} as const;
const HOUR_MS = 3_600_000;

describe('where WhatsApp is barred', () => {
  let running: RunningInbox;
  let count = 0;
  beforeEach(async () => {
    running = await startInbox({ accounts: [account] });
  });
  afterEach(() => running.stop());

  function write(to: string, more: Fields = {}) {
    count += 1;
    const MessageSid = `SM${String(count).padStart(32, '0')}`;
    return running.post({ ...TEXT, To: to, MessageSid, ...more });
  }
  const nothingKept = () => {
    expect([running.gateway.asked, running.gateway.received]).toEqual([[], []]);
  };

  it('the customer is led to the web chat in the languages of the market, and nothing is kept', async () => {
    expect((await write(EMIRATES)).status).toBe(200);
    const url = 'https://chat.bank.example/chat?market=AE';
    expect(running.sent).toHaveLength(1);
    expect(running.sent[0]?.address).toEqual({
      account: ACCOUNT.accountSid,
      sender: EMIRATES,
      user: 'whatsapp:+66812345678',
    });
    const [english, arabic, ...more] = running.sent[0]?.text.split('\n\n') ?? [];
    expect(english).toBe(`Not here. Our web chat: ${url}`);
    expect(arabic).toContain('ليس هنا');
    expect(arabic).toContain(url);
    expect(more).toEqual([]);
    nothingKept();
  });

  it('it is said in English too where no language of the market is', async () => {
    await write(RUSSIA);
    expect(running.sent[0]?.text.split('\n\n').map((text) => text.slice(0, 8))).toEqual(['Не здесь', 'Not here']);
  });

  it('it is said in three languages at most', async () => {
    await running.stop();
    const locales = ['a', 'b', 'c', 'd'].map((tag) => ({ tag }));
    running = await startInbox({
      accounts: [account],
      marketInfo: () => ({ enabled: true, whatsapp: 'prohibited', defaultLocale: 'b', locales }),
      texts: { say: (locale) => `in ${locale}` },
    });
    await write(EMIRATES);
    expect(running.sent[0]?.text).toBe('in b\n\nin a\n\nin c');
  });

  it('what was written is deleted at the provider too, with its files, however often they write', async () => {
    const media = `ME${'a'.repeat(32)}`;
    const MediaUrl0 = `https://api.twilio.com/2010-04-01/Accounts/${ACCOUNT.accountSid}/Messages/MM${'b'.repeat(32)}/Media/${media}`;
    await write(EMIRATES, { MessageSid: `SM${'c'.repeat(32)}`, NumMedia: '1', MediaUrl0 });
    await write(EMIRATES, { MessageSid: `SM${'d'.repeat(32)}` });
    expect(running.purged).toEqual([
      { account: ACCOUNT.accountSid, message: `SM${'c'.repeat(32)}`, media: [media] },
      { account: ACCOUNT.accountSid, message: `SM${'d'.repeat(32)}`, media: [] },
    ]);
    await write(MIXED);
    expect(running.purged).toHaveLength(2);
  });

  it.each([
    ['does not', async () => false],
    ['cannot be reached to', () => Promise.reject(new Error('down'))],
  ])('the log tells of a message that the provider %s delete', async (_how, purge) => {
    await running.stop();
    running = await startInbox({ accounts: [account], purge });
    expect((await write(EMIRATES, { MessageSid: `SM${'e'.repeat(32)}` })).status).toBe(200);
    expect(running.logged).toMatchObject([{ code: 'whatsapp.notPurged' }]);
    expect(String(running.logged[0]?.message)).toContain(`SM${'e'.repeat(32)}`);
  });

  it('a market that is switched off counts as barred', async () => {
    await running.stop();
    running = await startInbox({
      accounts: [account],
      marketInfo: () => ({ enabled: false, whatsapp: 'allowed', defaultLocale: 'ru-RU', locales: [] }),
    });
    await write(RUSSIA);
    expect(running.sent).toHaveLength(1);
    nothingKept();
  });

  it('nobody is told twice within a day, whatever they send', async () => {
    await write(EMIRATES);
    await write(EMIRATES, { Body: '4111 1111 1111 1111' });
    running.now += 24 * HOUR_MS - 1;
    await write(EMIRATES, { MessageType: 'image', NumMedia: '1' });
    expect(running.sent).toHaveLength(1);
    await write(EMIRATES, { From: 'whatsapp:+971500000001' });
    await write(RUSSIA);
    expect(running.sent).toHaveLength(3);
    running.now += 1;
    await write(EMIRATES);
    expect(running.sent).toHaveLength(4);
    nothingKept();
  });

  it('somebody who could not be told is told the next time', async () => {
    await running.stop();
    let attempts = 0;
    running = await startInbox({
      accounts: [account],
      sendText: async () => {
        attempts += 1;
        if (attempts === 1) throw new Error('to whatsapp:+66812345678: refused');
      },
    });
    expect((await write(EMIRATES)).status).toBe(200);
    expect((await write(EMIRATES)).status).toBe(200);
    expect((await write(EMIRATES)).status).toBe(200);
    expect(attempts).toBe(2);
    expect(running.logged).toMatchObject([{ code: 'whatsapp.redirectFailed' }]);
  });

  it('no more than ten thousand people are remembered, those of late', async () => {
    const sent: string[] = [];
    const redirect = createRedirect({
      marketInfo: () => undefined,
      texts: { say: () => 'elsewhere' },
      webChatUrl: () => '',
      sendText: async ({ user }) => {
        sent.push(user);
      },
      pseudonym: (identity) => identity,
      clock: () => running.now,
      log: QUIET,
    });
    const tell = (user: string) => redirect({ account: '', sender: '', user }, 'AE');
    for (let person = 0; person <= 10_000; person += 1) await tell(String(person));
    await tell('1');
    expect(sent).toHaveLength(10_001);
    await tell('0');
    expect(sent).toHaveLength(10_002);
  });

  it('a sender of several markets offers only those where it is allowed', async () => {
    await write(MIXED);
    expect(running.gateway.received[0]?.start?.markets).toEqual(['SG', 'MY']);
    expect(running.sent).toEqual([]);
  });

  it('a message that is found later leads nobody away again, and is kept nowhere', async () => {
    const listed = {
      sid: `SM${'e'.repeat(32)}`,
      from: 'whatsapp:+971500000002',
      to: EMIRATES,
      body: 'hi',
      numMedia: 0,
      sentAt: 1,
    };
    expect(await running.inbox.admitListed(account, account.senders[0], listed)).toBe(true);
    expect(running.sent).toEqual([]);
    expect(running.purged).toEqual([{ account: ACCOUNT.accountSid, message: listed.sid, media: [] }]);
    nothingKept();
  });

  it('a forged message leads nobody anywhere', async () => {
    await running.post({ ...TEXT, To: EMIRATES }, { token: 'f'.repeat(32) });
    expect(running.sent).toEqual([]);
  });
});
