import { createHttp, type Http } from '../../../adapters/http';
import type { AgentHub } from '../../../adapters/hubs/agentHub';
import { createFlexHub } from '../../../adapters/hubs/flex';
import { createServer, type Server } from '../../../bot/server';
import { type Flex, startFlex } from '../../../sandbox/flex';
import type { Chat } from '../../support/chat';
import { customer, play } from '../../support/conversation';
import { startTestProduct, type TestProduct } from '../../support/product';
import { asked, doorOf } from '../../support/testHub';

const PUBLIC_URL = 'https://chat.bank.example';
const ACCOUNT = { accountSid: `AC${'1'.repeat(32)}`, authToken: '2'.repeat(32), nextAuthToken: '3'.repeat(32) };
const ROUTING = { workspaceSid: `WS${'4'.repeat(32)}`, workflowSid: `WW${'5'.repeat(32)}`, taskChannel: 'chat' };
const SINGAPORE = { market: 'SG', locale: 'en-SG' } as const;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('Twilio Flex', () => {
  let flex: Flex;
  let product: TestProduct;
  let server: Server;
  let http: Http;
  let port = 0;

  const hub = (): AgentHub =>
    createFlexHub({
      ...ACCOUNT,
      ...ROUTING,
      http,
      apiBaseUrl: `http://127.0.0.1:${flex.port}`,
      publicBaseUrl: PUBLIC_URL,
      whenDone: 'returned',
      log: quiet,
    });

  beforeAll(async () => {
    flex = await startFlex({ ...ACCOUNT, publicBaseUrl: PUBLIC_URL, deliverTo: () => `http://127.0.0.1:${port}` });
    http = createHttp({ allowedHosts: ['127.0.0.1'], limits: { headersTimeoutMs: 1_500, totalTimeoutMs: 3_000 } });
    const centre = hub();
    product = await startTestProduct({ parts: () => ({ hub: asked(centre) }) });
    await listen();
  });
  /** As a process that has seen nothing yet. */
  const listen = async () => {
    await server?.drain();
    server = createServer({
      routes: hub().routes(doorOf(product)),
      log: quiet,
      clock: product.now,
      ready: () => ({ ok: true }),
    });
    port = (await server.listen(0, '127.0.0.1')).port;
  };
  afterAll(async () => {
    await server.drain();
    await product.stop();
    await flex.close();
    http.close();
  });
  afterEach(() => expect(flex.misfits()).toEqual([]));

  const waiting = async (): Promise<{ chat: Chat; id: string; session: string }> => {
    const { chat } = await play(product, SINGAPORE, [
      customer.opens(),
      customer.answersUpTo('mobile'),
      customer.asksFor('agent'),
    ]);
    const id = chat.conversationId;
    for (let tries = 0; tries < 3; tries += 1) await product.settledAfter(10_000, id);
    const { desk } = (await product.store.load(id)) ?? {};
    return { chat, id, session: `${id}~${desk?.hub?.asked}` };
  };
  const joined = async () => {
    const all = await waiting();
    expect(await flex.joins(all.session, 'mia_40bank')).toBe(200);
    return all;
  };
  const stands = async (id: string) => {
    const { status, pen, desk, prompt } = (await product.store.load(id)) ?? {};
    return { status, owner: pen?.owner, desk, prompt };
  };
  const read = async (id: string) =>
    (await product.store.transcript(id, 0, 500)).flatMap(({ body }) =>
      body.from === 'agent' ? [body.reply.text] : [],
    );
  const written = (session: string) =>
    flex
      .conversation(session)
      ?.messages.filter(({ author }) => author === 'customer')
      .map(({ body }) => body);

  it('has the conversation put before its people, talks with the customer, and gives them back', async () => {
    const { chat, id, session } = await waiting();
    const [task, ...others] = flex.tasks(session);
    expect(others).toEqual([]);
    expect(task?.attributes).toMatchObject({ session, reason: 'asked', locale: 'en-SG' });
    const [context] = flex.conversation(session)?.messages ?? [];
    expect(context?.body).toContain('Why a person: The customer asked for one');
    await flex.taskEvent(session, 'task-queue.entered');
    await flex.joins(session, 'mia_40bank');
    expect(await stands(id)).toMatchObject({ status: 'open', owner: 'agent:hub:flex' });
    await flex.says(session, 'How can I help?');
    await chat.types('Is there a fee?');
    await chat.types('x'.repeat(2_000));
    await product.settled(id);
    await flex.says(session, 'None in the first year.');
    expect(await read(id)).toEqual(['How can I help?', 'None in the first year.']);
    expect(written(session)).toEqual(['Is there a fee?', 'x'.repeat(1_600), 'x'.repeat(400)]);
    expect(await flex.closes(session)).toBe(200);
    await flex.taskEvent(session, 'task.completed');
    expect(await stands(id)).toMatchObject({ status: 'bot', prompt: { step: 'mobile' } });
  });

  it.each([
    ['/Conversations', 'lostAnswer'],
    ['/Webhooks', 'lostAnswer'],
    ['/Messages', 'lostAnswer'],
    ['/Interactions', 'lostAnswer'],
    ['/Interactions', 'status'],
  ] as const)('is asked once although an answer was lost or refused at %s (%s)', async (path, kind) => {
    flex.fails({ path, kind, status: 503, times: 1 });
    const { id, session } = await waiting();
    expect(await stands(id)).toMatchObject({ status: 'pending', desk: { hub: { name: 'flex' } } });
    expect(flex.tasks(session)).toHaveLength(1);
    const { webhooks = [], messages = [] } = flex.conversation(session) ?? {};
    expect(webhooks).toHaveLength(1);
    expect(new Set(messages.map(({ attributes }) => attributes)).size).toBe(messages.length);
  });

  it('reads each message of the customer once and in order, whatever answers are lost', async () => {
    const { chat, id, session } = await joined();
    flex.fails({ path: '/Messages', kind: 'lostAnswer', times: 1 });
    for (const text of ['one', 'two', 'three']) await chat.types(text);
    for (let tries = 0; tries < 4; tries += 1) await product.settledAfter(10_000, id);
    expect(written(session)).toEqual(['one', 'two', 'three']);
  });

  it('is heard in its own order, once, also where webhooks are late, doubled or lost', async () => {
    const { id, session } = await joined();
    const first = await flex.says(session, 'first', { deliver: false });
    const second = await flex.says(session, 'second', { deliver: false });
    await flex.says(session, 'third');
    expect(await read(id)).toEqual(['first', 'second', 'third']);
    for (const late of [second, first, first]) expect(await flex.delivers(session, late)).toBe(200);
    await flex.says(session, 'lost', { deliver: false });
    await listen();
    await flex.closes(session);
    expect(await read(id)).toEqual(['first', 'second', 'third', 'lost']);
    expect(await stands(id)).toMatchObject({ status: 'bot' });
  });

  it('learns in the conversation what could not be sent', async () => {
    const { id, session } = await joined();
    const message = await flex.says(session, 'Your card 4111 1111 1111 1111');
    await flex.delivers(session, message);
    expect(await read(id)).toEqual([]);
    const told = flex.conversation(session)?.messages.filter(({ body }) => body.startsWith('Not sent'));
    expect(told).toHaveLength(1);
  });

  it('is believed only with the account’s signature', async () => {
    const { id, session } = await joined();
    const message = await flex.says(session, 'forged', { deliver: false });
    expect(await flex.delivers(session, message, '9'.repeat(32))).toBe(403);
    expect(await read(id)).toEqual([]);
    expect(await flex.delivers(session, message, ACCOUNT.nextAuthToken)).toBe(200);
    expect(await read(id)).toEqual(['forged']);
  });

  it('whose task is canceled leaves the customer to our own desk', async () => {
    const { id, session } = await waiting();
    await flex.taskEvent(session, 'task.canceled');
    expect(await stands(id)).toMatchObject({ status: 'pending', owner: 'queue', desk: { reason: 'hub' } });
    expect((await stands(id)).desk?.hub).toBeUndefined();
  });

  it('is told that the customer went on with the bot', async () => {
    const { chat, id, session } = await waiting();
    await chat.taps('cmd|bot', 'Go on with the assistant');
    await product.settled(id);
    expect(flex.conversation(session)?.state).toBe('closed');
    expect(flex.tasks(session)).toMatchObject([{ status: 'closed' }]);
    expect(await flex.joins(session, 'mia_40bank')).toBe(200);
    expect(await stands(id)).toMatchObject({ status: 'bot' });
  });

  it('that closed the conversation without a word has lost it once the customer writes', async () => {
    const { chat, id, session } = await joined();
    const kept = flex.conversation(session);
    if (kept !== undefined) kept.state = 'closed';
    await chat.types('still there?');
    await product.settled(id);
    expect(await stands(id)).toMatchObject({ status: 'pending', desk: { reason: 'hub' } });
  });
});
