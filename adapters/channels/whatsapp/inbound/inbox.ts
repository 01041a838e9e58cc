import type { Address, CustomerMessage } from '../../../../dialogs/message';
import type { HttpResponse, Route } from '../../../route';
import type { MessengerGateway } from '../../channel';
import type { WhatsAppAccount, WhatsAppSender } from '../accounts';
import type { ListedMessage } from '../listed';
import type { PayloadSeal } from '../payloadSeal';
import { INBOUND_PATH, STATUS_PATH } from '../webhookPaths';
import { type Inbound, inboundOf, inboundOfListed, messageBodyOf } from './inbound';
import { createRecentSids } from './recentSids';
import { createRedirect, openMarkets, type RedirectOptions } from './redirect';
import { createStatusHandler } from './status';
import { tryAgain, type Webhook, type WebhookOptions, WebhookRefusal, webhookRoute } from './webhook';

export interface WhatsAppInboxOptions extends WebhookOptions, RedirectOptions {
  readonly gateway: MessengerGateway;
  readonly seal: Pick<PayloadSeal, 'open'>;
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
  const admit = createAdmission(options);
  const admitOnce = async (inbound: Inbound): Promise<Admission> => {
    const admission = await admit(inbound);
    if (admission.taken) seen.add(inbound.sid);
    return admission;
  };
  return {
    routes: [
      webhookRoute(options, INBOUND_PATH, (webhook) => receiveInbound(webhook, admitOnce)),
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
  admit: (inbound: Inbound) => Promise<Admission>,
): Promise<HttpResponse | WebhookRefusal> {
  const inbound = inboundOf(account, form);
  if (inbound === undefined) return new WebhookRefusal('incomplete');
  if (inbound === 'notOurs') return new WebhookRefusal('notOurs');
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

function customerMessage(
  { seal, clock }: WhatsAppInboxOptions,
  { sid, account, content, media, sentAt }: Inbound,
  conversationId: string,
  start: NonNullable<CustomerMessage['start']>,
): CustomerMessage {
  return {
    id: sid,
    conversationId,
    channel: 'whatsapp',
    receivedAt: clock(),
    start,
    copy: { account: account.accountSid, message: sid, media },
    ...(sentAt === undefined ? {} : { sentAt }),
    ...messageBodyOf(content, (sealed) => seal.open(conversationId, sealed)),
  };
}
