import type { CustomerMessage } from '../../../dialogs/message';
import { isPayload } from '../../../dialogs/payload';
import type { Locale, Market } from '../../../machines/market';
import { clientActivityIdOf, echoOf } from './echo';
import { isJsonObject } from './json';
import type { ClientActivity } from './wire';

/** What a channel already knows of the sender before it reads the activity. */
export interface Sender {
  readonly conversationId: string;
  readonly userId: string;
  readonly market: Market;
  readonly locale?: Locale;
}

export interface Arrival {
  readonly sender: Sender;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** An id of ours, for clients that give their messages none: without one of theirs a repeat cannot be told apart. */
  readonly newId: () => string;
}

/** Undefined: an activity that means nothing to the conversation (typing, an event of the page); it is accepted and dropped. */
export function parseActivity(activity: ClientActivity, arrival: Arrival): CustomerMessage | undefined {
  if (activity.type === 'event' && activity.name === 'webchat/join') return joined(activity, arrival);
  if (activity.type !== 'message') return undefined;
  const envelope = envelopeOf(activity, arrival);
  const choice = choiceOf(activity);
  if (choice !== undefined) return { ...envelope, kind: 'choice', ...choice, echo: echoOf(activity, choice) };
  const media = mediaOf(activity);
  if (media !== undefined) return { ...envelope, kind: 'media', media, echo: echoOf(activity) };
  if (activity.text === undefined) return undefined;
  return { ...envelope, kind: 'text', text: withoutControls(activity.text), echo: echoOf(activity) };
}

/** The customer opened the chat: the first message of every conversation, sent once by whoever starts it. */
export function startedMessage(arrival: Arrival, id = 'dl:start'): CustomerMessage {
  const { conversationId, userId, market, locale } = arrival.sender;
  return {
    id,
    conversationId,
    channel: 'webchat',
    receivedAt: arrival.receivedAt,
    kind: 'started',
    userId,
    market,
    ...(locale === undefined ? {} : { locale }),
  };
}

function joined(activity: ClientActivity, arrival: Arrival): CustomerMessage {
  return startedMessage(arrival, envelopeOf(activity, arrival).id);
}

function envelopeOf(activity: ClientActivity, arrival: Arrival) {
  const clientId = clientActivityIdOf(activity);
  return {
    id: clientId === undefined ? `dls:${arrival.newId()}` : `dl:${clientId}`,
    conversationId: arrival.sender.conversationId,
    channel: 'webchat',
    receivedAt: arrival.receivedAt,
  } as const;
}

const MAX_LABEL = 200;

function choiceOf(activity: ClientActivity): { readonly payload: string; readonly label: string } | undefined {
  const payload = [payloadIn(activity.value), activity.value, activity.text].find(isPayload);
  if (payload === undefined) return undefined;
  const shown = displayTextOf(activity) ?? activity.text ?? payload;
  return { payload, label: [...withoutControls(shown)].slice(0, MAX_LABEL).join('') };
}

function payloadIn(value: unknown): unknown {
  return isJsonObject(value) ? value.payload : undefined;
}

function displayTextOf(activity: ClientActivity): string | undefined {
  const messageBack = activity.channelData?.messageBack;
  const shown = isJsonObject(messageBack) ? messageBack.displayText : undefined;
  return typeof shown === 'string' ? shown : undefined;
}

type Media = Extract<CustomerMessage, { kind: 'media' }>['media'];

function mediaOf(activity: ClientActivity): Media | undefined {
  const [attachment] = activity.attachments ?? [];
  if (attachment !== undefined) return mediaOfType(attachment.contentType ?? '');
  const places = (activity.entities ?? [])
    .filter(isJsonObject)
    .some(({ type }) => type === 'Place' || type === 'GeoCoordinates');
  return places && !activity.text ? 'location' : undefined;
}

/** From a media type: `image/png` is an image. */
export function mediaOfType(contentType: string): Media {
  const type = contentType.toLowerCase();
  const [family] = type.split('/', 1);
  if (family === 'image' || family === 'audio' || family === 'video') return family;
  if (/^text\/(?:x-)?vcard/.test(type)) return 'contact';
  return family === 'application' || family === 'text' ? 'document' : 'unknown';
}

/** Control characters and broken surrogates mean nothing in a chat and trouble elsewhere; line breaks stay. */
function withoutControls(text: string): string {
  if (!/[\p{Cc}\p{Cs}]/u.test(text)) return text;
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\t/g, ' ')
    .replace(/(?!\n)[\p{Cc}\p{Cs}]/gu, '');
}
