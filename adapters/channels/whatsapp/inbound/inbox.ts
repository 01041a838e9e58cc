import type { Address, CustomerMessage, ProviderCopy } from '../../../../dialogs/message';
import type { HttpResponse, Route } from '../../../route';
import type { Messenger, MessengerGateway } from '../../channel';
import type { WhatsAppAccount, WhatsAppSender } from '../accounts';
import type { ListedMessage } from '../listed';
import type { PayloadSeal } from '../payloadSeal';
import { INBOUND_PATH, STATUS_PATH } from '../webhookPaths';
import { type Inbound, inboundOf, inboundOfListed, messageBodyOf } from './inbound';
import { createRecentSids } from './recentSids';
import { createRedirect, openMarkets, type RedirectOptions } from './redirect';
import { createSenderLimit, type SenderLimit } from './senderLimit';
import { createStatusHandler } from './status';
import { tryAgain, type Webhook, type WebhookOptions, WebhookRefusal, webhookRoute } from './webhook';

export interface WhatsAppInboxOptions extends WebhookOptions, RedirectOptions {
  readonly gateway: MessengerGateway;
  readonly seal: Pick<PayloadSeal, 'open'>;
  /** Deletes the provider's copy of a message that must leave no trace. False: it is still there. */
  readonly purge: Messenger['purge'];
  /** Of one person, in this process; as many as come, when nothing is said. */
  readonly messagesPerMinute?: number;
}

export interface WhatsAppInbox {
  readonly routes: readonly Route[];
  /** Takes a message that the gap sweeper found, the same way as one that was delivered. False: try again later. */
  admitListed(account: WhatsAppAccount, sender: WhatsAppSender, listed: ListedMessage): Promise<boolean>;
}

/** Everything customers write to us on WhatsApp, and how what we wrote to them fares. */
export function createWhatsAppInbox(options: WhatsAppInboxOptions): WhatsAppInbox {
  const { gateway, clock } = options;
  const seen = createRecentSids();
  const limit = createSenderLimit(options.messagesPerMinute ?? Number.MAX_SAFE_INTEGER);
  const admit = createAdmission(options);
  const admitOnce = async (inbound: Inbound): Promise<Admission> => {
    const admission = await admit(inbound);
    if (admission.taken) seen.add(inbound.sid);
    return admission;
  };
  return {
    routes: [
      webhookRoute(options, INBOUND_PATH, (webhook) => receiveInbound(webhook, { limit, admit: admitOnce })),
      webhookRoute(options, STATUS_PATH, createStatusHandler(gateway, clock)),
    ],
    async admitListed(account, sender, listed) {
      if (seen.has(listed.sid)) return true;
      const inbound = inboundOfListed(account, sender, listed);
      return inbound === undefined || (await admitOnce(inbound)).taken;
    },
  };
}

type Admission = { readonly taken: true } | { readonly taken: false; readonly retryAfterMs: number };

const RETRY_AFTER_MS = 2_000;
/** Replies leave on their own way after the turn: what is said in this answer could be lost. */
const RECEIVED: HttpResponse = {
  status: 200,
  headers: { 'Content-Type': 'text/xml; charset=utf-8' },
  body: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
};

async function receiveInbound(
  { account, form }: Webhook,
  { limit, admit }: { readonly limit: SenderLimit; readonly admit: (inbound: Inbound) => Promise<Admission> },
): Promise<HttpResponse | WebhookRefusal> {
  const inbound = inboundOf(account, form);
  if (inbound === undefined) return new WebhookRefusal('incomplete');
  if (inbound === 'notOurs') return new WebhookRefusal('notOurs');
  const waitMs = await limit(inbound.user);
  if (waitMs !== undefined) return tryAgain(waitMs);
  const admission = await admit(inbound);
  return admission.taken ? RECEIVED : tryAgain(admission.retryAfterMs);
}

/** The one door for a customer's message. Once it says `taken`, the message is durable or must leave no trace. */
function createAdmission(options: WhatsAppInboxOptions): (inbound: Inbound) => Promise<Admission> {
  const redirect = createRedirect(options);
  return async (inbound) => {
    const { account, sender, user } = inbound;
    const address: Address = { account: account.accountSid, sender: sender.address, user };
    const markets = openMarkets(sender.markets, options.marketInfo);
    if (markets === undefined) {
      // Where WhatsApp is barred nothing remembers who was led away, so a message found later leads nobody away again.
      if (inbound.sentAt === undefined) void redirect(address, sender.markets[0]);
      void forget(options, inbound);
      return { taken: true };
    }
    try {
      const conversationId = await options.gateway.conversationOf({ sender: sender.address, ...inbound.names });
      const start = { userId: user, markets, address };
      const receipt = await options.gateway.receive(customerMessage(options, inbound, conversationId, start));
      return receipt.status === 'unavailable' ? { taken: false, retryAfterMs: receipt.retryAfterMs } : { taken: true };
    } catch (err) {
      options.log.error({ code: 'whatsapp.notTaken', err }, 'A message could not be taken');
      return { taken: false, retryAfterMs: RETRY_AFTER_MS };
    }
  };
}

/** Nothing remembers the message, so this is tried once; who must know of one that stayed reads it in the log. */
async function forget({ purge, log }: WhatsAppInboxOptions, inbound: Inbound): Promise<void> {
  const code = 'whatsapp.notPurged';
  const stays = `${inbound.sid} may still be at the provider, though nobody may keep it`;
  try {
    if (!(await purge(copyOf(inbound)))) log.warn({ code }, stays);
  } catch (err) {
    log.warn({ code, err }, stays);
  }
}

function copyOf({ account, sid, media }: Inbound): ProviderCopy {
  return { account: account.accountSid, message: sid, media };
}

function customerMessage(
  { seal, clock }: WhatsAppInboxOptions,
  inbound: Inbound,
  conversationId: string,
  start: NonNullable<CustomerMessage['start']>,
): CustomerMessage {
  const { sid, content, sentAt } = inbound;
  return {
    id: sid,
    conversationId,
    channel: 'whatsapp',
    receivedAt: clock(),
    start,
    copy: copyOf(inbound),
    ...(sentAt === undefined ? {} : { sentAt }),
    ...messageBodyOf(content, (sealed) => seal.open(conversationId, sealed)),
  };
}
