import type { ChannelId, Reply, TranscriptEntry } from '../../dialogs/message';
import { parsePayload } from '../../dialogs/payload';
import { recognize } from '../../dialogs/recognize';
import { rowsOf } from '../../dialogs/rows';
import type { Understanding, View } from '../../dialogs/view';
import type { StepId } from '../../machines/flow';
import { FIELDS, type FieldId } from '../../machines/lead';
import type { Locale, Market } from '../../machines/market';
import type { ConversationDocument } from '../documents';
import { fakeValue } from './fakeValue';
import { type Below, sameShape } from './sameShape';

/** What a customer did, with nothing of it that is theirs. */
export type FakedMove = (
  | { readonly kind: 'opens' }
  | { readonly kind: 'types'; readonly text: string }
  | { readonly kind: 'taps'; readonly choice: string; readonly step?: StepId }
  | { readonly kind: 'sends'; readonly media: Media }
  | { readonly kind: 'waits'; readonly minutes: number }
) & {
  /** The question that was open. */
  readonly asked?: { readonly step: StepId; readonly field?: FieldId };
};

type Media = 'image' | 'audio' | 'video' | 'document' | 'location' | 'contact' | 'sticker' | 'unknown';

/** One conversation as it may be looked at by whoever changes flows: no name, no number, no id and no date. */
export interface FakedConversation {
  readonly market: Market;
  readonly locale: Locale;
  readonly channel: ChannelId;
  readonly version: number;
  readonly moves: readonly FakedMove[];
  /** A person of the bank took part from here on; what came after is left out. */
  readonly endsWithPerson: boolean;
}

export interface FakingParts {
  /** What the bot would see of the conversation as it is in this document. */
  readonly viewOf: (document: ConversationDocument) => View;
  readonly below: Below;
  /** Choices that decide which way a flow goes: they stay what they were, or the way would be another. */
  readonly forks: ReadonlySet<FieldId>;
}

/**
 * A conversation with everything personal in it replaced. What a customer typed leaves only as what we call it ourselves
 * (a button, a row, a command) or as something drawn by chance that has its shape: never as it was.
 */
export function fakedConversation(
  parts: FakingParts,
  document: ConversationDocument,
  entries: readonly TranscriptEntry[],
): FakedConversation {
  const faker = createFaker(parts);
  const moves: FakedMove[] = [{ kind: 'opens' }];
  const shown: Reply[] = [];
  let lastAt = entries[0]?.at ?? 0;
  let endsWithPerson = false;
  for (const [index, { body, at }] of entries.entries()) {
    if (body.from === 'agent') {
      endsWithPerson = true;
      break;
    }
    if (body.from === 'bot') shown.push(body.reply);
    // On a messenger the first thing that is written opens the conversation.
    else if (shown.length > 0)
      moves.push(...pause(at - lastAt), ...faker.moves(document, { shown, next: askedNext(entries, index) }, body));
    lastAt = at;
  }
  const { market, channel, flow } = document;
  const locale = shown[0]?.locale ?? document.locale;
  return { market, locale, channel, version: flow.version, moves, endsWithPerson };
}

/** What was asked after an entry: of buttons that are called the same it tells which was tapped. */
function askedNext(entries: readonly TranscriptEntry[], index: number): FieldId | undefined {
  const said = entries.slice(index + 1, index + LOOK_AHEAD);
  const asking = said.flatMap(({ body }) => (body.from === 'bot' ? [body.reply.prompt] : [])).find((one) => one?.field);
  return asking?.field;
}

const LOOK_AHEAD = 6;
const HOUR_MS = 3_600_000;

/** To the hour: that somebody was away matters, and when exactly does not. */
function pause(ms: number): readonly FakedMove[] {
  const hours = Math.min(Math.round(ms / HOUR_MS), 24 * 30);
  return hours < 1 ? [] : [{ kind: 'waits', minutes: hours * 60 }];
}

/** All that was said so far, and what was asked next. */
interface Seen {
  readonly shown: readonly Reply[];
  readonly next: FieldId | undefined;
}
type Said = Extract<TranscriptEntry['body'], { from: 'customer' }>;

function createFaker({ viewOf, below, forks }: FakingParts) {
  const fakes = new Map<string, string>();
  const codes = new Map<FieldId, Map<string, string>>();
  /** The same for the same, so that somebody who says a thing twice still does. */
  const once = (text: string, draw: () => string): string => {
    const fake = fakes.get(text) ?? draw();
    fakes.set(text, fake);
    return fake;
  };
  const picked = (field: FieldId | undefined, code: string, offered: readonly string[]): string => {
    if (field === undefined || FIELDS[field].privacy === 'none' || forks.has(field)) return code;
    const known = codes.get(field) ?? new Map<string, string>();
    const fake = known.get(code) ?? offered[below(offered.length)] ?? code;
    codes.set(field, known.set(code, fake));
    return fake;
  };

  const typed = (view: View, text: string): FakedMove | undefined => {
    const heard = recognize(view, { ...ENVELOPE, kind: 'text', text });
    // Only the row that is found in the end counts.
    if (heard.kind === 'narrow') return undefined;
    const ours = inOurWords(heard, view, picked);
    if (ours !== undefined) return ours;
    const step = view.flow.steps[view.step];
    const isAnswer = step?.kind === 'ask' && step.choices === undefined;
    return {
      kind: 'types',
      text: once(text, () => (isAnswer ? fakeValue(text, view, step, below) : sameShape(text, below))),
    };
  };
  const tapped = (seen: Seen, label: string): FakedMove => {
    const tap = tapOn(seen, label);
    // What no message of ours had on a button a client wrote there.
    if (tap === undefined) return { kind: 'types', text: once(label, () => sameShape(label, below)) };
    const { payload, meaning, reply } = tap;
    if (meaning.kind === 'command') return { kind: 'taps', choice: payload };
    const step = meaning.step === undefined ? {} : { step: meaning.step };
    if (meaning.choice.kind !== 'pick') return { kind: 'taps', choice: choiceIn(payload), ...step };
    const code = picked(reply.prompt?.field, meaning.choice.code, picksOf(reply));
    // Of a long list other rows may be shown the next time; typed it is found wherever it is.
    const row = reply.search && buttonsOf(reply).find((one) => one.payload.endsWith(`|pick:${code}`));
    return row === undefined ? { kind: 'taps', choice: `pick:${code}`, ...step } : { kind: 'types', text: row.label };
  };

  return {
    moves(document: ConversationDocument, seen: Seen, said: Said): readonly FakedMove[] {
      const { shown } = seen;
      const asking = shown.findLast(({ prompt }) => prompt !== undefined && ASKS.has(prompt.kind));
      const asked = asking?.prompt && {
        asked: { step: asking.prompt.step, ...(asking.prompt.field && { field: asking.prompt.field }) },
      };
      if (said.kind === 'media') return [{ kind: 'sends', media: mediaOf(said.media), ...asked }];
      if (said.kind === 'choice') return [{ ...tapped(seen, said.label), ...asked }];
      const move = typed(viewAt(viewOf, document, shown, asking), said.text);
      return move === undefined ? [] : [{ ...move, ...asked }];
    },
  };
}

/** The button that was tapped, of the newest message that has one with these words. */
function tapOn({ shown, next }: Seen, label: string) {
  const reply = shown.findLast((one) => buttonsOf(one).some((button) => button.label === label));
  if (reply === undefined) return undefined;
  const same = buttonsOf(reply).filter((one) => one.label === label);
  const button = same.find(({ payload }) => payload.endsWith(`|change:${next}`)) ?? same[0];
  const meaning = button && parsePayload(button.payload);
  return button && meaning && { reply, payload: button.payload, meaning };
}

function choiceIn(payload: string): string {
  return payload.startsWith('cmd|') ? payload : payload.slice(payload.indexOf('|') + 1);
}

const ASKS: ReadonlySet<string> = new Set(['ask', 'consent', 'review']);
const ENVELOPE = { id: 'faked', conversationId: 'faked', channel: 'webchat', receivedAt: 0 } as const;
const MEDIA: readonly string[] = ['image', 'audio', 'video', 'document', 'location', 'contact', 'sticker'];

function mediaOf(media: string): Media {
  return MEDIA.includes(media) ? (media as Media) : 'unknown';
}

/** As the customer stood there: before the last question that was asked. */
function viewAt(
  viewOf: FakingParts['viewOf'],
  document: ConversationDocument,
  shown: readonly Reply[],
  asking: Reply | undefined,
): View {
  const { prompt: _now, ...rest } = document;
  const locale = shown.at(-1)?.locale ?? document.locale;
  const at: ConversationDocument = { ...rest, status: 'bot', locale };
  if (asking?.prompt === undefined) return viewOf(at);
  const offered = buttonsOf(asking).map(({ payload, label }) => ({
    choice: choiceIn(payload),
    label,
  }));
  const { step } = asking.prompt;
  const prompt = { ...asking.prompt, offered, attempts: 0, revision: document.facts.revision };
  return viewOf({ ...at, step, prompt });
}

type Picked = (field: FieldId | undefined, code: string, offered: readonly string[]) => string;

/** What was typed and means something of ours, as that thing itself; undefined when it has to be drawn. */
function inOurWords(heard: Understanding, view: View, picked: Picked): FakedMove | undefined {
  switch (heard.kind) {
    case 'command':
      return { kind: 'taps', choice: `cmd|${heard.command}` };
    case 'change':
      return { kind: 'taps', choice: heard.field === undefined ? 'cmd|change' : `cmd|change:${heard.field}` };
    case 'language':
      return { kind: 'taps', choice: heard.locale === undefined ? 'cmd|language' : `cmd|language:${heard.locale}` };
    case 'score':
      return { kind: 'taps', choice: `cmd|score:${heard.score}` };
    case 'event':
      return decisionInOurWords(heard.event, view, picked);
    default:
      return undefined;
  }
}

function decisionInOurWords(
  event: Extract<Understanding, { kind: 'event' }>['event'],
  view: View,
  picked: Picked,
): FakedMove | undefined {
  if (event.type === 'consent.granted') return { kind: 'taps', choice: 'grant', step: event.step };
  if (event.type === 'consent.declined') return { kind: 'taps', choice: 'refuse', step: event.step };
  if (event.type === 'review.accepted') return { kind: 'taps', choice: 'accept', step: event.step };
  if (event.type !== 'customer.answered') return undefined;
  if (event.value === null) return { kind: 'taps', choice: 'skip', step: event.step };
  const step = view.flow.steps[event.step];
  if (step?.kind !== 'ask' || step.choices === undefined) return undefined;
  const rows = rowsOf(view, step);
  const code = picked(
    event.field,
    event.value,
    rows.map((row) => row.code),
  );
  const isOffered = view.prompt?.offered.some(({ choice }) => choice === `pick:${code}`);
  if (isOffered) return { kind: 'taps', choice: `pick:${code}`, step: event.step };
  return { kind: 'types', text: rows.find((row) => row.code === code)?.label ?? code };
}

function buttonsOf({ choices = [], cards = [], summary = [] }: Reply) {
  const changes = summary.flatMap(({ change }) => (change === undefined ? [] : [change]));
  return [...choices, ...cards.map(({ select }) => select), ...changes];
}

function picksOf(reply: Reply): readonly string[] {
  return buttonsOf(reply).flatMap(({ payload }) => /\|pick:(.*)$/.exec(payload)?.[1] ?? []);
}
