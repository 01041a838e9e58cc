import type { Address } from '../../../../dialogs/message';
import { localeChain, type Texts } from '../../../../dialogs/texts';
import type { Locale } from '../../../../machines/market';
import type { Http } from '../../../http';
import type { Messenger, Outgoing, SendOutcome, SendTry } from '../../channel';
import type { WhatsAppAccount } from '../accounts';
import { MAX_TEXT, PACE } from '../limits';
import type { ListInbound } from '../listed';
import type { PayloadSeal } from '../payloadSeal';
import { type ContentLibrary, createContentLibrary } from './contentLibrary';
import { contentFor } from './contentTemplates';
import { accountOf, lineOf } from './lines';
import { findSent, listInbound } from './messageList';
import { createProviderClock } from './providerClock';
import { purgeCopy } from './purgeCopy';
import { compose } from './render';
import { splitText } from './splitText';
import { type SubmitParts, submitMessage, trySubmit } from './submitMessage';
import { createTwilioClients } from './twilioClient';
import { TwilioFault } from './twilioFault';

export interface WhatsAppMessengerParts {
  readonly accounts: readonly WhatsAppAccount[];
  readonly http: Pick<Http, 'request'>;
  readonly texts: Pick<Texts, 'say'>;
  readonly seal: PayloadSeal;
  /** Where Twilio reaches us. */
  readonly publicBaseUrl: string;
  readonly clock: () => number;
  readonly log: Readonly<
    Record<'warn' | 'error', (fields: Readonly<Record<string, unknown>>, message: string) => void>
  >;
}

export interface WhatsAppMessenger extends Messenger {
  /** Makes buttons and lists available; until then what has them is sent as text. Never rejects. */
  sync(): Promise<void>;
  readonly listInbound: ListInbound;
  /** A few words outside any conversation, of which no report is asked for. Rejects when Twilio does not take them. */
  sendText(address: Address, text: string): Promise<void>;
  /** Ends what runs in the background. */
  stop(): void;
}

/** WhatsApp through Twilio. Each call goes out once; what became of it is told, never guessed. */
export function createWhatsAppMessenger(parts: WhatsAppMessengerParts): WhatsAppMessenger {
  const { accounts, texts, seal, log } = parts;
  const providerClock = createProviderClock();
  const clientOf = createTwilioClients({ ...parts, providerClock });
  const library = createContentLibrary({ ...parts, clientOf });
  const submitting = { ...parts, clientOf };
  return {
    pace: PACE,
    compose: (replies, { conversationId, asText }) =>
      compose(replies, { texts, asText, seal: (payload) => seal.seal(conversationId, payload) }),
    send: (message, address, of) => send({ library, submitting, message, address, of }),
    nudge(address, locale, of) {
      const contentSid = templateFor(accounts, address, locale);
      return contentSid === undefined ? undefined : trySubmit(submitting, address, { contentSid }, of);
    },
    hasTemplate: (address, locale) => templateFor(accounts, address, locale) !== undefined,
    async find(message, address, since, known) {
      const { account, sender } = lineOf(accounts, address);
      return findSent(await clientOf(account), providerClock, { message, address, sender, since, known });
    },
    async purge(copy) {
      try {
        await purgeCopy(await clientOf(accountOf(accounts, copy.account)), copy);
        return true;
      } catch (err) {
        log.warn({ err, ...(err instanceof TwilioFault && { code: err.code }) }, 'whatsapp.cannotPurge');
        return false;
      }
    },
    listInbound: async (account, sender, sinceMs) =>
      listInbound(await clientOf(account), providerClock, sender, sinceMs),
    async sendText(address, text) {
      for (const body of splitText(text, MAX_TEXT)) await submitMessage(submitting, address, { body });
    },
    sync: () => library.sync(),
    stop: () => library.stop(),
  };
}

interface Sending {
  readonly library: ContentLibrary;
  readonly submitting: SubmitParts;
  readonly message: Outgoing;
  readonly address: Address;
  readonly of: SendTry;
}

/** Twilio does not know this content, or not any more. */
const CONTENT_GONE: ReadonlySet<string> = new Set(['21654', '21655']);

/** Buttons and lists go by their content; while that is not there, the same is said in words. */
async function send({ library, submitting, message, address, of }: Sending): Promise<SendOutcome> {
  const content = contentFor(message);
  if (content === undefined) return trySubmit(submitting, address, { body: message.body }, of);
  const contentSid = library.sidOf(address.account, content.name);
  if (contentSid === undefined) {
    const body = message.content?.asText;
    if (body !== undefined) return trySubmit(submitting, address, { body }, of);
    return { class: 'refused', problem: 'contentRefused', code: 'contentsNotReady' };
  }
  const cargo = { contentSid, contentVariables: content.variables };
  const outcome = await trySubmit(submitting, address, cargo, of);
  if (outcome.class === 'refused' && CONTENT_GONE.has(outcome.code)) library.forget(address.account, content.name);
  return outcome;
}

/** In the customer's own language, or none: a template in another one would puzzle more than silence. */
function templateFor(accounts: readonly WhatsAppAccount[], address: Address, locale: Locale): string | undefined {
  const templates = accounts.find(({ accountSid }) => accountSid === address.account)?.templates ?? {};
  const [language] = locale.split('-', 1);
  const own = localeChain(locale).filter((tag) => tag.split('-', 1)[0] === language);
  return own.map((tag) => templates[tag]).find((sid) => sid !== undefined);
}
