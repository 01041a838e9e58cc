import type { Card, QuickReply, Reply, TranscriptEntry } from '../../../dialogs/message';
import type { Activity, ActivitySet, Attachment, CardAction } from './wire';

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
  const common = {
    type: 'message',
    id: activityId(context.conversationId, entry.seq),
    timestamp: new Date(entry.at).toISOString(),
    channelId: 'directline',
    conversation: { id: context.conversationId },
  } as const;
  const { body } = entry;
  if (body.from === 'bot') return { ...common, ...renderReply(body.reply, context) };
  return { ...body.echo?.activity, ...common, from: { id: context.userId, role: 'user' }, text: textOf(body) };
}

/** Sortable and unique: `<conversation>|0000012`. */
export function activityId(conversationId: string, seq: number): string {
  return `${conversationId}|${String(seq).padStart(7, '0')}`;
}

type CustomerBody = Extract<TranscriptEntry['body'], { from: 'customer' }>;

function textOf(body: CustomerBody): string {
  if (body.kind === 'text') return body.text;
  return body.kind === 'choice' ? body.label : '';
}

type Spoken = Omit<Activity, 'type' | 'id' | 'timestamp' | 'channelId' | 'conversation'>;

function renderReply(reply: Reply, { userId, bankName }: RenderContext): Spoken {
  const cards = reply.cards ?? [];
  const onCards = new Set(cards.map(({ select }) => select.payload));
  const choices = (reply.choices ?? []).filter(({ payload }) => !onCards.has(payload));
  const attachments = [...cards.map(cardAttachment), ...(reply.link ? [linkAttachment(reply.link)] : [])];
  return {
    from: { id: 'assistant', name: bankName, role: 'bot' },
    recipient: { id: userId },
    locale: reply.locale,
    text: reply.text,
    textFormat: 'plain',
    inputHint: reply.prompt === undefined || reply.prompt.kind === 'say' ? 'acceptingInput' : 'expectingInput',
    ...(choices.length > 0 ? { suggestedActions: { to: [userId], actions: choices.map(tapAction) } } : {}),
    ...(attachments.length > 0 ? { attachmentLayout: cards.length > 1 ? 'carousel' : 'list', attachments } : {}),
    channelData: channelDataOf(reply),
  };
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
