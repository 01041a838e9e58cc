import { createChatTokenRoutes } from '../../../../adapters/channels/webchat/chatToken';
import { call, type Front, marketInfo, openChat, startFront } from '../frontHarness';

describe("the chat page's own token", () => {
  let front: Front;
  beforeEach(async () => {
    front = await startFront();
  });
  afterEach(() => front.stop());

  const token = (json: unknown, headers: Record<string, string> = {}) =>
    call(front, 'POST', '/api/chat/token', { json, headers });
  const cookieOf = (answer: { headers: Record<string, unknown> }) =>
    String((answer.headers['set-cookie'] as string[])[0]).split(';')[0] ?? '';
  const start = (answer: { body: { token: string } }) =>
    call(front, 'POST', '/v3/directline/conversations', { token: answer.body.token, json: {} });

  it('opens a market in its own language or the one asked for', async () => {
    const own = await token({ market: 'SG' });
    const asked = await token({ market: 'SG', locale: 'AR-sg' });
    expect(own).toMatchObject({
      status: 200,
      body: { locale: 'en-SG', dir: 'ltr', expires_in: 1800, userId: expect.stringMatching(/^dl_/) },
    });
    expect(asked.body).toMatchObject({ locale: 'ar-SG', dir: 'rtl' });
  });

  it('hands the language to the conversation only when it was chosen', async () => {
    await start(await token({ market: 'SG' }));
    await start(await token({ market: 'SG', locale: 'ar-SG', fresh: true }));
    expect(front.gateway.received.map((message) => ('locale' in message ? message.locale : 'none'))).toEqual([
      'none',
      'ar-SG',
    ]);
  });

  it.each([
    ['an unknown market', { market: 'ZZ' }, 404, 'UnknownMarket'],
    ['a market in lower case', { market: 'sg' }, 404, 'UnknownMarket'],
    ['a market that is off', { market: 'RU' }, 403, 'MarketDisabled'],
    ['no market', {}, 400, 'MissingProperty'],
    ['a language the market does not offer', { market: 'SG', locale: 'fr-FR' }, 400, 'LocaleNotOffered'],
    ['a language that is no text', { market: 'SG', locale: { a: 1 } }, 400, 'LocaleNotOffered'],
  ])('refuses %s', async (_name, json, status, code) => {
    const answer = await token(json);
    expect([answer.status, answer.body.error.code, answer.headers['set-cookie']]).toEqual([status, code, undefined]);
  });

  it('brings a browser back to its conversation, in the language of the conversation', async () => {
    const first = await token({ market: 'SG', locale: 'ar-SG' });
    await start(first);
    const again = await token({ market: 'SG' }, { cookie: `other=1; ${cookieOf(first)}` });
    expect(again.body).toMatchObject({
      conversationId: first.body.conversationId,
      userId: first.body.userId,
      locale: 'ar-SG',
      dir: 'rtl',
    });
  });

  it('starts anew when asked to, in another market, after 30 days, or when the conversation is gone', async () => {
    const first = await token({ market: 'SG' });
    await start(first);
    const cookie = cookieOf(first);
    const comesBack = async (json: object) =>
      (await token(json, { cookie })).body.conversationId === first.body.conversationId;
    expect(await comesBack({ market: 'SG' })).toBe(true);
    expect(await comesBack({ market: 'SG', fresh: true })).toBe(false);
    expect(await comesBack({ market: 'HK' })).toBe(false);
    front.advance(31 * 24 * 3_600_000);
    expect(await comesBack({ market: 'SG' })).toBe(false);
    front.advance(-31 * 24 * 3_600_000);
    front.gateway.conversations.clear();
    expect(await comesBack({ market: 'SG' })).toBe(false);
  });

  it('does not believe a cookie that was changed', async () => {
    const [mine, theirs] = [await token({ market: 'SG' }), await token({ market: 'SG' })];
    await start(mine);
    await start(theirs);
    const [value = '', signature = ''] = cookieOf(mine).split('.');
    const [otherValue = ''] = cookieOf(theirs).split('.');
    for (const cookie of [
      `${otherValue}.${signature}`,
      `${value}.`,
      `${value}.${signature}x`,
      'lc_SG=.',
      'lc_SG=',
      cookieOf(mine).replace('lc_SG', 'lc_HK'),
    ]) {
      const answer = await token({ market: cookie.startsWith('lc_HK') ? 'HK' : 'SG' }, { cookie });
      expect([mine.body.conversationId, theirs.body.conversationId]).not.toContain(answer.body.conversationId);
    }
  });

  it('sets a cookie that scripts cannot read, and only over https where the address is https', async () => {
    const set = String((await token({ market: 'SG' })).headers['set-cookie']);
    expect(set).toMatch(/^lc_SG=[\w-]+\.[\w-]{43}; Path=\/api\/chat; Max-Age=2592000; HttpOnly; SameSite=Lax$/);
    const { gateway, tokens } = front;
    const shared = {
      gateway,
      tokens,
      marketInfo,
      clock: () => 0,
      random: Buffer.alloc,
      allowedOrigins: [],
      cookieKeys: ['k'.repeat(32)],
    };
    const [route] = createChatTokenRoutes({ ...shared, publicBaseUrl: 'https://chat.bank.example' });
    const body = Buffer.from('{"market":"SG"}');
    const answer = await route?.handle({
      method: 'POST',
      path: '',
      params: {},
      query: new URLSearchParams(),
      headers: {},
      body,
      ip: '1',
    });
    expect(answer?.headers?.['Set-Cookie']).toMatch(/; Secure$/);
  });

  it('refuses pages of sites that are not allowed', async () => {
    expect((await token({ market: 'SG' }, { origin: 'https://evil.example' })).status).toBe(403);
    expect(
      (await token({ market: 'SG' }, { origin: 'https://www.bank.example' })).headers['access-control-allow-origin'],
    ).toBe('https://www.bank.example');
  });

  it('lists all rows behind the current question, to the holder of its token only', async () => {
    const chat = await openChat(front);
    const list = (promptId: string, bearer: string | undefined = chat.token) =>
      call(front, 'GET', `/api/chat/choices?promptId=${promptId}`, { token: bearer });
    expect((await list('r1q1')).body).toEqual({
      choices: [{ payload: 'r1q1|pick:A', label: 'Alpha', aliases: ['A1'] }],
    });
    expect([(await list('r1q9')).status, (await list('x')).status, (await list('r1q1', 'bad')).status]).toEqual([
      404, 400, 401,
    ]);
    expect((await call(front, 'GET', '/api/chat/choices?promptId=r1q1')).status).toBe(401);
    front.advance(31 * 60_000);
    expect((await list('r1q1')).body.error.code).toBe('TokenExpired');
  });
});
