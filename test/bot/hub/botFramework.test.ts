import { randomBytes } from 'node:crypto';
import { CloudAdapter, ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import { BOT_FRAMEWORK_PREFIX, createBotFramework } from '../../../adapters/channels/botframework';
import type { BotAdapter } from '../../../adapters/channels/botframework/botAdapter';
import { createBotFrameworkHub } from '../../../adapters/hubs/botFramework';
import { type BotConnector, startBotConnector } from '../../../sandbox/botConnector';
import { startTestProduct, type TestProduct } from '../../support/product';
import { asked, doorOf } from '../../support/testHub';

const CUSTOMER = { id: '29:customer', role: 'user' };
const HUB = { id: 'hub', name: 'Mia' };
const quiet = { error: () => undefined };

/** The real adapter of botbuilder, without a registration, so that it asks nobody for tokens. */
function adapterTo(connector: () => BotConnector): BotAdapter {
  const real = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
  const local = () => `http://127.0.0.1:${connector().port}/`;
  return {
    process: ({ method, body }, response, logic) =>
      real.process({ method, headers: {}, body: { ...body, serviceUrl: local() } } as never, response as never, logic),
    continueConversationAsync: (_app: unknown, reference: never, logic: never) =>
      real.continueConversationAsync('', reference, logic),
  } as BotAdapter;
}

function bearer(): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `Bearer ${part({ alg: 'RS256' })}.${part({ iss: 'https://api.botframework.com' })}.c2ln`;
}

describe('a contact centre behind the channel of the Bot Framework', () => {
  let product: TestProduct;
  let connector: BotConnector;
  let post: (activity: Readonly<Record<string, unknown>>) => Promise<number>;
  let activities = 0;
  let conversations = 0;

  const open = (statusFrom?: readonly string[]) => {
    const centre = createBotFrameworkHub({ prefix: BOT_FRAMEWORK_PREFIX, ...(statusFrom && { statusFrom }) });
    centre.routes(doorOf(product));
    const [route] = createBotFramework({
      appId: 'app',
      tenantId: 'tenant',
      password: 'secret',
      market: 'SG',
      locale: 'en-SG',
      bankName: 'Larkfield Bank',
      gateway: { ...product.intake, find: (id) => product.intake.find(id) },
      clock: product.now,
      random: randomBytes,
      log: quiet,
      handoff: centre,
      adapter: adapterTo(() => connector),
    });
    post = async (activity) => {
      activities += 1;
      const common = {
        id: `activity-${activities}`,
        channelId: 'directline',
        serviceUrl: 'https://smba.trafficmanager.net/apac/',
        recipient: { id: 'bot' },
        from: CUSTOMER,
        ...activity,
      };
      const body = Buffer.from(JSON.stringify(common));
      const headers = { authorization: bearer() };
      const request = {
        method: 'POST',
        path: '/api/messages',
        params: {},
        query: new URLSearchParams(),
        ip: '1',
        headers,
        body,
      };
      return (await route?.handle(request))?.status ?? 0;
    };
    return centre;
  };

  beforeAll(async () => {
    connector = await startBotConnector();
    let hub: ReturnType<typeof open> | undefined;
    const lazily = {
      name: 'botFramework',
      serves: (about) => about.conversationId.startsWith(BOT_FRAMEWORK_PREFIX),
      tell: (news, how) => hub?.tell(news, how) ?? Promise.resolve({ class: 'later', reason: 'notOpen' }),
      routes: () => [],
    } satisfies Parameters<typeof asked>[0];
    product = await startTestProduct({ parts: () => ({ hub: asked(lazily) }) });
    hub = open();
  });
  afterAll(async () => {
    await product.stop();
    await connector.close();
  });

  const newCustomer = () => {
    conversations += 1;
    const conversation = { id: `a:${conversations}` };
    const said = () => connector.activities(conversation.id);
    return {
      says: (text: string) => post({ type: 'message', conversation, text }),
      hubSays: (state: string, more: object = {}, from: object = HUB) =>
        post({ type: 'event', name: 'handoff.status', conversation, from, value: { state, ...more } }),
      said,
      asked: () => said().filter(({ name }) => name === 'handoff.initiate'),
      raw: (activity: object) => post({ conversation, ...activity }),
      /** As the product stores it: the only one of this channel that began last. */
      id: async () => {
        const [latest] = await product.store.lately(1);
        const [needing] = (await product.store.needing({ limit: 500 })).documents.toReversed();
        return (
          [latest, needing].filter((one) => one !== undefined).sort((a, b) => b.createdAt - a.createdAt)[0]?.id ?? ''
        );
      },
    };
  };

  /** Asked for a person, and the hub was told. */
  const waiting = async () => {
    const customer = newCustomer();
    await customer.says('hello');
    const id = await customer.id();
    await customer.says('agent');
    await product.settled(id);
    return { customer, id };
  };
  const stands = async (id: string) => {
    const { status, pen, desk, prompt } = (await product.store.load(id)) ?? {};
    return { status, owner: pen?.owner, desk, prompt };
  };

  it('is asked by handoff.initiate, and gives the customer back to the question that was open', async () => {
    const { customer, id } = await waiting();
    expect(customer.asked()).toMatchObject([
      {
        type: 'event',
        conversation: { id: expect.any(String) },
        value: { session: `${id}~2`, reason: 'asked', locale: 'en-SG' },
        attachments: [{ name: 'Transcript', contentType: 'application/json' }],
      },
    ]);
    const [{ attachments } = {}] = customer.asked() as { attachments?: { content: { activities: object[] } }[] }[];
    expect(attachments?.[0]?.content.activities).toContainEqual(expect.objectContaining({ text: 'agent' }));
    expect(await customer.hubSays('accepted')).toBe(200);
    expect(await stands(id)).toMatchObject({ status: 'open', owner: 'agent:hub:botFramework' });
    const before = customer.said().length;
    await customer.says('are you there?');
    await product.settled(id);
    expect(customer.said()).toHaveLength(before);
    expect(await customer.hubSays('completed')).toBe(200);
    expect(await stands(id)).toMatchObject({ status: 'bot', owner: 'bot', prompt: { step: expect.any(String) } });
    await product.settled(id);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(customer.said().length).toBeGreaterThan(before);
  });

  it('that fails leaves the customer to our own desk; what comes again or late changes nothing', async () => {
    const { customer, id } = await waiting();
    const raw = { type: 'event', name: 'handoff.status', from: HUB, id: `same-${id}`, value: { state: 'accepted' } };
    for (let times = 0; times < 3; times += 1) expect(await customer.raw(raw)).toBe(200);
    expect(await stands(id)).toMatchObject({ status: 'open' });
    await customer.hubSays('failed', { message: 'nobody is here' });
    expect(await stands(id)).toMatchObject({ status: 'pending', owner: 'queue', desk: { reason: 'hub' } });
    const { version } = (await product.store.load(id)) ?? {};
    for (const state of ['accepted', 'completed', 'failed', 'unheard of']) {
      expect(await customer.hubSays(state)).toBe(200);
      expect(await customer.hubSays(state, { session: `${id}~2` })).toBe(200);
    }
    expect(await customer.raw(raw)).toBe(200);
    expect((await product.store.load(id))?.version).toBe(version);
  });

  it('is not played by the customer', async () => {
    const { customer, id } = await waiting();
    await customer.hubSays('accepted', {}, CUSTOMER);
    await customer.hubSays('accepted', {}, { id: CUSTOMER.id });
    await customer.hubSays('accepted', {}, { id: 'another', role: 'user' });
    expect(await stands(id)).toMatchObject({ status: 'pending', owner: 'queue' });
  });

  it('is asked again when it could not be reached', async () => {
    const customer = newCustomer();
    await customer.says('hello');
    const id = await customer.id();
    connector.fails('handoff.initiate', 400, 2);
    await customer.says('agent');
    for (let tries = 0; tries < 4; tries += 1) await product.settledAfter(60_000, id);
    expect(connector.refusals()).toBe(2);
    expect(customer.asked()).toHaveLength(1);
  });

  it('has a say only under the names that were given, where some were', async () => {
    open(['hub-in-azure']);
    const { customer, id } = await waiting();
    await customer.hubSays('accepted');
    expect(await stands(id)).toMatchObject({ status: 'pending' });
    await customer.hubSays('accepted', {}, { id: 'hub-in-azure' });
    expect(await stands(id)).toMatchObject({ status: 'open' });
  });

  it('is not asked for customers of other channels', async () => {
    const hub = createBotFrameworkHub({ prefix: BOT_FRAMEWORK_PREFIX, markets: ['SG'] });
    const about = { conversationId: 'bf_1', market: 'SG', channel: 'webchat', queue: 'cards' } as const;
    expect(hub.serves(about)).toBe(true);
    expect(hub.serves({ ...about, conversationId: 'web-1' })).toBe(false);
    expect(hub.serves({ ...about, market: 'TH' })).toBe(false);
  });
});
