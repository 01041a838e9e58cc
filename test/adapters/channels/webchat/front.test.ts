import { call, type Front, openChat, SECRET, say, startFront } from '../frontHarness';

const DL = '/v3/directline';

describe('the Direct Line front', () => {
  let front: Front;
  beforeAll(async () => {
    front = await startFront({ limits: { tokensPerMinutePerAddress: 1_000 } });
  });
  afterEach(() => {
    front.gateway.failing = 'no';
  });
  afterAll(() => front.stop());

  describe('tokens', () => {
    it('gives a back end with the secret a token bound to a user and a conversation', async () => {
      const answer = await call(front, 'POST', `${DL}/tokens/generate`, {
        token: SECRET,
        json: { market: 'SG', locale: 'en-SG', user: { id: 'dl_u1' } },
      });
      expect(answer.status).toBe(200);
      expect(answer.body.expires_in).toBe(1800);
      const claims = JSON.parse(Buffer.from(answer.body.token.split('.')[1], 'base64url').toString());
      expect(claims).toMatchObject({ conv: answer.body.conversationId, user: 'dl_u1', market: 'SG', locale: 'en-SG' });
    });

    it('makes up a user with 128 bits when none is named', async () => {
      const answer = await call(front, 'POST', `${DL}/tokens/generate`, { token: SECRET, json: { market: 'SG' } });
      const { user } = JSON.parse(Buffer.from(answer.body.token.split('.')[1], 'base64url').toString());
      expect(user).toMatch(/^dl_[\w-]{22}$/);
    });

    it.each([
      ['a wrong secret', { token: 'wrong', json: { market: 'SG' } }, 401, 'Unauthorized'],
      ['no secret', { json: { market: 'SG' } }, 401, 'Unauthorized'],
      [
        'the secret in a browser',
        { token: SECRET, json: { market: 'SG' }, headers: { origin: 'https://www.bank.example' } },
        403,
        'SecretNotAllowed',
      ],
      ['no market', { token: SECRET, json: {} }, 400, 'MissingProperty'],
      ['an unknown market', { token: SECRET, json: { market: 'XX' } }, 404, 'UnknownMarket'],
      ['a market that is not configured', { token: SECRET, json: { market: 'AE' } }, 404, 'UnknownMarket'],
      ['a market that is off', { token: SECRET, json: { market: 'RU' } }, 403, 'MarketDisabled'],
      [
        'a user id outside our prefix',
        { token: SECRET, json: { market: 'SG', user: { id: 'admin' } } },
        400,
        'BadArgument',
      ],
    ])('refuses %s', async (_name, options, status, code) => {
      const answer = await call(front, 'POST', `${DL}/tokens/generate`, options);
      expect([answer.status, answer.body.error.code]).toEqual([status, code]);
      expect(answer.body.error.message).not.toBe('');
    });

    it('refuses a language the market does not offer and lists those it does', async () => {
      const answer = await call(front, 'POST', `${DL}/tokens/generate`, {
        token: SECRET,
        json: { market: 'SG', locale: 'th-TH' },
      });
      expect([answer.status, answer.body.error.code, answer.body.error.locales]).toEqual([
        400,
        'LocaleNotOffered',
        ['en-SG', 'ar-SG'],
      ]);
    });

    it('refreshes a token for the same conversation without a body', async () => {
      const chat = await openChat(front);
      const answer = await call(front, 'POST', `${DL}/tokens/refresh`, { token: chat.token });
      expect(answer).toMatchObject({ status: 200, body: { conversationId: chat.conversationId } });
      const read = await call(front, 'GET', `${DL}/conversations/${chat.conversationId}/activities`, {
        token: answer.body.token,
      });
      expect(read.status).toBe(200);
    });
  });

  describe('starting', () => {
    it('answers 201 once with a token and a stream, and 200 when it is started already', async () => {
      const issued = await call(front, 'POST', '/api/chat/token', { json: { market: 'SG', fresh: true } });
      const start = () =>
        call(front, 'POST', `${DL}/conversations`, { token: issued.body.token, json: { user: {}, locale: 'en-SG' } });
      const [first, second] = [await start(), await start()];
      expect([first.status, second.status]).toEqual([201, 200]);
      expect(first.body).toMatchObject({
        conversationId: issued.body.conversationId,
        expires_in: 1800,
        referenceGrammarId: expect.any(String),
      });
      expect(first.body.streamUrl).toMatch(
        new RegExp(`^ws://${front.host}${DL}/conversations/${issued.body.conversationId}/stream\\?`),
      );
      const started = front.gateway.received.filter(
        ({ conversationId }) => conversationId === issued.body.conversationId,
      );
      expect(started).toMatchObject([
        { kind: 'started', userId: issued.body.userId, market: 'SG', channel: 'webchat' },
      ]);
    });

    it('starts for a back end with the secret and a market, and serves it under the secret', async () => {
      const started = await call(front, 'POST', `${DL}/conversations`, {
        token: SECRET,
        json: { market: 'SG', user: { id: 'dl_backend' } },
      });
      expect(started.status).toBe(201);
      const path = `${DL}/conversations/${started.body.conversationId}/activities`;
      const posted = await call(front, 'POST', path, {
        token: SECRET,
        json: { type: 'message', text: 'hi', from: { id: 'dl_backend' } },
      });
      expect(posted.status).toBe(200);
      expect((await call(front, 'GET', path, { token: SECRET })).body.activities).toHaveLength(3);
    });

    it('does not take the secret from a page, nor without a market', async () => {
      const origin = { origin: 'https://www.bank.example' };
      const page = await call(front, 'POST', `${DL}/conversations`, {
        token: SECRET,
        json: { market: 'SG' },
        headers: origin,
      });
      const bare = await call(front, 'POST', `${DL}/conversations`, { token: SECRET, json: {} });
      expect([page.status, bare.status]).toEqual([403, 400]);
    });

    it('says 503 with a time to wait while the store is down, and keeps nothing', async () => {
      const issued = await call(front, 'POST', '/api/chat/token', { json: { market: 'SG', fresh: true } });
      front.gateway.failing = 'unavailable';
      const answer = await call(front, 'POST', `${DL}/conversations`, { token: issued.body.token, json: {} });
      expect([answer.status, answer.body.error.code, answer.headers['retry-after']]).toEqual([
        503,
        'ServiceUnavailable',
        '2',
      ]);
    });
  });

  describe('talking', () => {
    it('echoes the customer with what the client needs, answers, and numbers without gaps', async () => {
      const chat = await openChat(front);
      const sent = {
        channelData: {
          clientActivityID: 'c1',
          clientTimestamp: '2026-11-22T10:00:00.000Z',
          note: 'typed 4111111111111111',
        },
        localTimestamp: '2026-11-22T18:00:00.000+08:00',
        localTimezone: 'Asia/Singapore',
        locale: 'en-SG',
        textFormat: 'plain',
        inputHint: 'acceptingInput',
        replyToId: 'abc|0000001',
        entities: [{ type: 'ClientCapabilities', requiresBotState: true, supportsTts: false, extra: 'x' }],
        from: { id: chat.userId, role: 'bot', name: 'Mallory' },
      };
      const posted = await say(front, chat, 'hello', sent);
      const read = await call(front, 'GET', `${DL}/conversations/${chat.conversationId}/activities?watermark=1`, {
        token: chat.token,
      });
      expect(posted.body.id).toBe(`${chat.conversationId}|0000002`);
      expect(read.body.watermark).toBe('3');
      expect(read.body.activities[0]).toMatchObject({
        type: 'message',
        id: posted.body.id,
        text: 'hello',
        from: { id: chat.userId, role: 'user' },
        localTimestamp: sent.localTimestamp,
        localTimezone: sent.localTimezone,
        locale: 'en-SG',
        textFormat: 'plain',
        inputHint: 'acceptingInput',
        replyToId: 'abc|0000001',
        entities: [{ type: 'ClientCapabilities', requiresBotState: true, supportsTts: false }],
      });
      expect(read.body.activities[0].channelData).toEqual({
        clientActivityID: 'c1',
        clientTimestamp: '2026-11-22T10:00:00.000Z',
      });
      expect(read.body.activities[1]).toMatchObject({
        text: 'You said: hello',
        from: { id: 'assistant', name: 'Larkfield Bank', role: 'bot' },
      });
    });

    it('takes the same message once, however often it is sent, and gives the same id', async () => {
      const chat = await openChat(front);
      const send = () => say(front, chat, 'once', { channelData: { clientActivityID: 'same' } });
      const answers = await Promise.all([send(), send(), send()]);
      expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
      expect(front.gateway.conversations.get(chat.conversationId)?.entries).toHaveLength(3);
    });

    it('takes two different messages sent at once', async () => {
      const chat = await openChat(front);
      const [a, b] = await Promise.all([say(front, chat, 'a'), say(front, chat, 'b')]);
      expect([a.status, b.status, a.body.id === b.body.id]).toEqual([200, 200, false]);
    });

    it('accepts and drops what means nothing', async () => {
      const chat = await openChat(front);
      for (const activity of [
        { type: 'typing' },
        { type: 'conversationUpdate' },
        { type: 'event', name: 'other' },
        { type: 'message' },
      ]) {
        const answer = await call(front, 'POST', `${DL}/conversations/${chat.conversationId}/activities`, {
          token: chat.token,
          json: activity,
        });
        expect([answer.status, typeof answer.body.id]).toEqual([200, 'string']);
      }
      expect(front.gateway.conversations.get(chat.conversationId)?.entries).toHaveLength(1);
    });

    it('greets once although the page announces itself, and again when a customer comes back', async () => {
      const chat = await openChat(front);
      const join = (id: string) =>
        call(front, 'POST', `${DL}/conversations/${chat.conversationId}/activities`, {
          token: chat.token,
          json: { type: 'event', name: 'webchat/join', channelData: { clientActivityID: id } },
        });
      await join('j1');
      await say(front, chat, 'hello');
      await join('j2');
      const ids = front.gateway.received
        .filter(({ conversationId }) => conversationId === chat.conversationId)
        .map(({ id }) => id);
      expect(ids).toEqual(['dl:start', expect.stringMatching(/^dls:/), 'dl:j2']);
    });

    it('passes 10 000 characters on, for the conversation to answer', async () => {
      const chat = await openChat(front);
      expect((await say(front, chat, 'x'.repeat(10_000))).status).toBe(200);
      expect(front.gateway.conversations.get(chat.conversationId)?.entries.at(-1)?.body).toMatchObject({
        reply: { text: 'That is too long' },
      });
    });

    it('drops control characters and keeps the rest', async () => {
      const chat = await openChat(front);
      await say(front, chat, 'a\u0000b\u001b[31m\u0085c\td\r\ne \u202Eרtl \ud800x');
      expect(front.gateway.received.at(-1)).toMatchObject({ kind: 'text', text: 'ab[31mc d\ne \u202Eרtl x' });
    });

    it('says 503 while the store is down and 500 without details when something breaks', async () => {
      const chat = await openChat(front);
      front.gateway.failing = 'unavailable';
      const busy = await say(front, chat, 'x');
      front.gateway.failing = 'throws';
      const broken = await say(front, chat, 'x');
      expect([busy.status, busy.headers['retry-after']]).toEqual([503, '2']);
      expect([broken.status, broken.body.error.code]).toEqual([500, 'ServiceError']);
      expect(JSON.stringify(broken.body)).not.toContain('secret');
    });
  });

  describe('reading', () => {
    it('gives a page from the watermark on, and the same watermark when there is nothing new', async () => {
      const chat = await openChat(front);
      const read = (watermark: string) =>
        call(front, 'GET', `${DL}/conversations/${chat.conversationId}/activities${watermark}`, { token: chat.token });
      expect((await read('')).body).toMatchObject({ activities: [{ text: 'Hello, which colour?' }], watermark: '1' });
      expect((await read('?watermark=')).body.activities).toHaveLength(1);
      expect((await read('?watermark=1')).body).toEqual({ activities: [], watermark: '1' });
      expect((await read('?watermark=abc')).status).toBe(400);
    });

    it('reconnects with a new token: from the watermark, from the start, or only what is new', async () => {
      const chat = await openChat(front);
      const from = async (query: string) => {
        const answer = await call(front, 'GET', `${DL}/conversations/${chat.conversationId}${query}`, {
          token: chat.token,
        });
        expect([answer.status, typeof answer.body.token]).toEqual([200, 'string']);
        return new URL(answer.body.streamUrl).searchParams.get('watermark');
      };
      await say(front, chat, 'hello');
      expect([await from('?watermark=2'), await from('?watermark='), await from('')]).toEqual(['2', '0', '3']);
    });

    it('tells a page its session', async () => {
      const chat = await openChat(front);
      const answer = await call(front, 'GET', `${DL}/session/getsessionid`, { token: chat.token });
      expect(answer.body.sessionId).toMatch(/^[\w-]{43}$/);
    });
  });
});
