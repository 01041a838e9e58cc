/** What arrives on the stream, read once here so that the rest of the page can rely on its shape. */

export interface Choice {
  readonly payload: string;
  readonly label: string;
  readonly description?: string;
}

export interface Link {
  readonly label: string;
  readonly url: string;
}

export interface OfferCard {
  readonly title: string;
  readonly subtitle?: string;
  readonly lines: readonly string[];
  readonly select: Choice;
  readonly link?: Link;
}

export interface SummaryLine {
  readonly label: string;
  readonly value: string;
  readonly change?: Choice;
}

export interface BotMessage {
  readonly kind: 'bot';
  readonly id: string;
  readonly at: number;
  readonly name?: string;
  /** A person of the bank wrote it. */
  readonly byPerson: boolean;
  readonly locale?: string;
  readonly text: string;
  readonly prompt?: { readonly promptId: string; readonly kind: string; readonly field?: string };
  readonly choices: readonly Choice[];
  readonly cards: readonly OfferCard[];
  readonly summary: readonly SummaryLine[];
  readonly link?: Link;
  readonly reference?: string;
  readonly progress?: { readonly answered: number; readonly total: number };
  /** The prompt has a list longer than its choices. */
  readonly search: boolean;
  readonly input?: string;
}

export interface OwnMessage {
  readonly kind: 'own';
  readonly id: string;
  readonly at: number;
  readonly text: string;
  /** The id this page (or another tab) gave the message when it was sent. */
  readonly clientId?: string;
}

export type Incoming = BotMessage | OwnMessage | { readonly kind: 'typing'; readonly byPerson: boolean };

/** As `webchat/render.ts` names them. */
const PERSON = 'agent';

/** One activity as the page understands it; undefined for what has nothing to show. Never throws. */
export function readActivity(raw: unknown, userId: string): Incoming | undefined {
  const activity = record(raw);
  const from = record(activity.from);
  const own = from.id === userId || from.role === 'user';
  if (activity.type === 'typing') return own ? undefined : { kind: 'typing', byPerson: from.id === PERSON };
  const id = text(activity.id);
  if (activity.type !== 'message' || !id) return undefined;
  const at = Date.parse(text(activity.timestamp) ?? '');
  const words = text(activity.text) ?? '';
  if (own) return { kind: 'own', id, at, text: words, clientId: text(record(activity.channelData).clientActivityID) };
  return {
    ...readReply(activity),
    kind: 'bot',
    id,
    at,
    text: words,
    name: text(from.name),
    byPerson: from.id === PERSON,
    locale: text(activity.locale),
  };
}

/** Rows of a long list, as the choices endpoint sends them. */
export function readRows(raw: unknown): readonly (Choice & { readonly aliases: readonly string[] })[] {
  return list(record(raw).choices).flatMap((row) => {
    const choice = readChoice(row);
    return choice ? [{ ...choice, aliases: texts(record(row).aliases) }] : [];
  });
}

/** Only web addresses become links; anything else a message carries stays plain text. */
export function webAddress(value: string): string | undefined {
  const url = parseUrl(value);
  return url && (url.protocol === 'https:' || url.protocol === 'http:') && !url.username ? url.href : undefined;
}

export function record(raw: unknown): Readonly<Record<string, unknown>> {
  return isRecord(raw) ? raw : {};
}

export function text(raw: unknown): string | undefined {
  return typeof raw === 'string' && raw !== '' ? raw : undefined;
}

export function list(raw: unknown): readonly unknown[] {
  return Array.isArray(raw) ? raw : [];
}

type Body = Omit<BotMessage, 'kind' | 'id' | 'at' | 'text' | 'name' | 'byPerson' | 'locale'>;

function readReply(activity: Readonly<Record<string, unknown>>): Body {
  const data = record(activity.channelData);
  const cards = list(data.cards).flatMap(readCard);
  const onCards = new Set(cards.map((card) => card.select.payload));
  return {
    prompt: readPrompt(data.prompt),
    choices: readChoices(activity, data).filter((choice) => !onCards.has(choice.payload)),
    cards,
    summary: list(data.summary).flatMap(readLine),
    link: readLink(data.link),
    reference: shownReference(data, text(activity.text) ?? ''),
    progress: readProgress(data.progress),
    search: isRecord(data.search),
    input: text(data.input),
  };
}

/** The number itself makes a ticket only where the message tells it; others carry it for programs alone. */
function shownReference(data: Readonly<Record<string, unknown>>, words: string): string | undefined {
  const reference = text(record(data.lead).reference);
  return reference !== undefined && words.includes(reference) ? reference : undefined;
}

function readChoices(activity: Readonly<Record<string, unknown>>, data: Readonly<Record<string, unknown>>): Choice[] {
  const own = list(data.choices).flatMap((row) => readChoice(row) ?? []);
  if (own.length > 0) return own;
  return list(record(activity.suggestedActions).actions).flatMap((raw) => {
    const action = record(raw);
    return readChoice({ payload: record(action.value).payload, label: action.title }) ?? [];
  });
}

function readChoice(raw: unknown): Choice | undefined {
  const { payload, label, description } = record(raw);
  const [id, words] = [text(payload), text(label)];
  return id && words ? { payload: id, label: words, description: text(description) } : undefined;
}

function readCard(raw: unknown): OfferCard[] {
  const card = record(raw);
  const [title, select] = [text(card.title), readChoice(card.select)];
  if (!title || !select) return [];
  return [{ title, select, subtitle: text(card.subtitle), lines: texts(card.lines), link: readLink(card.link) }];
}

function readLine(raw: unknown): SummaryLine[] {
  const line = record(raw);
  const label = text(line.label);
  return label ? [{ label, value: text(line.value) ?? '', change: readChoice(line.change) }] : [];
}

function readLink(raw: unknown): Link | undefined {
  const { label, url } = record(raw);
  const [words, address] = [text(label), webAddress(text(url) ?? '')];
  return words && address ? { label: words, url: address } : undefined;
}

function readPrompt(raw: unknown): BotMessage['prompt'] {
  const { promptId, kind, field } = record(raw);
  const id = text(promptId);
  return id ? { promptId: id, kind: text(kind) ?? '', field: text(field) } : undefined;
}

function readProgress(raw: unknown): BotMessage['progress'] {
  const { answered, total } = record(raw);
  return typeof answered === 'number' && typeof total === 'number' && total > 0 ? { answered, total } : undefined;
}

function texts(raw: unknown): string[] {
  return list(raw).flatMap((value) => text(value) ?? []);
}

function isRecord(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

function parseUrl(value: string): URL | undefined {
  try {
    return new URL(value);
  } catch {
    return undefined;
  }
}
