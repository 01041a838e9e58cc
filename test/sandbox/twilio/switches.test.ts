import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MARKET_PROFILES } from '../../../adapters/markets';
import { MARKETS } from '../../../machines/market';
import { SHARED_SENDER, sandboxSenderOf, sandboxTwilioAccount } from '../../../sandbox/twilioAccount';
import { openTwilio, SENDER, type TwilioUnderTest, USER } from './twilioUnderTest';

let sandbox: TwilioUnderTest;
beforeAll(async () => {
  sandbox = await openTwilio();
});
beforeEach(async () => {
  await sandbox.desk('', { method: 'DELETE' });
  await sandbox.writes();
});

const create = () => sandbox.client.messages.create({ from: SENDER, to: USER, body: 'x' });
const outgoing = async () => (await sandbox.chat()).messages.filter(({ direction }) => direction === 'out');

describe('faults of a call', () => {
  it.each([
    ['status500', { status: 500, code: 20500 }],
    ['status503', { status: 503, code: 20503 }],
    ['status429', { status: 429, code: 20429 }],
    ['reset', { code: 'ECONNRESET' }],
  ])('%s takes nothing', async (kind, problem) => {
    await sandbox.fault({ at: 'create', kind });
    await expect(create()).rejects.toMatchObject(problem);
    expect(await outgoing()).toEqual([]);
    expect((await create()).status).toBe('queued');
  });

  it('error answers with the code that was asked for', async () => {
    await sandbox.fault({ at: 'create', kind: 'error', code: 21610 });
    await expect(create()).rejects.toMatchObject({ status: 400, code: 21610 });
    expect(await outgoing()).toEqual([]);
  });

  it.each(['malformed', 'resetAfter'])('%s spoils the answer to a message that was taken', async (kind) => {
    await sandbox.fault({ at: 'create', kind });
    await create().catch(() => undefined);
    expect(await outgoing()).toHaveLength(1);
  });

  it('a timeout leaves the caller without an answer: before or after the message was taken', async () => {
    for (const [kind, taken] of [
      ['timeoutBefore', 0],
      ['timeoutAfter', 1],
    ] as const) {
      await sandbox.fault({ at: 'create', kind });
      await expect(create()).rejects.toThrow(/timeout/);
      expect(await outgoing()).toHaveLength(taken);
    }
  });

  it('a delay lets a later call be answered first', async () => {
    await sandbox.fault({ at: 'list', kind: 'delay', ms: 300 });
    const answered: string[] = [];
    const delayed = sandbox.client.messages.list({ to: SENDER }).then((found) => answered.push(`late ${found.length}`));
    while (((await sandbox.desk('/faults')) as { faults: object[] }).faults.length > 0);
    await sandbox.client.messages.list({ to: SENDER }).then(() => answered.push('at once'));
    await delayed;
    expect(answered).toEqual(['at once', 'late 1']);
  });

  it('happens where, how often and to whom it was asked for', async () => {
    await sandbox.fault({ at: 'create', kind: 'status503', times: 2, user: USER });
    await sandbox.writes({ user: 'whatsapp:+6590000000' });
    await sandbox.client.messages.create({ from: SENDER, to: 'whatsapp:+6590000000', body: 'x' });
    await expect(create()).rejects.toMatchObject({ status: 503 });
    expect(await sandbox.desk('/faults')).toMatchObject({ faults: [{ at: 'create', kind: 'status503', times: 1 }] });
    await expect(create()).rejects.toMatchObject({ status: 503 });
    await create();
    for (const [at, call] of [
      ['list', () => sandbox.client.messages.list()],
      ['content', () => sandbox.client.content.v1.contents.list()],
      ['delete', async () => sandbox.client.messages((await outgoing())[0]?.sid ?? '').remove()],
    ] as const) {
      await sandbox.fault({ at, kind: 'status500' });
      await expect(call()).rejects.toMatchObject({ status: 500 });
      await call();
    }
  });

  it.each([
    { at: 'create', kind: 'duplicate' },
    { at: 'status', kind: 'status500' },
    { at: 'create', kind: 'error' },
    { at: 'nowhere', kind: 'drop' },
  ])('is refused when there is no such thing: %j', async (fault) => {
    expect(await sandbox.fault(fault)).toMatchObject({ problems: [expect.any(String)] });
    expect(await sandbox.desk('/faults')).toEqual({ faults: [] });
  });
});

describe('what a phone shows', () => {
  it('comes again when its status has changed, counted over all messages', async () => {
    const { next } = await sandbox.chat();
    const { sid } = await create();
    await sandbox.becomes(sid, 'delivered');
    const later = await sandbox.chat(next);
    expect(later.messages.map((message) => message.sid)).toEqual([sid]);
    expect((await sandbox.chat(later.next)).messages).toEqual([]);
    await sandbox.post('/read', { user: USER, sender: SENDER });
    expect((await sandbox.chat(later.next)).messages).toMatchObject([{ sid, status: 'read', direction: 'out' }]);
  });

  it('is that of one customer and number; `to` names the customer too, and a plus sign may be lost on the way', async () => {
    await sandbox.writes({ user: 'whatsapp:+6590000000', text: 'other' });
    const { messages } = (await sandbox.desk(`/messages?to=whatsapp:+6581234567`)) as { messages: { body: string }[] };
    expect(messages).toMatchObject([{ body: 'hi' }]);
    expect(await sandbox.desk(`/messages?user=${encodeURIComponent(USER)}&sender=whatsapp:%2B1`)).toMatchObject({
      messages: [],
    });
  });

  it('is forgotten with a reset, and contents are not', async () => {
    const sid = await sandbox.content({ 'twilio/text': { body: 'x' } });
    await sandbox.post('/clock', { advanceMs: 5_000 });
    await sandbox.fault({ at: 'create', kind: 'status500' });
    await sandbox.desk('', { method: 'DELETE' });
    expect((await sandbox.chat()).messages).toEqual([]);
    expect((await sandbox.chat()).window.open).toBe(false);
    expect(await sandbox.desk('/faults')).toEqual({ faults: [] });
    expect((await sandbox.client.content.v1.contents(sid).fetch()).sid).toBe(sid);
  });

  it('outlives a restart, with the window, contents and the count of changes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'twilio-'));
    const stateFile = join(folder, 'state.jsonl');
    const first = await openTwilio({ stateFile });
    await first.writes({ text: 'kept' });
    const sid = await first.content({ 'twilio/text': { body: 'x' } });
    const before = await first.chat();
    await first.close();
    const second = await openTwilio({ stateFile });
    expect(await second.chat()).toEqual(before);
    expect((await second.client.content.v1.contents(sid).fetch()).sid).toBe(sid);
    await second.desk('', { method: 'DELETE' });
    await second.close();
    const third = await openTwilio({ stateFile });
    expect((await third.chat()).messages).toEqual([]);
    expect((await third.client.content.v1.contents(sid).fetch()).sid).toBe(sid);
    await third.close();
    rmSync(folder, { recursive: true });
  });
});

it('describes itself to people and programs', async () => {
  const page = await fetch(`${sandbox.origin}/__sandbox/twilio`, { headers: { accept: 'text/html' } });
  expect(await page.text()).toContain('No message sent here reaches WhatsApp');
  expect(await sandbox.desk('')).toMatchObject({ fictional: true, messages: 1 });
  expect((await fetch(`${sandbox.origin}/__sandbox/twilio/nothing`)).status).toBe(404);
});

it('has an approved template in every language of the markets, all different', async () => {
  const { templates } = sandboxTwilioAccount(4011);
  const languages = MARKETS.flatMap((market) => MARKET_PROFILES[market].locales.map(({ tag }) => languageOf(tag)));
  expect(Object.keys(templates).sort()).toEqual([...new Set(languages)].sort());
  for (const sid of Object.values(templates)) {
    const { whatsapp } = await sandbox.client.content.v1
      .contents(sid ?? '')
      .approvalFetch()
      .fetch();
    expect(whatsapp).toMatchObject({ status: 'approved' });
  }
  expect(new Set(Object.values(templates)).size).toBe(Object.keys(templates).length);
});

const languageOf = (tag: string) => tag.replace(/-[A-Z]{2}$/, '');

it('has a number of its own for every market, and one for several', () => {
  const { senders } = sandboxTwilioAccount(4011);
  expect(new Set(senders.map(({ address }) => address)).size).toBe(MARKETS.length + 1);
  for (const market of MARKETS) {
    expect(senders.find(({ address }) => address === sandboxSenderOf(market))?.markets).toEqual([market]);
  }
  expect(senders.find(({ address }) => address === SHARED_SENDER)?.markets.length).toBeGreaterThan(1);
});
