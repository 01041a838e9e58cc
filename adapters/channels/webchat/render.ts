import type { Card, QuickReply, Reply, TranscriptEntry } from '../../../dialogs/message';
import type { Activity, ActivitySet, Attachment, CardAction, TypingActivity } from './wire';

/** Whose conversation is rendered, and the name the assistant speaks under. */
export interface RenderContext {
  readonly conversationId: string;
  readonly userId: string;
  readonly bankName: string;
}

/** Entries as one Direct Line page; the watermark stays where it was when there are none. */
export function renderEntries(
  entries: readonly TranscriptEntry[],
  afterSeq: number,
  context: RenderContext,
): ActivitySet {
  const last = entries.at(-1)?.seq ?? afterSeq;
  return { activities: entries.map((entry) => renderEntry(entry, context)), watermark: String(last) };
}

/** One stored entry as the activity every client sees, however often it asks. */
export function renderEntry(entry: TranscriptEntry, context: RenderContext): Activity {
  const { body } = entry;
  return body.from === 'customer' ? renderOwn(entry, body, context) : renderReply(entry, body.reply, context);
}

/** That a person is writing; it stands in no transcript, and the watermark stays where it was. */
export function renderTyping(name: string, afterSeq: number, { conversationId }: RenderContext) {
  const from = { id: 'agent', name, role: 'bot' } as const;
  const typing: TypingActivity = {
    type: 'typing',
    channelId: 'directline',
    conversation: { id: conversationId },
    from,
  };
  return { activities: [typing], watermark: String(afterSeq) };
}

/** Sortable and unique: `<conversation>|0000012`. */
export function activityId(conversationId: string, seq: number): string {
  return `${conversationId}|${String(seq).padStart(7, '0')}`;
}

type CustomerBody = Extract<TranscriptEntry['body'], { from: 'customer' }>;

function renderOwn({ seq, at }: TranscriptEntry, body: CustomerBody, context: RenderContext): Activity {
  return {
    ...body.echo?.activity,
    type: 'message',
    id: activityId(context.conversationId, seq),
    timestamp: new Date(at).toISOString(),
    channelId: 'directline',
    conversation: { id: context.conversationId },
    from: { id: context.userId, role: 'user' },
    text: textOf(body),
  };
}

function textOf(body: CustomerBody): string {
  if (body.kind === 'text') return body.text;
  return body.kind === 'choice' ? body.label : '';
}

/** On the path of every message, so it is one object: what does not apply is undefined and disappears in JSON. */
function renderReply({ seq, at }: TranscriptEntry, reply: Reply, context: RenderContext): Activity {
  const { conversationId, userId, bankName } = context;
  const { cards = [], link, speaker } = reply;
  const choices = besidesCards(reply.choices ?? [], cards);
  const attachments = [...cards.map(cardAttachment), ...(link ? [linkAttachment(link)] : [])];
  return {
    type: 'message',
    id: activityId(conversationId, seq),
    timestamp: new Date(at).toISOString(),
    channelId: 'directline',
    conversation: { id: conversationId },
    // Clients know two sides; whose words these are the name says.
    from:
      speaker === undefined
        ? { id: 'assistant', name: bankName, role: 'bot' }
        : { id: 'agent', name: speaker, role: 'bot' },
    recipient: { id: userId },
    locale: reply.locale,
    text: reply.text,
    textFormat: 'plain',
    inputHint: reply.prompt === undefined || reply.prompt.kind === 'say' ? 'acceptingInput' : 'expectingInput',
    suggestedActions: choices.length > 0 ? { to: [userId], actions: choices.map(tapAction) } : undefined,
    attachmentLayout: attachments.length === 0 ? undefined : cards.length > 1 ? 'carousel' : 'list',
    attachments: attachments.length > 0 ? attachments : undefined,
    channelData: channelDataOf(reply),
  };
}

function besidesCards(choices: readonly QuickReply[], cards: readonly Card[]): readonly QuickReply[] {
  if (cards.length === 0) return choices;
  const onCards = new Set(cards.map(({ select }) => select.payload));
  return choices.filter(({ payload }) => !onCards.has(payload));
}

/** Comes back as text plus the payload, so that an old client and a new one mean the same. */
function tapAction({ label, payload }: QuickReply): CardAction {
  return { type: 'messageBack', title: label, text: label, displayText: label, value: { payload } };
}

function openAction({ label, url }: { readonly label: string; readonly url: string }): CardAction {
  return { type: 'openUrl', title: label, value: url };
}

function cardAttachment(card: Card): Attachment {
  return {
    contentType: 'application/vnd.microsoft.card.hero',
    content: {
      title: card.title,
      ...(card.subtitle === undefined ? {} : { subtitle: card.subtitle }),
      text: card.lines.join('\n'),
      buttons: [tapAction(card.select), ...(card.link ? [openAction(card.link)] : [])],
    },
  };
}

function linkAttachment(link: NonNullable<Reply['link']>): Attachment {
  return { contentType: 'application/vnd.microsoft.card.hero', content: { buttons: [openAction(link)] } };
}

/** The same things as data, for pages that lay them out themselves. Undefined ones disappear in JSON. */
function channelDataOf({ prompt, lead, progress, search, summary, link, input, cards, choices }: Reply): object {
  return { prompt, lead, progress, search, summary, link, input, cards, choices };
}
