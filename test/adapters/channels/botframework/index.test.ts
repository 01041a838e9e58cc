import { randomBytes } from 'node:crypto';
import { type Activity, type ConversationReference, TestAdapter, TurnContext } from 'botbuilder';
import type { BotAdapter } from '../../../../adapters/channels/botframework/botAdapter';
import { type BotFrameworkOptions, createBotFramework } from '../../../../adapters/channels/botframework/index';
import { MemoryGateway } from '../memoryGateway';

const SERVICE = 'https://smba.trafficmanager.net/apac/';

/** Stands where Microsoft's service stands: it has verified the caller and carries what is sent. */
class FakeService {
  readonly sent: { to: Partial<ConversationReference>; activity: Partial<Activity> }[] = [];
  private readonly carrier = new TestAdapter();

  readonly adapter = {
    process: async (request, response, logic) => {
      await logic(new TurnContext(this.carrier, request.body as Partial<Activity>));
      response.status(200);
    },
    continueConversationAsync: async (
      _app: unknown,
      to: Partial<ConversationReference>,
      logic: (context: TurnContext) => Promise<void>,
    ) => {
      const context = new TurnContext(
        this.carrier,
        TurnContext.applyConversationReference({ type: 'event' }, to, true),
      );
      context.onSendActivities(async (_context, activities) => {
        this.sent.push(...activities.map((activity) => ({ to, activity })));
        return activities.map(() => ({ id: '1' }));
      });
      await logic(context);
    },
  } as BotAdapter;
}

function jwt(iss: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `Bearer ${part({ alg: 'RS256' })}.${part({ iss })}.c2ln`;
}

function setUp(options: Partial<BotFrameworkOptions> = {}) {
  const gateway = new MemoryGateway();
  const service = new FakeService();
  const log = { error: () => undefined };
  const shared = {
    market: 'SG',
    bankName: 'Larkfield Bank',
    gateway,
    clock: Date.now,
    random: randomBytes,
    log,
  } as const;
  const routes = createBotFramework({
    ...shared,
    appId: 'app',
    tenantId: 'tenant',
    password: 'secret',
    adapter: service.adapter,
    ...options,
  });
  const post = async (activity: object, authorization = jwt('https://api.botframework.com')) => {
    const common = {
      channelId: 'msteams',
      serviceUrl: SERVICE,
      from: { id: '29:abc' },
      recipient: { id: 'bot' },
      conversation: { id: 'a:1|x' },
    };
    const body = Buffer.from(JSON.stringify({ ...common, ...activity }));
    const request = {
      method: 'POST',
      path: '/api/messages',
      params: {},
      query: new URLSearchParams(),
      ip: '1',
      headers: { authorization },
      body,
    };
    const answer = await routes[0]?.handle(request);
    await new Promise((resolve) => setImmediate(resolve));
    return answer?.status;
  };
  return { gateway, service, routes, post };
}

describe('the Bot Framework channel', () => {
  it('does not exist without a registration', () => {
    expect(setUp({ appId: undefined }).routes).toEqual([]);
    expect(setUp({ tenantId: '' }).routes).toEqual([]);
    expect(setUp({ password: undefined }).routes).toEqual([]);
    expect(setUp().routes).toMatchObject([{ method: 'POST', path: '/api/messages', maxBytes: 32_768 }]);
  });

  it('starts a conversation with its first message and answers both through the service', async () => {
    const { gateway, service, post } = setUp();
    expect(await post({ type: 'message', id: 'm1', text: 'hello' })).toBe(200);
    expect(gateway.received).toMatchObject([
      { kind: 'started', market: 'SG' },
      { kind: 'text', text: 'hello', id: 'bf:m1' },
    ]);
    expect(service.sent.map(({ activity }) => activity.text)).toEqual(['Hello, which colour?', 'You said: hello']);
    expect(service.sent[0]?.activity).toMatchObject({
      conversation: { id: 'a:1|x' },
      from: { id: 'bot' },
      recipient: { id: '29:abc' },
    });
  });

  it('greets when the customer joins, takes taps, and takes a repeated message once', async () => {
    const { gateway, post } = setUp();
    await post({ type: 'conversationUpdate', id: 'u1', membersAdded: [{ id: '29:abc' }] });
    for (let times = 0; times < 3; times += 1)
      await post({ type: 'message', id: 'm1', text: 'Red', value: { payload: 'r1q1|pick:red' } });
    expect(gateway.received.map(({ kind }) => kind)).toEqual(['started', 'choice']);
  });

  it('delivers what is said later', async () => {
    const { gateway, service, post } = setUp();
    await post({ type: 'message', id: 'm1', text: 'hello' });
    gateway.say([...gateway.conversations.keys()][0] ?? '', 'Your reference is 123');
    await new Promise((resolve) => setImmediate(resolve));
    expect(service.sent.at(-1)?.activity.text).toBe('Your reference is 123');
    gateway.say([...gateway.conversations.keys()][0] ?? '', 'How can I help?', 'Anna');
    await new Promise((resolve) => setImmediate(resolve));
    expect(service.sent.at(-1)?.activity.text).toBe('Anna:\nHow can I help?');
  });

  it('asks the service to come again with what cannot be taken now', async () => {
    const { gateway, post } = setUp();
    gateway.failing = 'unavailable';
    expect(await post({ type: 'message', id: 'm1', text: 'hello' })).toBe(503);
    gateway.failing = 'no';
    expect(await post({ type: 'message', id: 'm1', text: 'hello' })).toBe(200);
    expect(gateway.received.filter(({ kind }) => kind === 'text')).toHaveLength(1);
  });

  it.each([
    ['the emulator', jwt('https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/'), SERVICE, 401],
    ['nobody', '', SERVICE, 401],
    ['a broken token', 'Bearer a.b.c', SERVICE, 401],
    ['a foreign service', jwt('https://api.botframework.com'), 'https://evil.example/', 403],
    ['a look-alike service', jwt('https://api.botframework.com'), 'https://smba.trafficmanager.net.evil.example/', 403],
    ['a service without https', jwt('https://api.botframework.com'), 'http://smba.trafficmanager.net/', 403],
  ])('turns %s away', async (_name, authorization, serviceUrl, status) => {
    const { gateway, post } = setUp();
    expect(await post({ type: 'message', id: 'm1', text: 'x', serviceUrl }, authorization)).toBe(status);
    expect(gateway.received).toEqual([]);
  });

  it('refuses a token that only claims to be from the service', async () => {
    const { gateway, post } = setUp({ adapter: undefined });
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
    expect(await post({ type: 'message', id: 'm1', text: 'x' })).not.toBe(200);
    expect(gateway.received).toEqual([]);
  });
});
