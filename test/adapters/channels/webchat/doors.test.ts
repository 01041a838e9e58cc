import { createHmac } from 'node:crypto';
import WebSocket from 'ws';
import { call, type Front, openChat, SECRET, SIGNING_KEY, say, startFront } from '../frontHarness';

const DL = '/v3/directline';

function b64(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** A token signed as ours are, with whatever header and claims a test wants. */
function forge(claims: object, header: object = {}, key: string = SIGNING_KEY): string {
  const signed = `${b64({ alg: 'HS256', kid: 'k1', ...header })}.${b64(claims)}`;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}

describe('the doors of the Direct Line front', () => {
  let front: Front;
  beforeEach(async () => {
    front = await startFront();
  });
  afterEach(() => front.stop());

  const activities = (id: string) => `${DL}/conversations/${id}/activities`;

  it('opens to a token made as ours are, so that the forgeries below fail for their forgery alone', async () => {
    const chat = await openChat(front);
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      conv: chat.conversationId,
      user: chat.userId,
      market: 'SG',
      cst: Date.now(),
      iss: 'test',
      aud: 'directline',
      iat: now,
      exp: now + 60,
    };
    const tryWith = async (token: string) =>
      (await call(front, 'GET', activities(chat.conversationId), { token })).status;
    expect(await tryWith(forge(claims))).toBe(200);
    expect(await tryWith(forge(claims, {}, 'another-key-of-at-least-32-characters'))).toBe(401);
    expect(await tryWith(forge(claims, { kid: 'k2' }))).toBe(401);
    expect(await tryWith(forge(claims, { alg: 'HS512' }))).toBe(401);
    expect(await tryWith(forge({ ...claims, aud: 'directline.stream' }))).toBe(401);
    expect(await tryWith(forge({ ...claims, iss: 'other' }))).toBe(401);
    expect(await tryWith(forge({ ...claims, market: 'XX' }))).toBe(401);
    expect(await tryWith(forge({ ...claims, user: 'admin' }))).toBe(401);
    expect(await tryWith(`${b64({ alg: 'none', kid: 'k1' })}.${b64(claims)}.`)).toBe(401);
    expect(await tryWith(`${chat.token.slice(0, -4)}AAAA`)).toBe(401);
    expect(await tryWith('x'.repeat(5_000))).toBe(401);
    expect(await tryWith('')).toBe(401);
  });

  it('says which token has expired, and refreshes none of them', async () => {
    const chat = await openChat(front);
    front.advance(31 * 60_000);
    const read = await call(front, 'GET', activities(chat.conversationId), { token: chat.token });
    const refresh = await call(front, 'POST', `${DL}/tokens/refresh`, { token: chat.token });
    expect([read.status, read.body.error.code, refresh.status]).toEqual([403, 'TokenExpired', 403]);
  });

  it('ends a chain of refreshes after a day', async () => {
    const chat = await openChat(front);
    let { token } = chat;
    for (let refreshed = 0; refreshed < 48; refreshed += 1) {
      front.advance(29.9 * 60_000);
      token = (await call(front, 'POST', `${DL}/tokens/refresh`, { token })).body.token;
    }
    front.advance(6 * 60_000);
    expect((await call(front, 'POST', `${DL}/tokens/refresh`, { token })).status).toBe(403);
  });

  it("gives 404 for another customer's conversation and for one that does not exist", async () => {
    const [mine, theirs] = [await openChat(front), await openChat(front)];
    for (const id of [theirs.conversationId, 'nobody-knows-this-one', '..%2f']) {
      const answers = await Promise.all([
        call(front, 'GET', activities(id), { token: mine.token }),
        call(front, 'GET', `${DL}/conversations/${id}`, { token: mine.token }),
        call(front, 'POST', activities(id), { token: mine.token, json: { type: 'message', text: 'x' } }),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    }
    expect(front.gateway.conversations.get(theirs.conversationId)?.entries).toHaveLength(1);
  });

  it('gives 404 for a conversation that was not started or is gone', async () => {
    const issued = await call(front, 'POST', '/api/chat/token', { json: { market: 'SG', fresh: true } });
    const path = activities(issued.body.conversationId);
    expect(
      (await call(front, 'POST', path, { token: issued.body.token, json: { type: 'message', text: 'x' } })).status,
    ).toBe(404);
    const chat = await openChat(front);
    await say(front, chat, 'x');
    front.gateway.conversations.delete(chat.conversationId);
    front.webChat.endConversation(chat.conversationId);
    expect((await say(front, chat, 'x')).status).toBe(404);
    expect((await call(front, 'GET', `${DL}/conversations/${chat.conversationId}`, { token: chat.token })).status).toBe(
      404,
    );
  });

  it("refuses a sender that is not the token's user, and takes none at all for it", async () => {
    const chat = await openChat(front);
    const other = await say(front, chat, 'x', { from: { id: 'dl_somebody_else' } });
    const nobody = await say(front, chat, 'x', { from: {} });
    expect([other.status, other.body.error.code, nobody.status]).toEqual([403, 'UserMismatch', 200]);
  });

  it('refuses to start for another user than the one in the token', async () => {
    const issued = await call(front, 'POST', '/api/chat/token', { json: { market: 'SG', fresh: true } });
    const answer = await call(front, 'POST', `${DL}/conversations`, {
      token: issued.body.token,
      json: { user: { id: 'dl_other' } },
    });
    expect([answer.status, answer.body.error.code]).toEqual([403, 'UserMismatch']);
  });

  it.each([
    [
      'a body over 32 KB',
      {
        raw: JSON.stringify({ type: 'message', text: 'x'.repeat(33_000) }),
        headers: { 'content-type': 'application/json' },
      },
      413,
    ],
    [
      'a compressed body',
      {
        raw: Buffer.from([0x1f, 0x8b, 8, 0]),
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      },
      415,
    ],
    ['a form', { raw: 'type=message', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415],
    ['no content type', { raw: '{"type":"message"}' }, 415],
    ['broken JSON', { raw: '{"type":"mess', headers: { 'content-type': 'application/json' } }, 400],
    ['an array', { json: [] }, 400],
    ['a string', { json: 'hello' }, 400],
    ['null', { json: null }, 400],
    ['no type', { json: { text: 'x' } }, 400],
    [
      'JSON nested 17 deep',
      {
        raw: `{"type":"message","a":${'['.repeat(17)}${']'.repeat(17)}}`,
        headers: { 'content-type': 'application/json' },
      },
      400,
    ],
    [
      'JSON nested 15 000 deep',
      { raw: `{"a":${'['.repeat(15_000)}${']'.repeat(15_000)}}`, headers: { 'content-type': 'application/json' } },
      400,
    ],
    ['JSON with 600 keys', { json: Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`k${i}`, 1])) }, 400],
  ])('refuses %s and lives on', async (_name, options, status) => {
    const chat = await openChat(front);
    const answer = await call(front, 'POST', activities(chat.conversationId), { token: chat.token, ...options });
    expect([answer.status, typeof answer.body.error.code]).toEqual([status, 'string']);
    expect((await say(front, chat, 'still here')).status).toBe(200);
  });

  it('is not fooled by __proto__ in an activity', async () => {
    const chat = await openChat(front);
    const raw =
      '{"type":"message","text":"x","__proto__":{"polluted":1},"channelData":{"__proto__":{"polluted":1},"constructor":true}}';
    const answer = await call(front, 'POST', activities(chat.conversationId), {
      token: chat.token,
      raw,
      headers: { 'content-type': 'application/json' },
    });
    expect([answer.status, ({} as Record<string, unknown>).polluted]).toEqual([200, undefined]);
  });

  describe('for pages of other sites', () => {
    const bank = { origin: 'https://www.bank.example' };
    const stranger = { origin: 'https://evil.example' };

    it('answers the preflight of an allowed site only', async () => {
      const path = activities('any');
      const asked = {
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,x-ms-bot-agent,x-requested-with',
      };
      const allowed = await call(front, 'OPTIONS', path, { headers: { ...bank, ...asked } });
      const refused = await call(front, 'OPTIONS', path, { headers: { ...stranger, ...asked } });
      expect(allowed.status).toBe(204);
      expect(allowed.headers['access-control-allow-origin']).toBe('https://www.bank.example');
      expect(allowed.headers['access-control-allow-credentials']).toBe('true');
      for (const header of asked['access-control-request-headers'].split(',')) {
        expect(allowed.headers['access-control-allow-headers']).toContain(header);
      }
      expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([403, undefined]);
    });

    it('serves an allowed site and its own page, errors included, and refuses a stranger with a valid token', async () => {
      const chat = await openChat(front);
      const get = (headers: Record<string, string>, token = chat.token) =>
        call(front, 'GET', activities(chat.conversationId), { token, headers });
      const allowed = await get(bank);
      expect([allowed.status, allowed.headers['access-control-allow-origin'], allowed.headers.vary]).toEqual([
        200,
        bank.origin,
        'Origin',
      ]);
      expect((await get({ origin: front.base })).status).toBe(200);
      expect((await get(bank, 'bad')).headers['access-control-allow-origin']).toBe(bank.origin);
      const refused = await get(stranger);
      expect([refused.status, refused.body.error.code]).toEqual([403, 'OriginNotAllowed']);
      expect((await get({ origin: 'null' })).status).toBe(403);
    });

    it('checks the origin of a stream too', async () => {
      const chat = await openChat(front);
      const open = (origin: string) =>
        new Promise<string>((resolve) => {
          const socket = new WebSocket(chat.streamUrl, { origin });
          socket.on('open', () => {
            socket.terminate();
            resolve('open');
          });
          socket.on('error', (error) => resolve(error.message));
        });
      expect(await open(stranger.origin)).toContain('403');
      expect(await open(bank.origin)).toBe('open');
    });
  });

  describe('limits', () => {
    it('slows a conversation down after a burst, in milliseconds, and leaves others alone', async () => {
      const slow = await startFront({ limits: { messagesPerMinute: 3, messageBurst: 2 } });
      const [chat, other] = [await openChat(slow), await openChat(slow)];
      const statuses: number[] = [];
      for (let sent = 0; sent < 5; sent += 1) statuses.push((await say(slow, chat, 'x')).status);
      const refused = await say(slow, chat, 'x');
      expect(statuses).toEqual([200, 200, 200, 200, 200]);
      expect([refused.status, refused.body.error.code]).toEqual([429, 'TooManyRequests']);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(1_000);
      expect((await say(slow, other, 'x')).status).toBe(200);
      await slow.stop();
    });

    it('allows several processes together no more tokens than one alone', async () => {
      const one = await startFront({ limits: { tokensPerMinutePerAddress: 4 }, processes: 2 });
      const token = async () => (await call(one, 'POST', '/api/chat/token', { json: { market: 'SG' } })).status;
      expect([await token(), await token(), await token()]).toEqual([200, 200, 429]);
      await one.stop();
    });

    it('counts by the customer behind a trusted proxy, and believes nobody else', async () => {
      const trusting = await startFront({
        limits: { tokensPerMinutePerAddress: 1 },
        server: { trustedProxies: ['127.0.0.0/8'] },
      });
      const wary = await startFront({ limits: { tokensPerMinutePerAddress: 1 } });
      const from = async (front: Front, address: string) =>
        (
          await call(front, 'POST', '/api/chat/token', {
            json: { market: 'SG' },
            headers: { 'x-forwarded-for': address },
          })
        ).status;
      expect([await from(trusting, '203.0.113.1'), await from(trusting, '203.0.113.2')]).toEqual([200, 200]);
      // What the customer wrote there stands to the left of what the proxy added.
      expect(await from(trusting, '198.51.100.9, 203.0.113.1')).toBe(429);
      expect([await from(wary, '203.0.113.1'), await from(wary, '203.0.113.2')]).toEqual([200, 429]);
      await trusting.stop();
      await wary.stop();
    });

    it('limits tokens and guesses of the secret per address', async () => {
      const slow = await startFront({ limits: { tokensPerMinutePerAddress: 2 } });
      const token = () => call(slow, 'POST', '/api/chat/token', { json: { market: 'SG' } });
      const guess = () => call(slow, 'POST', `${DL}/tokens/generate`, { token: 'guess', json: { market: 'SG' } });
      expect([(await token()).status, (await token()).status, (await token()).status]).toEqual([200, 200, 429]);
      expect([(await guess()).status, (await guess()).status, (await guess()).status]).toEqual([401, 401, 429]);
      const honest = await call(slow, 'POST', `${DL}/tokens/generate`, { token: SECRET, json: { market: 'SG' } });
      expect(honest.status).toBe(200);
      await slow.stop();
    });
  });

  describe('files', () => {
    const multipart = (activity: string, type: string) =>
      [
        '--b0undary',
        'Content-Disposition: form-data; name="activity"; filename="blob"',
        'Content-Type: application/vnd.microsoft.activity',
        '',
        activity,
        '--b0undary',
        'Content-Disposition: form-data; name="file"; filename="me.png"',
        `Content-Type: ${type}`,
        '',
        '\u0000PNG bytes',
        '--b0undary--',
        '',
      ].join('\r\n');
    const headers = { 'content-type': 'multipart/form-data; boundary=b0undary' };
    const activity = JSON.stringify({
      type: 'message',
      channelData: { clientActivityID: 'up1' },
      attachments: [{ contentType: 'image/png', name: 'me.png' }],
    });

    it('are refused politely unless the bank wants them', async () => {
      const chat = await openChat(front);
      const answer = await call(
        front,
        'POST',
        `${DL}/conversations/${chat.conversationId}/upload?userId=${chat.userId}`,
        { token: chat.token, raw: multipart(activity, 'image/png'), headers },
      );
      expect([answer.status, answer.body.error.code]).toEqual([400, 'UploadsNotAccepted']);
      expect(front.gateway.conversations.get(chat.conversationId)?.entries).toHaveLength(1);
    });

    it('become a message about the file, without its bytes, where they are accepted', async () => {
      const open = await startFront({ uploads: 'accept' });
      const chat = await openChat(open);
      const path = `${DL}/conversations/${chat.conversationId}/upload?userId=${chat.userId}`;
      const answer = await call(open, 'POST', path, {
        token: chat.token,
        raw: multipart(activity, 'image/png'),
        headers,
      });
      expect([answer.status, answer.body.id]).toEqual([200, `${chat.conversationId}|0000002`]);
      expect(open.gateway.received.at(-1)).toMatchObject({
        kind: 'media',
        media: 'image',
        id: 'dl:up1',
        echo: { activity: { channelData: { clientActivityID: 'up1' } } },
      });
      expect(JSON.stringify(open.gateway.received)).not.toContain('PNG bytes');
      for (const [raw, type] of [
        ['nonsense', headers['content-type']],
        [multipart('{"type":', 'image/png'), headers['content-type']],
        ['x', 'multipart/form-data'],
      ] as const) {
        expect(
          (await call(open, 'POST', path, { token: chat.token, raw, headers: { 'content-type': type } })).status,
        ).toBe(400);
      }
      await open.stop();
    });
  });
});
