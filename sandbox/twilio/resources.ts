import type { Content, Message } from './message';

const API_VERSION = '2010-04-01';

/** A message as Twilio's API writes it, with every field of its schema. */
export function messageResource(accountSid: string, message: Message): object {
  const uri = `/${API_VERSION}/Accounts/${accountSid}/Messages/${message.sid}`;
  const isInbound = message.direction === 'in';
  return {
    account_sid: accountSid,
    api_version: API_VERSION,
    body: message.body,
    date_created: rfc2822(message.createdAt),
    date_sent: message.sentAt === undefined ? null : rfc2822(message.sentAt),
    date_updated: rfc2822(message.updatedAt),
    direction: isInbound ? 'inbound' : 'outbound-api',
    error_code: message.errorCode ?? null,
    error_message: message.errorCode === undefined ? null : (FAILURES[message.errorCode] ?? 'The message failed'),
    from: isInbound ? message.user : message.sender,
    messaging_service_sid: message.messagingServiceSid ?? null,
    num_media: String(message.media.length),
    num_segments: '1',
    price: null,
    price_unit: null,
    sid: message.sid,
    status: message.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: isInbound ? message.sender : message.user,
    uri: `${uri}.json`,
  };
}

export function mediaResource(accountSid: string, message: Message, media: Message['media'][number]): object {
  return {
    account_sid: accountSid,
    content_type: media.contentType,
    date_created: rfc2822(message.createdAt),
    date_updated: rfc2822(message.createdAt),
    parent_sid: message.sid,
    sid: media.sid,
    uri: `/${API_VERSION}/Accounts/${accountSid}/Messages/${message.sid}/Media/${media.sid}.json`,
  };
}

export function contentResource(accountSid: string, content: Content): object {
  const url = `https://content.twilio.com/v1/Content/${content.sid}`;
  const date = isoSeconds(content.createdAt);
  return {
    sid: content.sid,
    account_sid: accountSid,
    friendly_name: content.friendlyName,
    language: content.language,
    variables: content.variables,
    types: content.types,
    url,
    date_created: date,
    date_updated: date,
    links: { approval_create: `${url}/ApprovalRequests/whatsapp`, approval_fetch: `${url}/ApprovalRequests` },
  };
}

export function approvalResource(accountSid: string, content: Content): object {
  const status = content.isApproved ? 'approved' : 'unsubmitted';
  return {
    sid: content.sid,
    account_sid: accountSid,
    whatsapp: {
      type: 'whatsapp',
      name: content.friendlyName,
      category: 'UTILITY',
      content_type: Object.keys(content.types)[0] ?? '',
      status,
      rejection_reason: '',
      allow_category_change: true,
    },
    url: `https://content.twilio.com/v1/Content/${content.sid}/ApprovalRequests`,
  };
}

/** Twilio's own words, as far as the sandbox lets messages fail by itself. */
const FAILURES: Readonly<Record<number, string>> = {
  63003: 'Channel could not find To address',
  63005: 'Channel did not accept given content',
  63016: 'Failed to send freeform message because you are outside the allowed window',
  63021: 'Channel invalid content error',
  63024: 'Invalid message recipient',
  63033: 'Recipient was blocked to receive a message',
};

function rfc2822(at: number): string {
  return new Date(at).toUTCString().replace('GMT', '+0000');
}

function isoSeconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
