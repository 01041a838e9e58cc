import type { ConversationGateway, Receipt } from '../../../adapters/channels/channel';
import type { Urgency } from '../../../adapters/route';
import { createTypingLine } from '../../../bot/typingLine';
import type { CustomerMessage, Reply, TranscriptEntry } from '../../../dialogs/message';
import type { Locale, Market } from '../../../machines/market';

interface Kept {
  readonly userId: string;
  readonly market: Market;
  readonly locale: Locale;
  readonly entries: TranscriptEntry[];
  readonly seen: Map<string, number>;
  readonly listeners: Set<(entries: readonly TranscriptEntry[]) => void>;
}

/** The port's promises kept in memory: exactly once by message id, gapless positions, listeners after the fact. */
export class MemoryGateway implements ConversationGateway {
  readonly conversations = new Map<string, Kept>();
  readonly received: CustomerMessage[] = [];
  private readonly listeners = new Map<string, Kept['listeners']>();
  /** Set to make the next calls fail as a broken store would. */
  failing: 'no' | 'unavailable' | 'throws' = 'no';
  urgent: Urgency = 'running';
  readonly typing = createTypingLine();

  async receive(message: CustomerMessage): Promise<Receipt> {
    if (this.failing === 'throws') throw new Error('the disk is gone: /secret/path');
    if (this.failing === 'unavailable') return { status: 'unavailable', retryAfterMs: 1_500 };
    const kept = this.open(message);
    const before = kept.seen.get(message.id);
    if (before !== undefined) return { status: 'duplicate', seq: before };
    this.received.push(message);
    const first = kept.entries.length;
    if (message.kind !== 'started') this.append(kept, message.receivedAt, customerBody(message));
    const seq = kept.entries.length;
    kept.seen.set(message.id, seq);
    await new Promise((resolve) => setImmediate(resolve));
    this.append(kept, message.receivedAt, { from: 'bot', reply: replyTo(message, kept, seq + 1) });
    for (const listener of kept.listeners) listener(kept.entries.slice(first));
    return { status: 'accepted', seq };
  }

  urgency(): Urgency {
    return this.urgent;
  }

  async transcript(conversationId: string, afterSeq: number, limit: number): Promise<readonly TranscriptEntry[]> {
    return this.conversations.get(conversationId)?.entries.slice(afterSeq, afterSeq + limit) ?? [];
  }

  async find(conversationId: string) {
    return this.conversations.get(conversationId);
  }

  subscribe(conversationId: string, listener: (entries: readonly TranscriptEntry[]) => void): () => void {
    const listeners = this.listenersOf(conversationId);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  async choices(conversationId: string, promptId: string) {
    if (!this.conversations.has(conversationId) || promptId !== 'r1q1') return undefined;
    return [{ payload: 'r1q1|pick:A', label: 'Alpha', aliases: ['A1'] }];
  }

  /** A reply that nobody asked for, as after a bank's answer. */
  /** By the bot, or by a person. */
  say(conversationId: string, text: string, speaker?: string): void {
    const kept = this.conversations.get(conversationId);
    if (kept === undefined) throw new Error(`no conversation ${conversationId}`);
    const reply = { text, locale: kept.locale };
    const isByPerson = speaker !== undefined;
    this.append(
      kept,
      0,
      isByPerson ? { from: 'agent', agent: 'a1', reply: { ...reply, speaker } } : { from: 'bot', reply },
    );
    for (const listener of kept.listeners) listener(kept.entries.slice(-1));
  }

  private open(message: CustomerMessage): Kept {
    const existing = this.conversations.get(message.conversationId);
    if (existing !== undefined) return existing;
    if (message.kind !== 'started') throw new Error('the first message must start the conversation');
    const { userId, market, locale = 'en-SG' } = message;
    const kept: Kept = {
      userId,
      market,
      locale,
      entries: [],
      seen: new Map(),
      listeners: this.listenersOf(message.conversationId),
    };
    this.conversations.set(message.conversationId, kept);
    return kept;
  }

  private listenersOf(conversationId: string): Kept['listeners'] {
    const listeners: Kept['listeners'] = this.listeners.get(conversationId) ?? new Set();
    this.listeners.set(conversationId, listeners);
    return listeners;
  }

  private append(kept: Kept, at: number, body: TranscriptEntry['body']): void {
    kept.entries.push({ seq: kept.entries.length + 1, at, body });
  }
}

function customerBody(message: Exclude<CustomerMessage, { kind: 'started' }>): TranscriptEntry['body'] {
  const echo = message.echo === undefined ? {} : { echo: message.echo };
  if (message.kind === 'text') return { from: 'customer', kind: 'text', text: message.text, ...echo };
  if (message.kind === 'choice') return { from: 'customer', kind: 'choice', label: message.label, ...echo };
  return { from: 'customer', kind: 'media', media: message.media, ...echo };
}

function replyTo(message: CustomerMessage, kept: Kept, seq: number): Reply {
  const promptId = `r1q${seq}`;
  const prompt = { promptId, step: 'colour', kind: 'ask' } as Reply['prompt'];
  const choices = [
    { payload: `${promptId}|pick:red`, label: 'Red' },
    { payload: `${promptId}|pick:blue`, label: 'Blue' },
  ];
  const { locale } = kept;
  if (message.kind === 'started') return { text: 'Hello, which colour?', locale, prompt, choices };
  if (message.kind === 'choice') return { text: `You picked ${message.payload.split(':')[1]}`, locale };
  if (message.kind === 'media') return { text: `No ${message.media}s please`, locale };
  if ([...message.text].length > 4096) return { text: 'That is too long', locale };
  if (message.text === 'cards') return cardsReply(locale, promptId);
  return { text: `You said: ${message.text}`, locale, choices };
}

function cardsReply(locale: Locale, promptId: string): Reply {
  const select = (code: string) => ({ payload: `${promptId}|pick:${code}`, label: 'Choose' });
  return {
    text: 'Two offers',
    locale,
    cards: [
      {
        title: 'Gold',
        subtitle: 'Best',
        lines: ['No fee', 'Points'],
        select: select('gold'),
        link: { label: 'Terms', url: 'https://bank.example/gold' },
      },
      { title: 'Blue', lines: ['Cheap'], select: select('blue') },
    ],
    choices: [select('gold'), select('blue'), { payload: `${promptId}|skip`, label: 'Skip' }],
  };
}
