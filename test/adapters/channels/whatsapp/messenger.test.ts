import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Outgoing } from '../../../../adapters/channels/channel';
import type { WhatsAppAccount } from '../../../../adapters/channels/whatsapp/accounts';
import { CONTENT_TEMPLATES } from '../../../../adapters/channels/whatsapp/contentTemplates';
import { createWhatsAppMessenger, type WhatsAppMessenger } from '../../../../adapters/channels/whatsapp/messenger';
import { createPayloadSeal } from '../../../../adapters/channels/whatsapp/payloadSeal';
import { createHttp, type Http } from '../../../../adapters/http';
import { texts } from '../../../support/fixtures';

/** What each answer of the provider, or its silence, means for a message: against a real server over real sockets. */

const hex = (digit: string) => digit.repeat(32);
const SID = `SM${hex('1')}`;
const ACCOUNT = `AC${hex('a')}`;
const SERVICE = `MG${hex('b')}`;
const SENDER = { address: 'whatsapp:+14155238886', markets: ['SG'] } as const;
const address = { account: ACCOUNT, sender: SENDER.address, user: 'whatsapp:+6591234567' };
const of = { conversationId: 'c1', workId: 'w1', part: 0 };
const NOW = Date.parse('2026-11-22T12:00:00Z');

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  readonly authorization: string | undefined;
}
type Answer = (seen: Seen, response: ServerResponse) => void;

let server: Server;
let base: string;
let http: Http;
let seen: Seen[];
let answer: Answer;
let logged: string[];
const started: WhatsAppMessenger[] = [];

beforeAll(async () => {
  server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  seen = [];
  logged = [];
  answer = json(201, { sid: SID, status: 'queued' });
  http = createHttp({
    allowedHosts: ['127.0.0.1'],
    limits: { connectTimeoutMs: 300, headersTimeoutMs: 300, bodyTimeoutMs: 300, totalTimeoutMs: 600 },
  });
});
afterEach(() => {
  for (const messenger of started.splice(0)) messenger.stop();
  http.close();
});
afterAll(
  () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(resolve);
    }),
);

async function serve(request: IncomingMessage, response: ServerResponse) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? '', base);
  const one: Seen = {
    method: request.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    body: Buffer.concat(chunks).toString(),
    authorization: request.headers.authorization,
  };
  seen.push(one);
  answer(one, response);
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (_seen, response) => {
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

function accountAt(apiBaseUrl: string, sender: object = {}): WhatsAppAccount {
  return { accountSid: ACCOUNT, authToken: 'token', apiBaseUrl, senders: [{ ...SENDER, ...sender }], templates: {} };
}

function messengerAt(apiBaseUrl = base, sender: object = {}): WhatsAppMessenger {
  const note = (_fields: object, message: string) => void logged.push(message);
  const messenger = createWhatsAppMessenger({
    accounts: [accountAt(apiBaseUrl, sender)],
    http,
    texts,
    seal: createPayloadSeal('key'),
    publicBaseUrl: 'https://chat.bank.example',
    clock: () => NOW,
    log: { warn: note, error: note },
  });
  started.push(messenger);
  return messenger;
}

const send = (message: Outgoing = { body: 'Hi' }) => messengerAt().send(message, address, of);
const posted = () => Object.fromEntries(new URLSearchParams(seen.at(-1)?.body));

describe('sending', () => {
  it('is done when the provider took it', async () => {
    expect(await send()).toEqual({ class: 'sent', sid: SID });
    expect(seen).toHaveLength(1);
  });

  it.each([
    ['63016', 'windowClosed'],
    ['21610', 'optedOut'],
    ['63005', 'contentRefused'],
    ['63024', 'unreachable'],
    ['63013', 'policy'],
    ['12345', 'failed'],
  ])('is refused by code %s: %s', async (code, problem) => {
    answer = json(400, { code: Number(code), message: 'no', status: 400 });
    expect(await send()).toEqual({ class: 'refused', problem, code });
  });

  it('is refused without a code by the status', async () => {
    answer = (_seen, response) => void response.writeHead(404).end('<html>');
    expect(await send()).toEqual({ class: 'refused', problem: 'failed', code: 'http404' });
  });

  it('a region that is not enabled is no fault of the credentials', async () => {
    answer = json(403, { code: 21408 });
    expect(await send()).toEqual({ class: 'refused', problem: 'unreachable', code: '21408' });
    expect(logged).toEqual([]);
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
    answer = json(status, body, headers);
    expect(await send()).toEqual({ class: 'later', ...expected });
  });

  it.each([
    [401, { code: 20003 }],
    [403, { code: 20003 }],
    [403, {}],
  ])('waits for the operator after %i %j', async (status, body) => {
    answer = json(status, body);
    expect(await send()).toEqual({ class: 'later', reason: 'credentials' });
    expect(logged).toEqual(['whatsapp.cannotSend']);
  });

  it.each<[string, Answer]>([
    ['500', json(500, { code: 20500 })],
    ['502 of something between', (_seen, response) => void response.writeHead(502).end('bad gateway')],
    ['503 that promises nothing', json(503, {})],
    ['a redirect', (_seen, response) => void response.writeHead(302, { Location: 'http://127.0.0.1/' }).end()],
    ['a success without an id', json(201, { status: 'queued' })],
    ['a success with something else for an id', json(201, { sid: 'x' })],
    ['a success that is no JSON', (_seen, response) => void response.writeHead(201).end('{"sid":"SM')],
    ['an empty success', (_seen, response) => void response.writeHead(201).end()],
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
    answer = how;
    expect(await send()).toMatchObject({ class: 'uncertain' });
    expect(seen).toHaveLength(1);
  });

  it('is tried later when nobody listens', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    expect(await messengerAt(`http://127.0.0.1:${port}`).send({ body: 'Hi' }, address, of)).toEqual({
      class: 'later',
      reason: 'ECONNREFUSED',
    });
  });

  it('is tried later while the provider is known to be unwell', async () => {
    answer = json(500, {});
    const messenger = messengerAt();
    for (let call = 0; call < 20; call++) await messenger.send({ body: 'Hi' }, address, of);
    expect(await messenger.send({ body: 'Hi' }, address, of)).toEqual({ class: 'later', reason: 'circuitOpen' });
    expect(seen).toHaveLength(20);
  });

  it('goes to no host that is not listed, and the operator is told', async () => {
    expect(await messengerAt('http://localhost:1').send({ body: 'Hi' }, address, of)).toEqual({
      class: 'later',
      reason: 'hostNotAllowed',
    });
    expect(logged).toEqual(['whatsapp.cannotSend']);
  });

  it.each([
    { ...address, account: `AC${hex('f')}` },
    { ...address, sender: 'whatsapp:+1999' },
  ])('from a number that is not configured any more waits for the operator', async (other) => {
    expect(await messengerAt().send({ body: 'Hi' }, other, of)).toEqual({ class: 'later', reason: 'unknownAccount' });
    expect(seen).toEqual([]);
    expect(logged).toEqual(['whatsapp.cannotSend']);
  });

  it('a few words outside a conversation ask for no report, and are cut to what one message takes', async () => {
    await messengerAt().sendText(address, `${'a'.repeat(1600)} b`);
    expect(seen.map(({ body }) => new URLSearchParams(body).get('Body'))).toEqual(['a'.repeat(1600), 'b']);
    expect(posted()).not.toHaveProperty('StatusCallback');
    answer = json(400, { code: 21211 });
    await expect(messengerAt().sendText(address, 'a')).rejects.toMatchObject({ code: 'TWILIO_REFUSED' });
  });
});

describe('buttons', () => {
  const message: Outgoing = {
    body: 'Sure?',
    content: { kind: 'buttons', options: [{ id: 'a', title: 'Yes' }], asText: 'Sure?\n\n1. Yes' },
  };
  /** Contents of an account, as two processes may share them. */
  const contents = (existing: { sid: string; friendly_name: string; date_created: string }[]): Answer => {
    return (one, response) => {
      if (one.path !== '/v1/Content') return json(201, { sid: SID })(one, response);
      if (one.method === 'GET') return json(200, { contents: existing, meta: { next_page_url: null } })(one, response);
      const sid = `HX${String(existing.length).padStart(32, '0')}`;
      existing.push({ sid, friendly_name: JSON.parse(one.body).friendly_name, date_created: '2026-11-22T10:00:00Z' });
      return json(201, existing.at(-1))(one, response);
    };
  };
  const creations = () => seen.filter(({ method, path }) => method === 'POST' && path === '/v1/Content');

  it('are sent as text until they can be sent, and as content afterwards', async () => {
    answer = contents([]);
    const messenger = messengerAt();
    await messenger.send(message, address, of);
    expect(posted()).toMatchObject({ Body: 'Sure?\n\n1. Yes' });
    await messenger.sync();
    expect(creations()).toHaveLength(13);
    await messenger.send(message, address, of);
    expect(posted()).toMatchObject({ ContentVariables: JSON.stringify({ 1: 'Sure?', 2: 'Yes', 3: 'a' }) });
    expect(posted().ContentSid).toMatch(/^HX\d{32}$/);
    expect(posted()).not.toHaveProperty('Body');
  });

  it('that cannot be sent as text either are refused, never dropped', async () => {
    const bare: Outgoing = { body: 'Sure?', content: { kind: 'buttons', options: [{ id: 'a', title: 'Yes' }] } };
    expect(await send(bare)).toEqual({ class: 'refused', problem: 'contentRefused', code: 'contentsNotReady' });
    expect(seen).toEqual([]);
  });

  it('are not created again', async () => {
    const existing: { sid: string; friendly_name: string; date_created: string }[] = [];
    answer = contents(existing);
    await messengerAt().sync();
    await messengerAt().sync();
    expect(creations()).toHaveLength(13);
  });

  it('of two processes that created them at once are the oldest ones, for both', async () => {
    const twice = CONTENT_TEMPLATES.flatMap(({ friendly_name }) => [
      { sid: `HX${hex('2')}`, friendly_name, date_created: '2026-11-22T10:00:05Z' },
      { sid: `HX${hex('1')}`, friendly_name, date_created: '2026-11-22T10:00:00Z' },
      { sid: `HX${hex('3')}`, friendly_name, date_created: '2026-11-22T10:00:09Z' },
    ]);
    answer = contents(twice);
    const messenger = messengerAt();
    await messenger.sync();
    await messenger.send(message, address, of);
    expect(posted().ContentSid).toBe(`HX${hex('1')}`);
  });

  it('that another process creates meanwhile are taken as created', async () => {
    const existing: { sid: string; friendly_name: string; date_created: string }[] = [];
    const usual = contents(existing);
    answer = (one, response) => {
      if (one.method !== 'POST') return usual(one, response);
      existing.push({
        sid: `HX${hex('4')}`,
        friendly_name: JSON.parse(one.body).friendly_name,
        date_created: '2026-11-22T10:00:00Z',
      });
      return json(409, { code: 20409 })(one, response);
    };
    const messenger = messengerAt();
    await messenger.sync();
    answer = usual;
    await messenger.send(message, address, of);
    expect(posted().ContentSid).toBe(`HX${hex('4')}`);
    expect(logged).toEqual([]);
  });

  it('are found over several pages, and credentials never follow a page to another host', async () => {
    const page = (contentsOfPage: unknown[], next: string | null) =>
      json(200, { contents: contentsOfPage, meta: { next_page_url: next } });
    const all = CONTENT_TEMPLATES.map(({ friendly_name }) => ({
      sid: `HX${hex('5')}`,
      friendly_name,
      date_created: '2026-11-22T10:00:00Z',
    }));
    answer = (one, response) =>
      (one.query.has('PageToken')
        ? page(all.slice(7), null)
        : page(all.slice(0, 7), 'https://content.twilio.com/v1/Content?PageSize=20&Page=1&PageToken=p'))(one, response);
    await messengerAt().sync();
    expect(creations()).toEqual([]);
    expect(seen.map(({ query }) => query.get('PageToken'))).toEqual([null, 'p']);

    const elsewhere = base.replace('127.0.0.1', 'localhost');
    answer = page(all, `${elsewhere}/v1/Content?PageToken=p`);
    seen = [];
    await messengerAt().sync();
    expect(seen).toHaveLength(1);
    expect(logged).toEqual(['whatsapp.contentsNotReady']);
  });

  it('that the provider lost go as text again', async () => {
    answer = contents([]);
    const messenger = messengerAt();
    await messenger.sync();
    answer = json(400, { code: 21655 });
    expect(await messenger.send(message, address, of)).toMatchObject({ problem: 'contentRefused' });
    answer = json(201, { sid: SID });
    expect(await messenger.send(message, address, of)).toMatchObject({ class: 'sent' });
    expect(posted()).toMatchObject({ Body: 'Sure?\n\n1. Yes' });
  });

  it('whose creation fails leave the operator a line and the rest at work', async () => {
    answer = json(500, {});
    const messenger = messengerAt();
    await messenger.sync();
    expect(logged).toEqual(['whatsapp.contentsNotReady']);
    answer = json(201, { sid: SID });
    expect(await messenger.send(message, address, of)).toEqual({ class: 'sent', sid: SID });
  });
});

describe('looking for a message of unknown fate', () => {
  const rfc2822 = (at: number) => new Date(at).toUTCString().replace('GMT', '+0000');
  const listed = (n: number, more: Record<string, unknown> = {}) => ({
    sid: `SM${String(n).padStart(32, '0')}`,
    to: address.user,
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
    messengerAt().find(message, address, NOW, known);

  it('finds the oldest one of the same words that is not known', async () => {
    answer = page([listed(9), listed(5), listed(2)]);
    expect(await find()).toBe(listed(2).sid);
    expect(await find({ body: 'Hi' }, [listed(2).sid])).toBe(listed(5).sid);
    expect(seen[0]?.query.get('To')).toBe(address.user);
  });

  it.each([
    ['other words', { body: 'Hi ' }],
    ['one of the customer', { direction: 'inbound' }],
    ['one from another number of ours', { from: 'whatsapp:+1999' }],
    ['one to another person', { to: 'whatsapp:+6599999999' }],
    ['an earlier one', { date_created: rfc2822(NOW - 60_000), date_sent: rfc2822(NOW - 60_000) }],
  ])('does not take %s for it', async (_name, more) => {
    answer = page([listed(1, more)]);
    expect(await find()).toBeUndefined();
  });

  it('finds one that waits in the queue and has no time of sending', async () => {
    answer = page([listed(1, { date_sent: null })]);
    expect(await find()).toBe(listed(1).sid);
  });

  it('finds one that a messaging service has not given a number yet', async () => {
    answer = page([listed(1, { from: null, messaging_service_sid: SERVICE })]);
    const messenger = messengerAt(base, { messagingServiceSid: SERVICE });
    expect(await messenger.find({ body: 'Hi' }, address, NOW, [])).toBe(listed(1).sid);
    expect(await find()).toBeUndefined();
  });

  it('finds buttons that went as text', async () => {
    answer = page([listed(1, { body: 'Sure?\n\n1. Yes' })]);
    const asked: Outgoing = { body: 'Sure?', content: { kind: 'buttons', options: [], asText: 'Sure?\n\n1. Yes' } };
    expect(await find(asked)).toBe(listed(1).sid);
  });

  it('reads on until everything is older', async () => {
    const old = { date_created: rfc2822(NOW - 600_000), date_sent: rfc2822(NOW - 600_000) };
    answer = (one, response) => {
      const at = Number(one.query.get('Page') ?? 0);
      const pages = [[listed(3, { body: 'x' })], [listed(2)], [listed(1, old)], [listed(4)]];
      const next = `/2010-04-01/Accounts/${ACCOUNT}/Messages.json?Page=${at + 1}`;
      page(pages[at] ?? [], next)(one, response);
    };
    expect(await find()).toBe(listed(2).sid);
    expect(seen).toHaveLength(3);
  });

  it('fails when the provider cannot say', async () => {
    answer = json(500, {});
    await expect(find()).rejects.toMatchObject({ code: 'TWILIO_REFUSED' });
    answer = () => undefined;
    await expect(find()).rejects.toMatchObject({ code: 'TWILIO_UNCERTAIN' });
  });

  it('what customers wrote is listed from a time on, over all pages', async () => {
    const inbound = { direction: 'inbound', from: address.user, to: SENDER.address };
    const first = [listed(2, { ...inbound, num_media: '1', body: null }), listed(3), listed(-5, inbound)];
    answer = (one, response) =>
      (one.query.has('Page')
        ? page([listed(0, inbound), listed(1, { ...inbound, to: 'whatsapp:+1999' })])
        : page(first, `/2010-04-01/Accounts/${ACCOUNT}/Messages.json?Page=1`))(one, response);
    expect(await messengerAt().listInbound(accountAt(base), SENDER, NOW + 300)).toEqual([
      { sid: listed(2).sid, from: address.user, to: SENDER.address, body: '', numMedia: 1, sentAt: NOW + 2000 },
      { sid: listed(0).sid, from: address.user, to: SENDER.address, body: 'Hi', numMedia: 0, sentAt: NOW },
    ]);
    expect(seen[0]?.query.get('To')).toBe(SENDER.address);
    expect(seen[0]?.query.get('DateSent>')).toBe('2026-11-22T12:00:00Z');
  });
});

describe('deleting the copy of the provider', () => {
  const copy = { account: ACCOUNT, message: SID, media: [`ME${hex('1')}`, `ME${hex('2')}`] };
  const done: Answer = (one, response) =>
    one.method === 'DELETE' ? void response.writeHead(204).end() : json(200, { sid: SID, body: '' })(one, response);

  it('takes the files, then the words', async () => {
    answer = done;
    expect(await messengerAt().purge(copy)).toBe(true);
    expect(seen.map(({ method, path }) => `${method} ${path.split('/Messages/')[1]}`)).toEqual([
      `DELETE ${SID}/Media/ME${hex('1')}.json`,
      `DELETE ${SID}/Media/ME${hex('2')}.json`,
      `POST ${SID}.json`,
    ]);
    expect(seen.at(-1)?.body).toBe('Body=');
  });

  it('what is gone already is deleted', async () => {
    answer = json(404, { code: 20404 });
    expect(await messengerAt().purge(copy)).toBe(true);
    expect(seen).toHaveLength(3);
  });

  it.each<[string, Answer]>([
    ['a failure', json(500, {})],
    ['a message that cannot be changed yet', json(400, { code: 20009 })],
    ['silence', () => undefined],
  ])('is tried again after %s', async (_name, how) => {
    answer = how;
    expect(await messengerAt().purge(copy)).toBe(false);
    expect(logged).toEqual(['whatsapp.cannotPurge']);
  });

  it('of an account that is not configured any more is tried again', async () => {
    expect(await messengerAt().purge({ ...copy, account: `AC${hex('f')}` })).toBe(false);
    expect(seen).toEqual([]);
  });
});
