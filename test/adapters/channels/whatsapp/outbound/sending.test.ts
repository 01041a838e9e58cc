import type { Outgoing } from '../../../../../adapters/channels/channel';
import { createProviderClock } from '../../../../../adapters/channels/whatsapp/outbound/providerClock';
import { createTwilioClients } from '../../../../../adapters/channels/whatsapp/outbound/twilioClient';
import {
  ADDRESS,
  type Answer,
  accountAt,
  deadAddress,
  hex,
  json,
  NOW,
  OF,
  type Provider,
  raw,
  SID,
  startProvider,
} from './providerHarness';

/** What each answer of the provider, or its silence, means for a message: against a real server over real sockets. */

let provider: Provider;
beforeEach(async () => {
  provider = await startProvider();
});
afterEach(() => provider.stop());

const send = (message: Outgoing = { body: 'Hi' }) => provider.messenger().send(message, ADDRESS, OF);

describe('sending', () => {
  it('is done when the provider took it', async () => {
    expect(await send()).toEqual({ class: 'sent', sid: SID });
    expect(provider.seen).toHaveLength(1);
  });

  it.each([
    ['63016', 'windowClosed'],
    ['21610', 'optedOut'],
    ['63005', 'contentRefused'],
    ['63024', 'unreachable'],
    ['63013', 'policy'],
    ['12345', 'failed'],
  ])('is refused by code %s: %s', async (code, problem) => {
    provider.answers(json(400, { code: Number(code), message: 'no', status: 400 }));
    expect(await send()).toEqual({ class: 'refused', problem, code });
  });

  it('is refused without a code by the status', async () => {
    provider.answers(raw(404, '<html>'));
    expect(await send()).toEqual({ class: 'refused', problem: 'failed', code: 'http404' });
  });

  it('a region that is not enabled is no fault of the credentials', async () => {
    provider.answers(json(403, { code: 21408 }));
    expect(await send()).toEqual({ class: 'refused', problem: 'unreachable', code: '21408' });
    expect(provider.logged).toEqual([]);
  });

  it.each([
    [429, { code: 20429 }, { 'Retry-After': '7' }, { reason: '20429', retryAfterMs: 7_000 }],
    [429, {}, {}, { reason: 'http429' }],
    [400, { code: 63018 }, {}, { reason: '63018' }],
    [400, { code: 63017 }, {}, { reason: '63017' }],
    [
      503,
      { code: 20503 },
      { 'Retry-After': new Date(NOW + 9_000).toUTCString() },
      { reason: '20503', retryAfterMs: 9_000 },
    ],
  ])('waits after %i %j', async (status, body, headers, expected) => {
    provider.answers(json(status, body, headers));
    expect(await send()).toEqual({ class: 'later', ...expected });
  });

  it.each([
    [401, { code: 20003 }],
    [403, { code: 20003 }],
    [403, {}],
  ])('waits for the operator after %i %j', async (status, body) => {
    provider.answers(json(status, body));
    expect(await send()).toEqual({ class: 'later', reason: 'credentials' });
    expect(provider.logged).toEqual(['whatsapp.cannotSend']);
  });

  it.each<[string, Answer]>([
    ['500', json(500, { code: 20500 })],
    ['502 of something between', raw(502, 'bad gateway')],
    ['503 that promises nothing', json(503, {})],
    ['a redirect', raw(302, undefined, { Location: 'http://127.0.0.1/' })],
    ['a success without an id', json(201, { status: 'queued' })],
    ['a success with something else for an id', json(201, { sid: 'x' })],
    ['a success that is no JSON', raw(201, '{"sid":"SM')],
    ['an empty success', raw(201)],
    ['silence', () => undefined],
    ['a broken connection', (_seen, response) => void response.destroy()],
    [
      'half an answer',
      (_seen, response) => {
        response.writeHead(201, { 'Content-Length': '500' });
        response.write('{"sid":');
        setTimeout(() => response.destroy(), 20);
      },
    ],
  ])('is uncertain after %s', async (_name, how) => {
    provider.answers(how);
    expect(await send()).toMatchObject({ class: 'uncertain' });
    expect(provider.logged).toEqual([]);
    expect(provider.seen).toHaveLength(1);
  });

  it('leaves only while its reply is held', async () => {
    const others = { ...OF, isHeld: () => false };
    const messenger = provider.messenger();
    expect(await messenger.send({ body: 'Hi' }, ADDRESS, others)).toEqual({ class: 'later', reason: 'leaseEnded' });
    expect(provider.seen).toEqual([]);
    expect(await messenger.send({ body: 'Hi' }, ADDRESS, OF)).toMatchObject({ class: 'sent' });
  });

  it('is tried later when nobody listens', async () => {
    expect(await provider.messenger({ apiBaseUrl: await deadAddress() }).send({ body: 'Hi' }, ADDRESS, OF)).toEqual({
      class: 'later',
      reason: 'ECONNREFUSED',
    });
  });

  it('is tried later while the provider is known to be unwell', async () => {
    provider.answers(json(500, {}));
    const messenger = provider.messenger();
    for (let call = 0; call < 20; call++) await messenger.send({ body: 'Hi' }, ADDRESS, OF);
    expect(await messenger.send({ body: 'Hi' }, ADDRESS, OF)).toEqual({ class: 'later', reason: 'circuitOpen' });
    expect(provider.seen).toHaveLength(20);
  });

  it('goes where the account says, whatever region the environment names', async () => {
    const before = { ...process.env };
    Object.assign(process.env, { TWILIO_REGION: 'au1', TWILIO_EDGE: 'sydney', TWILIO_LOG_LEVEL: 'debug' });
    const hosts: string[] = [];
    const client = await createTwilioClients({
      http: {
        async request({ url }) {
          hosts.push(new URL(url).host);
          return { kind: 'notSent', reason: 'test' };
        },
      },
      clock: () => NOW,
      providerClock: createProviderClock(),
    })({ ...accountAt(provider.base), apiBaseUrl: undefined });
    await expect(client.messages.page()).rejects.toMatchObject({ problem: { reason: 'test' } });
    await expect(client.content.v1.contents.page()).rejects.toMatchObject({ problem: { reason: 'test' } });
    await expect(client.lookups.v2.phoneNumbers('+1').fetch()).rejects.toMatchObject({
      problem: { reason: 'unknownHost' },
    });
    process.env = before;
    expect(hosts).toEqual(['api.twilio.com', 'content.twilio.com']);
  });

  it('goes to no host that is not listed, and the operator is told', async () => {
    expect(await provider.messenger({ apiBaseUrl: 'http://localhost:1' }).send({ body: 'Hi' }, ADDRESS, OF)).toEqual({
      class: 'later',
      reason: 'hostNotAllowed',
    });
    expect(provider.logged).toEqual(['whatsapp.cannotSend']);
  });

  it.each([
    { ...ADDRESS, account: `AC${hex('f')}` },
    { ...ADDRESS, sender: 'whatsapp:+1999' },
  ])('from a number that is not configured any more waits for the operator', async (other) => {
    expect(await provider.messenger().send({ body: 'Hi' }, other, OF)).toEqual({
      class: 'later',
      reason: 'unknownAccount',
    });
    expect(provider.seen).toEqual([]);
    expect(provider.logged).toEqual(['whatsapp.cannotSend']);
  });

  it('a few words outside a conversation ask for no report, and are cut to what one message takes', async () => {
    await provider.messenger().sendText(ADDRESS, `${'a'.repeat(1600)} b`);
    expect(provider.seen.map(({ body }) => new URLSearchParams(body).get('Body'))).toEqual(['a'.repeat(1600), 'b']);
    expect(provider.posted()).not.toHaveProperty('StatusCallback');
    provider.answers(json(400, { code: 21211 }));
    await expect(provider.messenger().sendText(ADDRESS, 'a')).rejects.toMatchObject({ code: 'TWILIO_REFUSED' });
  });
});
