import type { CustomerMessage } from '../../../../dialogs/message';
import type { WhatsAppAccount, WhatsAppSender } from '../accounts';
import type { ListedMessage } from '../listed';
import { isMessageSid } from '../messageSid';
import type { Form } from './form';
import { type InboundContent, inboundContentOf } from './inboundContent';

/** One message of one customer to one of our senders, however we came to know of it. */
export interface Inbound {
  readonly sid: string;
  readonly account: WhatsAppAccount;
  readonly sender: WhatsAppSender;
  /** Where replies go, as the provider writes it. */
  readonly user: string;
  readonly names: PersonNames;
  readonly content: InboundContent;
  /** The provider's ids of what came with it; the files themselves are never fetched. */
  readonly media: readonly string[];
  /** Set when it was not delivered to us but found later. */
  readonly sentAt?: number;
}

/** A person hides the number behind an id of WhatsApp, or shows it, or both; at least one is known. */
export interface PersonNames {
  readonly personId?: string;
  /** E.164 with its plus. */
  readonly number?: string;
}

/** Undefined: it lacks what every message has. `notOurs`: it is to a number that this account does not have here. */
export function inboundOf(account: WhatsAppAccount, form: Form): Inbound | 'notOurs' | undefined {
  const [sid, user] = [form.get('MessageSid'), form.get('From')];
  if (sid === undefined || !isMessageSid(sid) || user === undefined || !isOnWhatsApp(user)) return undefined;
  const sender = account.senders.find(({ address }) => address === form.get('To'));
  if (sender === undefined) return 'notOurs';
  const names = namesOf(user, form.get('ExternalUserId'), form.get('WaId'));
  return { sid, account, sender, user, names, content: inboundContentOf(form), media: mediaSids(account, form) };
}

/** The list of messages knows no payloads and no kinds of media: a tap comes as its title, a file as a file. */
export function inboundOfListed(
  account: WhatsAppAccount,
  sender: WhatsAppSender,
  listed: ListedMessage,
): Inbound | undefined {
  const { sid, from, body, numMedia, sentAt } = listed;
  if (!isMessageSid(sid) || !isOnWhatsApp(from) || listed.to !== sender.address) return undefined;
  const content: InboundContent = numMedia > 0 ? { kind: 'media', media: 'unknown' } : { kind: 'text', text: body };
  return { sid, account, sender, user: from, names: namesOf(from), content, media: [], sentAt };
}

/** As the turn takes it. A payload that was not sealed for this very conversation says nothing: it becomes ''. */
export function messageBodyOf(content: InboundContent, open: (sealed: string) => string | undefined): MessageBody {
  switch (content.kind) {
    case 'text':
    case 'referral':
      return { kind: 'text', text: content.text };
    case 'quickReply':
    case 'list':
      return { kind: 'choice', payload: open(content.payload) ?? '', label: content.title };
    case 'media':
      return { kind: 'media', media: content.media };
    case 'location':
      return { kind: 'media', media: 'location' };
    case 'contacts':
      return { kind: 'media', media: 'contact' };
    case 'unknown':
      return { kind: 'media', media: 'unknown' };
  }
}

export type MessageBody =
  | Pick<Extract<CustomerMessage, { kind: 'text' }>, 'kind' | 'text'>
  | Pick<Extract<CustomerMessage, { kind: 'choice' }>, 'kind' | 'payload' | 'label'>
  | Pick<Extract<CustomerMessage, { kind: 'media' }>, 'kind' | 'media'>;

const PREFIX = 'whatsapp:';
const NUMBER = /^\+[1-9]\d{5,14}$/;

function isOnWhatsApp(address: string): boolean {
  return address.length > PREFIX.length && address.length <= 256 && address.startsWith(PREFIX);
}

/** The number in `From` comes first: the list of messages knows no other, and both must name the same person. */
function namesOf(user: string, externalUserId = '', waId = ''): PersonNames {
  const from = withoutPrefix(user);
  const shown = [from, `+${withoutPrefix(waId)}`].find((candidate) => NUMBER.test(candidate));
  const personId = withoutPrefix(externalUserId) || (NUMBER.test(from) ? '' : from);
  return { ...(personId === '' ? {} : { personId }), ...(shown === undefined ? {} : { number: shown }) };
}

function withoutPrefix(address: string): string {
  return address.startsWith(PREFIX) ? address.slice(PREFIX.length) : address;
}

/** Ten is the provider's own limit. An address that is not the account's own says nothing that we could delete. */
function mediaSids(account: WhatsAppAccount, form: Form): readonly string[] {
  const own = new RegExp(
    `^https://api\\.twilio\\.com/2010-04-01/Accounts/${account.accountSid}/Messages/[MS]M[0-9a-f]{32}/Media/(ME[0-9a-f]{32})$`,
    'i',
  );
  const urls = Array.from({ length: 10 }, (_, index) => form.get(`MediaUrl${index}`) ?? '');
  return urls.flatMap((url) => own.exec(url)?.[1] ?? []);
}
