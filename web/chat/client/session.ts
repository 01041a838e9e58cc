import { record, text } from './protocol';
import { RequestFault } from './requestFault';
import type { Shell } from './shell';

const TIMEOUT_MS = 20_000;

interface Ticket {
  readonly conversationId: string;
  readonly token: string;
  readonly userId: string;
  readonly locale?: string;
}

/** One customer's conversation with the server: who we are, and requests that carry the proof of it. */
export class Session {
  private constructor(
    private readonly shell: Shell,
    private ticket: Ticket,
    /** Where the stream can be joined right after opening. */
    readonly streamUrl: string | undefined,
  ) {}

  /** Opens the customer's conversation, the earlier one if there is one; a new one when the earlier one is gone. */
  static async open(shell: Shell): Promise<Session> {
    try {
      return await Session.start(shell, false);
    } catch (fault) {
      if (fault instanceof RequestFault && fault.status === 404) return Session.start(shell, true);
      throw fault;
    }
  }

  private static async start(shell: Shell, fresh: boolean): Promise<Session> {
    const ticket = await requestTicket(shell, fresh);
    const body = { user: { id: ticket.userId }, locale: ticket.locale };
    const started = record(await send('POST', '/v3/directline/conversations', ticket.token, body));
    const token = text(started.token) ?? ticket.token;
    return new Session(shell, { ...ticket, token }, text(started.streamUrl));
  }

  get userId(): string {
    return this.ticket.userId;
  }

  get locale(): string | undefined {
    return this.ticket.locale;
  }

  /** Path of something inside this conversation. */
  path(rest: string): string {
    return `/v3/directline/conversations/${encodeURIComponent(this.ticket.conversationId)}${rest}`;
  }

  /** Asks once more with a new token when the old one is no longer accepted. */
  async request(method: string, path: string, body?: object): Promise<unknown> {
    try {
      return await send(method, path, this.ticket.token, body);
    } catch (fault) {
      if (!(fault instanceof RequestFault)) throw fault;
      if (fault.status === 404 && path.startsWith(this.path(''))) await this.leave();
      if (fault.status !== 401 && fault.status !== 403) throw fault;
      await this.renew();
      return send(method, path, this.ticket.token, body);
    }
  }

  /** Takes a longer-lived token before the current one runs out. */
  async refresh(): Promise<void> {
    this.use(record(await this.request('POST', '/v3/directline/tokens/refresh')));
  }

  /** Asks where to join the stream again after `watermark`. */
  async rejoin(watermark: string): Promise<string | undefined> {
    const answer = record(await this.request('GET', this.path(`?watermark=${encodeURIComponent(watermark)}`)));
    this.use(answer);
    return text(answer.streamUrl);
  }

  private use(answer: Readonly<Record<string, unknown>>): void {
    this.ticket = { ...this.ticket, token: text(answer.token) ?? this.ticket.token };
  }

  private async renew(): Promise<void> {
    const ticket = await requestTicket(this.shell, false);
    if (ticket.conversationId !== this.ticket.conversationId) location.reload();
    this.ticket = ticket;
  }

  /** The conversation was erased or ended: a new one begins on a clean page. */
  private async leave(): Promise<void> {
    await requestTicket(this.shell, true);
    location.reload();
  }
}

async function requestTicket(shell: Shell, fresh: boolean): Promise<Ticket> {
  const body = { market: shell.market, locale: shell.requestedLocale, fresh: fresh || undefined };
  const answer = record(await send('POST', '/api/chat/token', undefined, body));
  const [conversationId, token, userId] = [text(answer.conversationId), text(answer.token), text(answer.userId)];
  if (!conversationId || !token || !userId) throw new RequestFault(502);
  return { conversationId, token, userId, locale: text(answer.locale) };
}

async function send(method: string, path: string, token: string | undefined, body?: object): Promise<unknown> {
  const headers: Record<string, string> = body ? { 'content-type': 'application/json' } : {};
  if (token) headers.authorization = `Bearer ${token}`;
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(path, { method, headers, signal, body: body && JSON.stringify(body) }).catch(() => {
    throw new RequestFault(0);
  });
  if (!response.ok) throw new RequestFault(response.status, retryAfterMs(response));
  return response.json().catch(() => ({}));
}

/** Direct Line says with 429 how many milliseconds to wait; everywhere else the header counts seconds. */
function retryAfterMs({ status, headers }: Response): number | undefined {
  const wait = Number(headers.get('retry-after'));
  if (!(wait > 0) || (status !== 429 && status !== 503)) return undefined;
  return status === 429 ? wait : wait * 1_000;
}
