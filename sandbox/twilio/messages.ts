import { type Answer, GONE, notFound, ok, twilioError } from './answer';
import type { Message } from './message';
import { pageOf } from './paging';
import { mediaResource, messageResource } from './resources';
import type { ApiCall, Twilio } from './twilio';

/** Newest first, as Twilio lists them. Times are compared in whole seconds, as Twilio keeps them. */
export function listMessages(twilio: Twilio, { query, path }: ApiCall): Answer {
  const isSent = dateFilter(query);
  if (!isSent) return twilioError(20422, 'Invalid parameter DateSent');
  const found = twilio.ledger
    .messages()
    .filter((message) => !message.isDeleted && hasEnds(message, query) && isSent(message))
    .reverse();
  const page = pageOf(found, query, path);
  if (!page) return twilioError(20422, 'Invalid parameter PageSize or Page');
  const { items, ...links } = page;
  return ok({ ...links, messages: items.map((message) => messageResource(twilio.account.accountSid, message)) });
}

export function fetchMessage(twilio: Twilio, call: ApiCall): Answer {
  return withMessage(twilio, call, (message) => ok(messageResource(twilio.account.accountSid, message)));
}

/** Redaction: the only text that may take the place of one is none. */
export function updateMessage(twilio: Twilio, call: ApiCall): Answer {
  return withMessage(twilio, call, (message) => {
    if (call.form.get('Body') !== '') return twilioError(20422, 'Body can only be replaced with an empty string');
    const redacted = twilio.ledger.keep({ ...message, body: '', updatedAt: twilio.clock.now() });
    return ok(messageResource(twilio.account.accountSid, redacted));
  });
}

export function deleteMessage(twilio: Twilio, call: ApiCall): Answer {
  return withMessage(twilio, call, (message) => {
    twilio.ledger.keep({ ...message, body: '', media: [], isDeleted: true });
    return GONE;
  });
}

export function listMedia(twilio: Twilio, call: ApiCall): Answer {
  return withMessage(twilio, call, (message) => {
    const page = pageOf(message.media, call.query, call.path);
    if (!page) return twilioError(20422, 'Invalid parameter PageSize or Page');
    const { items, ...links } = page;
    const { accountSid } = twilio.account;
    return ok({ ...links, media_list: items.map((media) => mediaResource(accountSid, message, media)) });
  });
}

export function fetchMedia(twilio: Twilio, call: ApiCall): Answer {
  return withMessage(twilio, call, (message) => {
    const media = message.media.find(({ sid }) => sid === call.segments[1]);
    return media ? ok(mediaResource(twilio.account.accountSid, message, media)) : notFound(call.path);
  });
}

export function deleteMedia(twilio: Twilio, call: ApiCall): Answer {
  return withMessage(twilio, call, (message) => {
    const media = message.media.filter(({ sid }) => sid !== call.segments[1]);
    if (media.length === message.media.length) return notFound(call.path);
    twilio.ledger.keep({ ...message, media });
    return GONE;
  });
}

function withMessage({ ledger }: Twilio, call: ApiCall, then: (message: Message) => Answer): Answer {
  const message = ledger.message(call.segments[0] ?? '');
  return message && !message.isDeleted ? then(message) : notFound(call.path);
}

function hasEnds({ direction, user, sender }: Message, query: URLSearchParams): boolean {
  const [from, to] = direction === 'in' ? [user, sender] : [sender, user];
  return (query.get('From') ?? from) === from && (query.get('To') ?? to) === to;
}

/** `DateSent>` and `DateSent<` include the time they name; a date alone is its midnight, or with `DateSent` its day. */
function dateFilter(query: URLSearchParams): ((message: Message) => boolean) | undefined {
  const [on, after, before] = ['DateSent', 'DateSent>', 'DateSent<'].map((name) => dateOf(query.get(name)));
  if (on === null || after === null || before === null) return undefined;
  return ({ sentAt, createdAt }) => {
    // One that waits to be sent is listed by the time at which it was taken.
    const at = Math.floor((sentAt ?? createdAt) / 1_000) * 1_000;
    const isOn =
      on === undefined || new Date(at).toISOString().slice(0, 10) === new Date(on).toISOString().slice(0, 10);
    return isOn && at >= (after ?? at) && at <= (before ?? at);
  };
}

/** Null: not a date. */
function dateOf(text: string | null): number | undefined | null {
  if (text === null) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) || !/^\d{4}-\d{2}-\d{2}/.test(text) ? null : Math.floor(at / 1_000) * 1_000;
}
