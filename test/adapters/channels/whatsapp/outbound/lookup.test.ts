import type { Outgoing } from '../../../../../adapters/channels/channel';
import {
  ACCOUNT,
  ADDRESS,
  type Answer,
  accountAt,
  hex,
  json,
  NOW,
  type Provider,
  raw,
  SENDER,
  SID,
  startProvider,
} from './providerHarness';

const SERVICE = `MG${hex('b')}`;

let provider: Provider;
beforeEach(async () => {
  provider = await startProvider();
});
afterEach(() => provider.stop());

describe('looking for a message of unknown fate', () => {
  const rfc2822 = (at: number) => new Date(at).toUTCString().replace('GMT', '+0000');
  const listed = (n: number, more: Record<string, unknown> = {}) => ({
    sid: `SM${String(n).padStart(32, '0')}`,
    to: ADDRESS.user,
    from: SENDER.address,
    body: 'Hi',
    direction: 'outbound-api',
    num_media: '0',
    date_created: rfc2822(NOW + n * 1000),
    date_sent: rfc2822(NOW + n * 1000),
    ...more,
  });
  const page = (messages: unknown[], next: string | null = null) => json(200, { messages, next_page_uri: next });
  const find = (message: Outgoing = { body: 'Hi' }, known: string[] = []) =>
    provider.messenger().find(message, ADDRESS, NOW, known);

  it('finds the oldest one of the same words that is not known', async () => {
    provider.answers(page([listed(9), listed(5), listed(2)]));
    expect(await find()).toBe(listed(2).sid);
    expect(await find({ body: 'Hi' }, [listed(2).sid])).toBe(listed(5).sid);
    expect(provider.seen[0]?.query.get('To')).toBe(ADDRESS.user);
  });

  it.each([
    ['other words', { body: 'Hi ' }],
    ['one of the customer', { direction: 'inbound' }],
    ['one from another number of ours', { from: 'whatsapp:+1999' }],
    ['one to another person', { to: 'whatsapp:+6599999999' }],
    ['an earlier one', { date_created: rfc2822(NOW - 60_000), date_sent: rfc2822(NOW - 60_000) }],
  ])('does not take %s for it', async (_name, more) => {
    provider.answers(page([listed(1, more)]));
    expect(await find()).toBeUndefined();
  });

  it('finds one that waits in the queue and has no time of sending', async () => {
    provider.answers(page([listed(1, { date_sent: null })]));
    expect(await find()).toBe(listed(1).sid);
  });

  it('finds one that a messaging service has not given a number yet', async () => {
    provider.answers(page([listed(1, { from: null, messaging_service_sid: SERVICE })]));
    const messenger = provider.messenger({ senders: [{ ...SENDER, messagingServiceSid: SERVICE }] });
    expect(await messenger.find({ body: 'Hi' }, ADDRESS, NOW, [])).toBe(listed(1).sid);
    expect(await find()).toBeUndefined();
  });

  it('finds buttons that went as text', async () => {
    provider.answers(page([listed(1, { body: 'Sure?\n\n1. Yes' })]));
    const asked: Outgoing = { body: 'Sure?', content: { kind: 'buttons', options: [], asText: 'Sure?\n\n1. Yes' } };
    expect(await find(asked)).toBe(listed(1).sid);
  });

  it('reads on until everything is older', async () => {
    const old = { date_created: rfc2822(NOW - 600_000), date_sent: rfc2822(NOW - 600_000) };
    provider.answers((one, response) => {
      const at = Number(one.query.get('Page') ?? 0);
      const pages = [[listed(3, { body: 'x' })], [listed(2)], [listed(1, old)], [listed(4)]];
      const next = `/2010-04-01/Accounts/${ACCOUNT}/Messages.json?Page=${at + 1}`;
      page(pages[at] ?? [], next)(one, response);
    });
    expect(await find()).toBe(listed(2).sid);
    expect(provider.seen).toHaveLength(3);
  });

  it('fails when the provider cannot say', async () => {
    provider.answers(json(500, {}));
    await expect(find()).rejects.toMatchObject({ code: 'TWILIO_REFUSED' });
    provider.answers(() => undefined);
    await expect(find()).rejects.toMatchObject({ code: 'TWILIO_UNCERTAIN' });
  });

  it('what customers wrote is listed from a time on, over all pages', async () => {
    const inbound = { direction: 'inbound', from: ADDRESS.user, to: SENDER.address };
    const first = [listed(2, { ...inbound, num_media: '1', body: null }), listed(3), listed(-5, inbound)];
    provider.answers((one, response) =>
      (one.query.has('Page')
        ? page([listed(0, inbound), listed(1, { ...inbound, to: 'whatsapp:+1999' })])
        : page(first, `/2010-04-01/Accounts/${ACCOUNT}/Messages.json?Page=1`))(one, response),
    );
    expect(await provider.messenger().listInbound(accountAt(provider.base), SENDER, NOW + 300)).toEqual([
      { sid: listed(2).sid, from: ADDRESS.user, to: SENDER.address, body: '', numMedia: 1, sentAt: NOW + 2000 },
      { sid: listed(0).sid, from: ADDRESS.user, to: SENDER.address, body: 'Hi', numMedia: 0, sentAt: NOW },
    ]);
    expect(provider.seen[0]?.query.get('To')).toBe(SENDER.address);
    expect(provider.seen[0]?.query.get('DateSent>')).toBe('2026-11-22T12:00:00Z');
  });

  describe('by a clock that differs from ours', () => {
    const inbound = { direction: 'inbound', from: ADDRESS.user, to: SENDER.address };
    const DAYS_MS = 3 * 24 * 3_600_000;
    const dated = (offsetMs: number, messages: unknown[]) =>
      json(200, { messages, next_page_uri: null }, { Date: new Date(NOW + offsetMs).toUTCString() });
    const timed = (at: number, more: Record<string, unknown>) => ({
      ...listed(1, more),
      date_created: rfc2822(at),
      date_sent: rfc2822(at),
    });

    it.each([
      ['ahead of it', -DAYS_MS, 2],
      ['behind it', DAYS_MS, 1],
    ])('lists since the same moment where ours is %s, and tells times as ours would', async (_, offsetMs, asked) => {
      provider.answers(dated(offsetMs, [timed(NOW + offsetMs - 60_000, inbound)]));
      const messenger = provider.messenger();
      const [found] = await messenger.listInbound(accountAt(provider.base), SENDER, NOW - 90_000);
      expect(Math.abs((found?.sentAt ?? 0) - (NOW - 60_000))).toBeLessThanOrEqual(1_000);
      expect(provider.seen).toHaveLength(asked);
      await messenger.listInbound(accountAt(provider.base), SENDER, NOW - 90_000);
      const since = Date.parse(provider.seen.at(-1)?.query.get('DateSent>') ?? '');
      expect(Math.abs(since - (NOW + offsetMs - 90_000))).toBeLessThanOrEqual(1_000);
    });

    it('finds what was taken by it, and not what was taken before', async () => {
      provider.answers(dated(-DAYS_MS, [timed(NOW - DAYS_MS + 1_000, {})]));
      expect(await find()).toBe(listed(1).sid);
      provider.answers(dated(DAYS_MS, [timed(NOW + 1_000, {})]));
      expect(await find()).toBeUndefined();
    });
  });
});

describe('deleting the copy of the provider', () => {
  const copy = { account: ACCOUNT, message: SID, media: [`ME${hex('1')}`, `ME${hex('2')}`] };
  const done: Answer = (one, response) =>
    (one.method === 'DELETE' ? raw(204) : json(200, { sid: SID, body: '' }))(one, response);

  it('takes the files, then the words', async () => {
    provider.answers(done);
    expect(await provider.messenger().purge(copy)).toBe(true);
    expect(provider.seen.map(({ method, path }) => `${method} ${path.split('/Messages/')[1]}`)).toEqual([
      `DELETE ${SID}/Media/ME${hex('1')}.json`,
      `DELETE ${SID}/Media/ME${hex('2')}.json`,
      `POST ${SID}.json`,
    ]);
    expect(provider.seen.at(-1)?.body).toBe('Body=');
  });

  it('asks for the files of a message that does not say which it had', async () => {
    const found = { sid: `ME${hex('3')}`, content_type: 'image/jpeg' };
    provider.answers((one, response) =>
      (one.method === 'GET' ? json(200, { media_list: [found] }) : done)(one, response),
    );
    expect(await provider.messenger().purge({ ...copy, media: [] })).toBe(true);
    expect(provider.seen.map(({ method, path }) => `${method} ${path.split('/Messages/')[1]}`)).toEqual([
      `GET ${SID}/Media.json`,
      `DELETE ${SID}/Media/${found.sid}.json`,
      `POST ${SID}.json`,
    ]);
  });

  it('what is gone already is deleted', async () => {
    provider.answers(json(404, { code: 20404 }));
    expect(await provider.messenger().purge(copy)).toBe(true);
    expect(provider.seen).toHaveLength(3);
  });

  it.each<[string, Answer]>([
    ['a failure', json(500, {})],
    ['a message that cannot be changed yet', json(400, { code: 20009 })],
    ['silence', () => undefined],
  ])('is tried again after %s', async (_name, how) => {
    provider.answers(how);
    expect(await provider.messenger().purge(copy)).toBe(false);
    expect(provider.logged).toEqual(['whatsapp.cannotPurge']);
  });

  it('of an account that is not configured any more is tried again', async () => {
    expect(await provider.messenger().purge({ ...copy, account: `AC${hex('f')}` })).toBe(false);
    expect(provider.seen).toEqual([]);
  });
});
