import { type Activity, ConnectionStatus, DirectLine } from 'botframework-directlinejs';
import WebSocket from 'ws';
import { call, type Front, say, startFront } from '../frontHarness';

/**
 * Microsoft's own client, driven as a browser would: the front is right when this client cannot tell it from theirs.
 */
interface Client {
  readonly line: DirectLine;
  readonly activities: Activity[];
  readonly sockets: WebSocket[];
  readonly userId: string;
  readonly conversationId: string;
  readonly token: string;
  send(text: string, extra?: object): Promise<string>;
}

async function until(condition: () => boolean, what: string): Promise<void> {
  for (let waited = 0; waited < 6_000; waited += 10) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`timed out waiting for ${what}`);
}

function textsOf({ activities }: Client): (string | undefined)[] {
  return activities.map((activity) => (activity.type === 'message' ? activity.text : undefined));
}

describe.each([
  ['a websocket', true],
  ['polling', false],
])("Microsoft's Direct Line client over %s", (_name, webSocket) => {
  let front: Front;
  let clients: Client[] = [];
  const globals = globalThis as Record<string, unknown>;

  beforeAll(async () => {
    globals.XMLHttpRequest = require('xhr2');
    globals.WebSocket = WebSocket;
    front = await startFront({ limits: { tokensPerMinutePerAddress: 1_000 } });
  });
  afterEach(() => {
    for (const { line } of clients) line.end();
    clients = [];
  });
  afterAll(async () => {
    await front.stop();
    globals.XMLHttpRequest = undefined;
    globals.WebSocket = undefined;
  });

  async function connect(options: object = {}): Promise<Client> {
    const issued = (await call(front, 'POST', '/api/chat/token', { json: { market: 'SG', fresh: true } })).body;
    return connectWith({ token: issued.token, ...options }, issued);
  }

  function connectWith(options: object, issued: { userId: string; conversationId: string; token: string }): Client {
    const sockets: WebSocket[] = [];
    class Recorded extends WebSocket {
      constructor(url: string) {
        super(url);
        sockets.push(this);
      }
    }
    // The client waits 3 to 15 s before it reconnects; the shortest is long enough for a test.
    const services = { WebSocket: Recorded, random: () => 0 };
    const line = new DirectLine({
      domain: `${front.base}/v3/directline`,
      webSocket,
      pollingInterval: 200,
      ...services,
      ...options,
    } as never);
    const activities: Activity[] = [];
    line.activity$.subscribe(
      (activity) => activities.push(activity),
      () => undefined,
    );
    const send = (text: string, extra: object = {}) =>
      new Promise<string>((resolve, reject) => {
        line
          .postActivity({ type: 'message', text, from: { id: issued.userId }, ...extra } as Activity)
          .subscribe(resolve, reject);
      });
    const { userId, conversationId, token } = issued;
    const client = { line, activities, sockets, userId, conversationId, token, send };
    clients.push(client);
    return client;
  }

  it('starts, is greeted, sends, sees its own message with its id, and is answered', async () => {
    const client = await connect();
    await until(() => client.activities.length === 1, 'the greeting');
    const id = await client.send('hello', { channelData: { clientActivityID: 'c-1' } });
    await until(() => client.activities.length === 3, 'echo and answer');
    expect(client.activities[1]).toMatchObject({
      id,
      text: 'hello',
      from: { id: client.userId },
      channelData: { clientActivityID: 'c-1' },
    });
    expect(textsOf(client)).toEqual(['Hello, which colour?', 'hello', 'You said: hello']);
  });

  it('taps a suggested action', async () => {
    const client = await connect();
    await until(() => client.activities.length === 1, 'the greeting');
    const [greeting] = client.activities as { suggestedActions?: { actions: { value: object; text: string }[] } }[];
    const action = greeting?.suggestedActions?.actions[1];
    await client.send(action?.text ?? '', {
      value: action?.value,
      channelData: { messageBack: { displayText: 'Blue' } },
    });
    await until(() => client.activities.length === 3, 'the answer');
    expect(textsOf(client).slice(1)).toEqual(['Blue', 'You picked blue']);
  });

  it('resumes a conversation from the start when it has seen nothing, and from its watermark when it has', async () => {
    const first = await connect();
    await until(() => first.activities.length === 1, 'the greeting');
    await first.send('one');
    await until(() => first.activities.length === 3, 'the answer');
    first.line.end();
    const fresh = connectWith({ token: first.token, conversationId: first.conversationId }, first);
    await until(() => fresh.activities.length === 3, 'the history');
    const later = connectWith({ token: first.token, conversationId: first.conversationId, watermark: '3' }, first);
    await until(() => later.line.connectionStatus$.getValue() === ConnectionStatus.Online, 'being online');
    await later.send('two');
    await until(() => later.activities.length === 2, 'only what is new');
    expect(textsOf(later)).toEqual(['two', 'You said: two']);
  });

  it('tells the page when its token has run out', async () => {
    const client = await connect();
    await until(() => client.activities.length === 1, 'the greeting');
    front.advance(31 * 60_000);
    expect(await client.send('too late')).toBe('retry');
    expect(client.line.connectionStatus$.getValue()).toBe(ConnectionStatus.ExpiredToken);
  });

  it('may not speak for another user', async () => {
    const client = await connect();
    await until(() => client.activities.length === 1, 'the greeting');
    const before = front.gateway.received.length;
    await client.send('x', { from: { id: 'dl_other' } });
    expect(front.gateway.received).toHaveLength(before);
  });

  it('gets its refreshed token', async () => {
    const client = await connect();
    await until(() => client.activities.length === 1, 'the greeting');
    front.advance(60_000);
    const refreshed = await new Promise<string>((resolve, reject) => {
      // The client calls this every fifteen minutes.
      (client.line as unknown as { refreshToken(): { subscribe: (ok: typeof resolve, no: typeof reject) => void } })
        .refreshToken()
        .subscribe(resolve, reject);
    });
    const read = await call(front, 'GET', `/v3/directline/conversations/${client.conversationId}/activities`, {
      token: refreshed,
    });
    expect([refreshed === client.token, read.status]).toEqual([false, 200]);
  });

  if (webSocket) {
    it('comes back by itself after a cut and has everything once', async () => {
      const client = await connect();
      await until(() => client.activities.length === 1, 'the greeting');
      client.sockets[0]?.terminate();
      await say(front, { ...client, streamUrl: '' }, 'while cut off');
      await until(() => client.activities.length >= 3, 'the reconnect');
      await client.send('back');
      await until(() => client.activities.length >= 5, 'the last answer');
      expect(textsOf(client)).toEqual([
        'Hello, which colour?',
        'while cut off',
        'You said: while cut off',
        'back',
        'You said: back',
      ]);
      expect(client.sockets).toHaveLength(2);
    });
  } else {
    it('ends when the conversation is gone', async () => {
      const client = await connect();
      await until(() => client.activities.length === 1, 'the greeting');
      front.gateway.conversations.delete(client.conversationId);
      front.webChat.endConversation(client.conversationId);
      await until(() => client.line.connectionStatus$.getValue() === ConnectionStatus.Ended, 'the end');
    });
  }
});
