import WebSocket from 'ws';
import { type Chat, call, type Front, openChat, say, startFront } from '../frontHarness';

interface Reader {
  readonly texts: string[];
  readonly watermarks: string[];
  readonly frames: string[];
  readonly socket: WebSocket;
  readonly closed: Promise<number>;
}

function read(streamUrl: string): Reader {
  const socket = new WebSocket(streamUrl);
  const reader = { texts: [] as string[], watermarks: [] as string[], frames: [] as string[], socket };
  socket.on('message', (frame) => {
    const text = frame.toString();
    reader.frames.push(text);
    if (text === '') return;
    const page = JSON.parse(text);
    reader.watermarks.push(page.watermark);
    reader.texts.push(...page.activities.map((activity: { text: string }) => activity.text));
  });
  const closed = new Promise<number>((resolve) => {
    socket.on('close', (code) => resolve(code));
    socket.on('error', () => undefined);
  });
  return { ...reader, closed };
}

async function until(condition: () => boolean, what = 'the condition'): Promise<void> {
  for (let waited = 0; waited < 3_000; waited += 5) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`timed out waiting for ${what}`);
}

async function reconnect(front: Front, chat: Chat, watermark: string): Promise<string> {
  return (
    await call(front, 'GET', `/v3/directline/conversations/${chat.conversationId}?watermark=${watermark}`, {
      token: chat.token,
    })
  ).body.streamUrl;
}

function refusal(url: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    socket.on('error', (error) => resolve(error.message));
    socket.on('open', () => resolve('open'));
  });
}

describe('the stream', () => {
  let front: Front;
  beforeEach(async () => {
    front = await startFront({ limits: { keepAliveMs: 60 } });
  });
  afterEach(() => front.stop());

  it('tells that a person is writing, moves no watermark for it, and hears when the customer does', async () => {
    const chat = await openChat(front);
    const reader = read(chat.streamUrl);
    await until(() => reader.texts.length > 0, 'the greeting');
    front.gateway.typing.tell(chat.conversationId, { from: 'agent', name: 'Anna' });
    front.gateway.typing.tell(chat.conversationId, { from: 'customer' });
    await until(() => reader.frames.some((frame) => frame.includes('typing')), 'the typing');
    const frames = reader.frames.filter((frame) => frame.includes('"typing"'));
    expect(frames).toHaveLength(1);
    expect(JSON.parse(frames[0] ?? '')).toMatchObject({
      activities: [{ type: 'typing', from: { id: 'agent', name: 'Anna', role: 'bot' } }],
      watermark: reader.watermarks[0],
    });
    const heard: unknown[] = [];
    front.gateway.typing.watch((conversationId, who) => heard.push(conversationId, who));
    const path = `/v3/directline/conversations/${chat.conversationId}/activities`;
    await call(front, 'POST', path, { token: chat.token, json: { type: 'typing', from: { id: chat.userId } } });
    expect(heard).toEqual([chat.conversationId, { from: 'customer' }]);
    reader.socket.close();
  });

  it('replays from the start, then tells everything as it happens, in order', async () => {
    const chat = await openChat(front);
    await say(front, chat, 'before');
    const reader = read(chat.streamUrl);
    await until(() => reader.texts.length === 3);
    await Promise.all([say(front, chat, 'a'), say(front, chat, 'b'), say(front, chat, 'c')]);
    front.gateway.say(chat.conversationId, 'by the way');
    await until(() => reader.texts.length === 10);
    const stored = front.gateway.conversations.get(chat.conversationId)?.entries.length;
    expect(stored).toBe(10);
    expect(reader.watermarks.at(-1)).toBe('10');
    expect(reader.watermarks.map(Number)).toEqual([...reader.watermarks.map(Number)].sort((x, y) => x - y));
    expect(new Set(reader.texts).size).toBe(10);
  });

  it('goes on after a reconnect where the client was, nothing lost and nothing twice', async () => {
    const chat = await openChat(front);
    const first = read(chat.streamUrl);
    await until(() => first.texts.length === 1);
    first.socket.terminate();
    await say(front, chat, 'while away');
    const second = read(await reconnect(front, chat, first.watermarks.at(-1) ?? ''));
    await until(() => second.texts.length === 2);
    expect(second.texts).toEqual(['while away', 'You said: while away']);
  });

  it('sends empty frames to keep the line open and ignores the empty pings of the client', async () => {
    const chat = await openChat(front);
    const reader = read(chat.streamUrl);
    await until(() => reader.texts.length === 1);
    reader.socket.send('');
    reader.socket.send('{"type":"message","text":"not this way"}');
    await until(() => reader.frames.filter((frame) => frame === '').length >= 2);
    expect(reader.socket.readyState).toBe(WebSocket.OPEN);
    expect(front.gateway.received).toHaveLength(1);
  });

  it('heals a notification that never came', async () => {
    const chat = await openChat(front);
    const reader = read(chat.streamUrl);
    await until(() => reader.texts.length === 1);
    front.gateway.conversations.get(chat.conversationId)?.listeners.clear();
    await say(front, chat, 'unheard');
    await until(() => reader.texts.length === 3, 'the next keep-alive to read on');
  });

  it('closes normally when the conversation is over, also when only the store knows', async () => {
    const [chat, other] = [await openChat(front), await openChat(front)];
    const [told, found] = [read(chat.streamUrl), read(other.streamUrl)];
    await until(() => told.texts.length === 1 && found.texts.length === 1);
    front.webChat.endConversation(chat.conversationId);
    expect(await told.closed).toBe(1000);
    front.gateway.conversations.delete(other.conversationId);
    expect(await found.closed).toBe(1000);
  });

  it('ends when the day of its tokens is over', async () => {
    const chat = await openChat(front);
    const reader = read(chat.streamUrl);
    await until(() => reader.texts.length === 1);
    front.advance(24 * 3_600_000 + 1_000);
    expect(await reader.closed).toBe(1000);
  });

  it('says "going away" when the server stops', async () => {
    const own = await startFront();
    const chat = await openChat(own);
    const reader = read(chat.streamUrl);
    await until(() => reader.texts.length === 1);
    await own.stop();
    expect(await reader.closed).toBe(1001);
  });

  it('opens only with a ticket of its own: not a token, not an old one, not for another conversation', async () => {
    const [chat, other] = [await openChat(front), await openChat(front)];
    const ticket = new URL(chat.streamUrl).searchParams.get('t') ?? '';
    expect(await refusal(chat.streamUrl.replace(ticket, chat.token))).toContain('401');
    expect(await refusal(chat.streamUrl.replace(/t=.*/, ''))).toContain('401');
    expect(await refusal(chat.streamUrl.replace(chat.conversationId, other.conversationId))).toContain('404');
    expect(await refusal(chat.streamUrl.replace('watermark=0', 'watermark=x'))).toContain('400');
    expect(
      (await call(front, 'GET', `/v3/directline/conversations/${chat.conversationId}/activities`, { token: ticket }))
        .status,
    ).toBe(401);
    front.advance(61_000);
    expect(await refusal(chat.streamUrl)).toContain('403');
  });

  it('limits how often streams are opened and how many stay open', async () => {
    const strict = await startFront({ limits: { streamOpensPerMinute: 3, streamsPerConversation: 2 } });
    const chat = await openChat(strict);
    const readers = [read(chat.streamUrl), read(chat.streamUrl)];
    await until(() => readers.every(({ texts }) => texts.length === 1));
    const third = read(chat.streamUrl);
    expect(await Promise.race(readers.map(({ closed }) => closed))).toBe(1000);
    await until(() => third.texts.length === 1);
    expect(await refusal(chat.streamUrl)).toContain('429');
    await strict.stop();
  });

  it('cuts off a client that sends large messages', async () => {
    const chat = await openChat(front);
    const reader = read(chat.streamUrl);
    await until(() => reader.texts.length === 1);
    reader.socket.send('x'.repeat(100_000));
    expect(await reader.closed).toBe(1009);
  });
});
