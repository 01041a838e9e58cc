import { createGapSweeper, type GapSweeperOptions } from '../../../../../adapters/channels/whatsapp/inbound/sweep';
import type { ListedMessage } from '../../../../../adapters/channels/whatsapp/listed';
import { ACCOUNT, type RunningInbox, SENDER, startInbox, TEXT } from './inboxHarness';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe('messages that no webhook brought', () => {
  let running: RunningInbox;
  let listed: ListedMessage[];
  let looks: number[];
  const warned: Readonly<Record<string, unknown>>[] = [];
  beforeEach(async () => {
    running = await startInbox();
    listed = [];
    looks = [];
    warned.length = 0;
  });
  afterEach(() => running.stop());

  const sid = (name: string) => `SM${Buffer.from(name).toString('hex').padStart(32, '0')}`;
  const missed = (name: string, agoMs: number, more: Partial<ListedMessage> = {}): ListedMessage => ({
    sid: sid(name),
    from: 'whatsapp:+66812345678',
    to: SENDER,
    body: name,
    numMedia: 0,
    sentAt: running.now - agoMs,
    ...more,
  });
  const sweeper = (options: Partial<GapSweeperOptions> = {}) =>
    createGapSweeper({
      accounts: [ACCOUNT],
      listInbound: async (_account, _sender, since) => {
        looks.push(since);
        return listed.filter(({ sentAt }) => sentAt >= since);
      },
      admit: running.inbox.admitListed,
      clock: () => running.now,
      log: { warn: (fields) => warned.push(fields), error: (fields) => warned.push(fields) },
      ...options,
    });
  const texts = () =>
    running.gateway.received.map((message) => (message.kind === 'text' ? message.text : message.kind));

  it('are found at the first look for a day back, oldest first, and say when they were sent', async () => {
    listed = [
      missed('third', 30_000),
      missed('second', HOUR_MS),
      missed('first', HOUR_MS),
      missed('old', 25 * HOUR_MS),
    ];
    await sweeper().sweep();
    expect(texts()).toEqual(['first', 'second', 'third']);
    expect(running.gateway.received[0]).toEqual({
      id: sid('first'),
      conversationId: 'conversation of +66812345678',
      channel: 'whatsapp',
      receivedAt: running.now,
      sentAt: running.now - HOUR_MS,
      start: {
        userId: 'whatsapp:+66812345678',
        markets: ['TH'],
        address: { account: ACCOUNT.accountSid, sender: SENDER, user: 'whatsapp:+66812345678' },
      },
      copy: { account: ACCOUNT.accountSid, message: sid('first'), media: [] },
      kind: 'text',
      text: 'first',
    });
    expect(looks).toEqual([running.now - 24 * HOUR_MS]);
  });

  it('are found whatever they are', async () => {
    listed = [
      missed('file', HOUR_MS, { numMedia: 1, body: '' }),
      missed('hidden', 2 * HOUR_MS, { from: 'whatsapp:TH.1234567890123456' }),
    ];
    await sweeper().sweep();
    expect(texts()).toEqual(['hidden', 'media']);
    expect(running.gateway.asked).toEqual([
      { sender: SENDER, personId: 'TH.1234567890123456' },
      { sender: SENDER, number: '+66812345678' },
    ]);
  });

  it('are looked for again from ten minutes before the last good look', async () => {
    const looking = sweeper();
    await looking.sweep();
    const first = running.now;
    running.now += MINUTE_MS;
    await looking.sweep();
    expect(looks.at(-1)).toBe(first - 10 * MINUTE_MS);
  });

  it('are looked for from the same time again after a look that failed', async () => {
    let broken = true;
    const looking = sweeper({
      listInbound: async (_account, _sender, since) => {
        looks.push(since);
        if (broken) throw new Error('429 for whatsapp:+66812345678');
        return listed;
      },
    });
    running.now += HOUR_MS;
    await looking.sweep();
    expect(warned).toMatchObject([{ code: 'whatsapp.sweepFailed' }]);
    broken = false;
    listed = [missed('late', HOUR_MS)];
    await looking.sweep();
    expect(looks[1]).toBe(looks[0]);
    expect(texts()).toEqual(['late']);
  });

  it('do not stop the look at other senders', async () => {
    const other = { address: 'whatsapp:+6690000000', markets: ['TH'] } as const;
    const looking = sweeper({
      accounts: [{ ...ACCOUNT, senders: [...ACCOUNT.senders, other] }],
      listInbound: async (_account, sender) => {
        if (sender.address === SENDER) throw new Error('gone');
        return [missed('there', HOUR_MS, { to: other.address })];
      },
    });
    await looking.sweep();
    expect(texts()).toEqual(['there']);
  });

  it('wait their turn while the store cannot take the one before', async () => {
    const refused = new Set([sid('one')]);
    listed = [
      missed('somebody else', HOUR_MS, { from: 'whatsapp:+66899999999' }),
      missed('two', 2 * HOUR_MS),
      missed('one', 3 * HOUR_MS),
    ];
    const looking = sweeper({
      admit: async (account, sender, message) =>
        !refused.has(message.sid) && running.inbox.admitListed(account, sender, message),
    });
    await looking.sweep();
    expect(texts()).toEqual(['somebody else']);
    expect(warned).toMatchObject([{ code: 'whatsapp.sweepIncomplete' }]);
    refused.clear();
    await looking.sweep();
    expect(texts()).toEqual(['somebody else', 'one', 'two']);
    expect(looks[1]).toBe(looks[0]);
  });

  it('are asked for again when the store was away', async () => {
    listed = [missed('kept waiting', HOUR_MS)];
    running.gateway.failing = 'unavailable';
    const looking = sweeper();
    await looking.sweep();
    running.gateway.failing = 'throws';
    await looking.sweep();
    expect(texts()).toEqual([]);
    running.gateway.failing = 'no';
    await looking.sweep();
    expect(texts()).toEqual(['kept waiting']);
  });

  it('are not what a webhook brought, nor what was found before', async () => {
    await running.post(TEXT);
    listed = [missed('new', HOUR_MS), missed('known', HOUR_MS, { sid: TEXT.MessageSid })];
    const asked = running.gateway.asked.length;
    const looking = sweeper();
    await looking.sweep();
    await looking.sweep();
    expect(running.gateway.received.map(({ id }) => id)).toEqual([TEXT.MessageSid, sid('new')]);
    expect(running.gateway.asked.length - asked).toBe(1);
  });

  it('are left to their webhook while they are fresh', async () => {
    listed = [missed('fresh', 19_000)];
    const looking = sweeper();
    await looking.sweep();
    expect(texts()).toEqual([]);
    running.now += MINUTE_MS;
    await looking.sweep();
    expect(texts()).toEqual(['fresh']);
  });

  it.each<[string, Partial<ListedMessage>]>([
    ['a call', { sid: `CA${'1'.repeat(32)}` }],
    ['a text message', { from: '+66812345678' }],
    ['to somebody else', { to: 'whatsapp:+10000000000' }],
  ])('are not %s', async (_name, more) => {
    listed = [missed('other', HOUR_MS, more)];
    await sweeper().sweep();
    expect(running.gateway.received).toEqual([]);
    expect(warned).toEqual([]);
  });

  it('are looked for at once and again until it is stopped', async () => {
    let looked: (count: number) => void = () => undefined;
    const looking = sweeper({
      everyMs: 1,
      listInbound: async () => {
        looked(looks.push(0));
        return [];
      },
    });
    const thrice = new Promise<void>((resolve) => {
      looked = (count) => count >= 3 && resolve();
    });
    looking.start();
    looking.start();
    await thrice;
    await looking.stop();
    const before = looks.length;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(looks).toHaveLength(before);
  });

  it('are left for the next run once it is stopped', async () => {
    listed = [missed('two', HOUR_MS), missed('one', 2 * HOUR_MS, { from: 'whatsapp:+66899999999' })];
    const looking = sweeper({
      admit: async (account, sender, message) => {
        void looking.stop();
        return running.inbox.admitListed(account, sender, message);
      },
    });
    await looking.sweep();
    expect(texts()).toEqual(['one']);
  });
});
