import { list, record, text } from './protocol';
import type { Session } from './session';

const POLL_MS = 2_000;
const LONGEST_WAIT_MS = 15_000;
const SILENCE_MS = 60_000;
const REFRESH_MS = 15 * 60_000;
/** After this many failures in a row the page asks instead of listening, and tries to listen again now and then. */
const FAILURES_BEFORE_POLLING = 3;
const POLLS_BEFORE_NEXT_TRY = 30;

export interface StreamListener {
  /** Activities in order. The same one may come twice. */
  readonly onActivities: (activities: readonly unknown[]) => void;
  readonly onConnection: (state: 'live' | 'lost') => void;
}

/** Keeps new activities coming whatever the network does: a websocket, joined again after a loss, or polling. */
export class Stream {
  private watermark = '0';
  private socket: WebSocket | undefined;
  private failures = 0;
  private polls = 0;
  private timer = 0;
  private silence = 0;

  constructor(
    private readonly session: Session,
    private readonly listener: StreamListener,
  ) {}

  /** Listens from where the last look ended. */
  start(): void {
    this.connect(this.session.streamUrl);
    setInterval(() => this.session.refresh().catch(() => undefined), REFRESH_MS);
    addEventListener('online', () => this.wake());
    addEventListener('offline', () => this.listener.onConnection('lost'));
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.wake());
  }

  /** Asks for everything said so far, or what the stream may have missed. */
  async catchUp(): Promise<void> {
    const path = this.session.path(`/activities?watermark=${encodeURIComponent(this.watermark)}`);
    this.take(await this.session.request('GET', path));
  }

  /** Reconnects at once instead of waiting for the next turn. A connection that outlived a short loss says so itself. */
  private wake(): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.catchUp().then(this.isLive, () => undefined);
    else if (!this.socket) this.after(0, () => this.reconnect());
  }

  private readonly isLive = (): void => this.listener.onConnection('live');

  private take(raw: unknown): void {
    const frame = record(raw);
    this.watermark = text(frame.watermark) ?? this.watermark;
    const activities = list(frame.activities);
    if (activities.length > 0) this.listener.onActivities(activities);
  }

  private connect(url: string | undefined): void {
    if (url) this.join(url);
    else this.lost();
  }

  private join(url: string): void {
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.onopen = () => void this.opened();
    socket.onmessage = (event) => this.received(event.data);
    socket.onclose = () => this.socket === socket && this.lost();
  }

  /** What arrived between reading the history and joining the stream is fetched once. */
  private async opened(): Promise<void> {
    this.failures = 0;
    this.listener.onConnection('live');
    this.watchSilence();
    await this.catchUp().catch(() => undefined);
  }

  private received(data: unknown): void {
    this.watchSilence();
    if (typeof data !== 'string' || data === '') return;
    try {
      this.take(JSON.parse(data));
    } catch {
      // A frame that is no JSON carries nothing to show; the next one or the next look brings it again.
    }
  }

  /** A connection can die without a word: after a long silence the page asks. */
  private watchSilence(): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      this.catchUp().then(
        () => this.watchSilence(),
        () => this.socket?.close(),
      );
    }, SILENCE_MS);
  }

  private lost(): void {
    this.socket = undefined;
    clearTimeout(this.silence);
    this.failures += 1;
    if (this.failures > FAILURES_BEFORE_POLLING) {
      this.poll();
    } else {
      this.listener.onConnection('lost');
      this.after(Math.min(1_000 * 2 ** (this.failures - 1), LONGEST_WAIT_MS), () => this.reconnect());
    }
  }

  private async reconnect(): Promise<void> {
    try {
      this.connect(await this.session.rejoin(this.watermark));
    } catch {
      this.lost();
    }
  }

  private poll(): void {
    this.polls += 1;
    if (this.polls % POLLS_BEFORE_NEXT_TRY === 0) {
      this.after(0, () => this.reconnect());
      return;
    }
    this.catchUp().then(this.isLive, () => this.listener.onConnection('lost'));
    this.after(POLL_MS, () => this.poll());
  }

  private after(waitMs: number, run: () => unknown): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(run, waitMs);
  }
}
