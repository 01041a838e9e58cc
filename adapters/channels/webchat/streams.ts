import type { WebSocket } from 'ws';
import type { TranscriptEntry } from '../../../dialogs/message';
import type { ConversationGateway } from '../channel';
import type { KnownConversations } from './known';
import { type RenderContext, renderEntries, renderTyping } from './render';

export interface StreamRules {
  readonly gateway: ConversationGateway;
  readonly known: KnownConversations;
  readonly clock: () => number;
  readonly keepAliveMs: number;
  readonly perConversation: number;
}

export interface StreamRequest extends RenderContext {
  readonly afterSeq: number;
  /** Epoch milliseconds; a stream outlives its 60-second ticket, never its chain of tokens. */
  readonly endsAt: number;
}

const PAGE = 100;
/** A reader this far behind is cut off; it comes back with its watermark and misses nothing. */
const MAX_BUFFERED_BYTES = 1024 * 1024;
const CLOSE_TIMEOUT_MS = 1_000;
const ENDED = 1000;
const GOING_AWAY = 1001;
const SERVER_ERROR = 1011;

/** Open websocket streams: each gets every entry once, in order, from its watermark on. */
export function createStreams(rules: StreamRules) {
  const open = new Set<Stream>();
  const byConversation = new Map<string, Set<Stream>>();
  const add = (stream: Stream) => {
    open.add(stream);
    const siblings = byConversation.get(stream.conversationId) ?? new Set();
    byConversation.set(stream.conversationId, siblings.add(stream));
  };
  const remove = (stream: Stream) => {
    open.delete(stream);
    const siblings = byConversation.get(stream.conversationId);
    siblings?.delete(stream);
    if (siblings?.size === 0) byConversation.delete(stream.conversationId);
  };

  const tick = setInterval(() => {
    for (const stream of open) void stream.keepAlive();
  }, rules.keepAliveMs);
  tick.unref();

  return {
    size: () => open.size,
    open(socket: WebSocket, request: StreamRequest): void {
      const [oldest, ...others] = byConversation.get(request.conversationId) ?? [];
      if (oldest !== undefined && others.length + 1 >= rules.perConversation) void oldest.end(ENDED);
      const stream = new Stream(socket, request, rules, () => remove(stream));
      add(stream);
      void stream.start();
    },
    /** The conversation is over: its streams close normally and its client stops asking. */
    endConversation(conversationId: string): void {
      for (const stream of byConversation.get(conversationId) ?? []) void stream.end(ENDED);
    },
    async close(): Promise<void> {
      clearInterval(tick);
      await Promise.all([...open].map((stream) => stream.end(GOING_AWAY)));
    },
  };
}

class Stream {
  readonly conversationId: string;
  private lastSeq: number;
  private reading = false;
  private again = false;
  private heard = true;
  private readonly unsubscribe: () => void;
  private readonly unfollow: () => void;

  constructor(
    private readonly socket: WebSocket,
    private readonly request: StreamRequest,
    private readonly rules: StreamRules,
    onClosed: () => void,
  ) {
    this.conversationId = request.conversationId;
    this.lastSeq = request.afterSeq;
    this.unsubscribe = rules.gateway.subscribe(this.conversationId, (entries) => this.offer(entries));
    this.unfollow = rules.gateway.typing.follow(this.conversationId, (who) => {
      if (who.from === 'agent') this.sayTyping(who.name);
    });
    socket.on('pong', () => {
      this.heard = true;
    });
    // Clients ping with empty messages; nothing they send here is a message to us.
    socket.on('message', () => {
      this.heard = true;
    });
    socket.on('error', () => socket.terminate());
    socket.once('close', () => {
      this.unsubscribe();
      this.unfollow();
      onClosed();
    });
  }

  start(): Promise<void> {
    return this.readOn();
  }

  /** Healthy peers answer; a gone one, an ended conversation or an old login ends the stream. */
  async keepAlive(): Promise<void> {
    if (!this.heard) {
      this.socket.terminate();
      return;
    }
    this.heard = false;
    const known = await this.rules.known.findNow(this.conversationId).catch(() => 'unknown' as const);
    if (known === undefined || this.request.endsAt <= this.rules.clock()) {
      void this.end(ENDED);
      return;
    }
    this.socket.ping();
    this.socket.send('');
    // Heals a notification that was missed, for example of a turn in another process.
    await this.readOn();
  }

  end(code: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.socket.terminate(), CLOSE_TIMEOUT_MS);
      this.socket.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      this.socket.close(code);
    });
  }

  private offer(entries: readonly TranscriptEntry[]): void {
    const follows = entries[0]?.seq === this.lastSeq + 1;
    if (follows && !this.reading) this.send(entries);
    else void this.readOn();
  }

  private async readOn(): Promise<void> {
    this.again = true;
    if (this.reading) return;
    this.reading = true;
    try {
      while (this.again) {
        this.again = false;
        const page = await this.rules.gateway.transcript(this.conversationId, this.lastSeq, PAGE);
        this.send(page);
        if (page.length === PAGE) this.again = true;
      }
    } catch {
      this.socket.close(SERVER_ERROR);
    } finally {
      this.reading = false;
    }
  }

  /** Nobody misses it who does not read it now. */
  private sayTyping(name: string): void {
    if (this.socket.readyState !== this.socket.OPEN || this.socket.bufferedAmount > 0) return;
    this.socket.send(JSON.stringify(renderTyping(name, this.lastSeq, this.request)));
  }

  private send(entries: readonly TranscriptEntry[]): void {
    const fresh = entries.filter(({ seq }) => seq > this.lastSeq);
    const last = fresh.at(-1);
    if (last === undefined || this.socket.readyState !== this.socket.OPEN) return;
    if (this.socket.bufferedAmount > MAX_BUFFERED_BYTES) {
      this.socket.terminate();
      return;
    }
    this.lastSeq = last.seq;
    this.socket.send(JSON.stringify(renderEntries(fresh, last.seq, this.request)));
  }
}
