import { z } from 'zod';
import type { Message, Shown } from './message';
import { type Delivery, UNDELIVERED } from './post';
import { newSid } from './sids';
import type { Twilio } from './twilio';
import type { Form } from './webhooks';

/** What a customer does on the phone. */
export const Inbound = z.strictObject({
  user: z.string().regex(/^whatsapp:\S+$/),
  sender: z.string().regex(/^whatsapp:\+\d+$/),
  kind: z.enum(['text', 'button', 'list', 'image', 'voice', 'video', 'document', 'sticker', 'location', 'contacts']),
  text: z.string().max(4_096).optional(),
  payload: z.string().optional(),
  title: z.string().optional(),
  repliedTo: z.string().optional(),
  /** The id that stays when the number is hidden, with or without `whatsapp:`. */
  personId: z.string().optional(),
  profileName: z.string().optional(),
  /** The same sid again is the same message delivered again. */
  sid: z
    .string()
    .regex(/^(SM|MM)[0-9a-f]{32}$/)
    .optional(),
  /** Parameters besides: an advertisement's, or one that Twilio adds without notice. */
  extra: z.record(z.string(), z.string()).optional(),
});
export type Inbound = z.infer<typeof Inbound>;

/** Lists the message and posts it to the product. Given up or not, it stays listed: whoever missed it can find it. */
export async function receiveInbound(twilio: Twilio, inbound: Inbound): Promise<Delivery & { readonly sid: string }> {
  const message = twilio.ledger.message(inbound.sid ?? '') ?? keepInbound(twilio, inbound);
  const isOurs = twilio.account.senders.some(({ address }) => address === inbound.sender);
  const form = inboundForm(twilio, inbound, message);
  const delivery = isOurs ? await twilio.webhooks.inbound(inbound.user, form) : UNDELIVERED;
  return { sid: message.sid, ...delivery };
}

function keepInbound({ ledger, clock }: Twilio, inbound: Inbound): Message {
  const contentType = CONTENT_TYPES[inbound.kind];
  const body = bodyOf(inbound);
  const now = clock.now();
  return ledger.keep({
    sid: inbound.sid ?? newSid(contentType ? 'MM' : 'SM'),
    direction: 'in',
    user: inbound.user,
    sender: inbound.sender,
    body,
    media: contentType ? [{ sid: newSid('ME'), contentType }] : [],
    shown: shownOf(inbound, body, contentType),
    status: 'received',
    createdAt: now,
    sentAt: now,
    updatedAt: now,
  });
}

/** A tap is listed as the words of the button; a document as its name. */
function bodyOf({ kind, text, title }: Inbound): string {
  if (kind === 'button' || kind === 'list') return title ?? text ?? '';
  return text ?? (kind === 'document' ? 'document.pdf' : '');
}

function shownOf({ kind, repliedTo }: Inbound, body: string, contentType: string | undefined): Shown {
  return {
    kind: kind === 'button' || kind === 'list' ? 'text' : kind,
    body,
    ...(contentType === undefined ? {} : { media: { contentType } }),
    ...(repliedTo === undefined ? {} : { repliedTo }),
  };
}

const CONTENT_TYPES: Readonly<Partial<Record<Inbound['kind'], string>>> = {
  image: 'image/jpeg',
  voice: 'audio/ogg',
  video: 'video/mp4',
  document: 'application/pdf',
  sticker: 'image/webp',
  contacts: 'text/vcard',
};

function inboundForm(twilio: Twilio, inbound: Inbound, message: Message): Form {
  const { accountSid } = twilio.account;
  return {
    SmsMessageSid: message.sid,
    SmsSid: message.sid,
    MessageSid: message.sid,
    AccountSid: accountSid,
    ApiVersion: '2010-04-01',
    SmsStatus: 'received',
    From: inbound.user,
    To: inbound.sender,
    Body: bodyOf(inbound),
    NumSegments: '1',
    ReferralNumMedia: '0',
    ...personFields(inbound),
    ...mediaFields(accountSid, message),
    ...kindFields(twilio, inbound),
    ...inbound.extra,
  };
}

/** Who hides the number has no WaId: the id takes its place. */
function personFields({ user, personId, profileName = 'Sandbox customer', kind, title }: Inbound): Form {
  const number = /^whatsapp:\+(\d+)$/.exec(user)?.[1];
  const id = personId ?? (number === undefined ? user : undefined);
  const context = {
    ...(kind === 'button' && title !== undefined ? { ButtonText: title } : {}),
    ProfileName: profileName,
    WaId: number ?? null,
  };
  return {
    ProfileName: profileName,
    ...(number === undefined ? {} : { WaId: number }),
    ...(id === undefined ? {} : { ExternalUserId: id.startsWith('whatsapp:') ? id : `whatsapp:${id}` }),
    ChannelMetadata: JSON.stringify({ type: 'whatsapp', data: { context } }),
  };
}

function mediaFields(accountSid: string, { sid, media }: Message): Form {
  const parts = media.flatMap(({ sid: mediaSid, contentType }, index) => [
    [`MediaUrl${index}`, `https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Messages/${sid}/Media/${mediaSid}`],
    [`MediaContentType${index}`, contentType],
  ]);
  return { NumMedia: String(media.length), ...Object.fromEntries(parts) };
}

const MESSAGE_TYPES: Readonly<Record<Inbound['kind'], string>> = {
  text: 'text',
  button: 'interactive',
  list: 'interactive',
  image: 'image',
  voice: 'audio',
  video: 'video',
  document: 'document',
  sticker: 'sticker',
  location: 'location',
  contacts: 'contacts',
};

function kindFields({ ledger }: Twilio, { kind, title = '', text, payload = '', repliedTo, sender }: Inbound): Form {
  const isTemplate = ledger.message(repliedTo ?? '')?.isTemplate === true;
  const reply: Form =
    repliedTo === undefined ? {} : { OriginalRepliedMessageSid: repliedTo, OriginalRepliedMessageSender: sender };
  const type = kind === 'button' && isTemplate ? 'button' : MESSAGE_TYPES[kind];
  const common: Form = { MessageType: type, Forwarded: 'false', FrequentlyForwarded: 'false', ...reply };
  if (kind === 'button') return { ...common, ButtonText: title, ButtonPayload: payload };
  if (kind === 'list') return { ...common, ListId: payload, ListTitle: title };
  if (kind === 'location') {
    return {
      ...common,
      Latitude: '22.2793',
      Longitude: '114.1628',
      Address: text ?? 'Sandbox Street 1',
      Label: 'Home',
    };
  }
  return common;
}
