import { createHash } from 'node:crypto';
import type { Activity, ConversationReference, TurnContext } from 'botbuilder';
import type { Locale, Market } from '../../../machines/market';
import type { BotFrameworkHandoff } from '../../hubs/botFramework';
import { readStatus, STATUS } from '../../hubs/botFramework/handoff';
import type { HttpRequest, HttpResponse, Route } from '../../route';
import type { ConversationGateway, Receipt } from '../channel';
import { unavailable } from '../webchat/conversationRoutes';
import { parseJsonObject } from '../webchat/json';
import { parseActivity, startedMessage } from '../webchat/parse';
import { readActivity } from '../webchat/readActivity';
import { Refusal } from '../webchat/refusal';
import { type BotAdapter, CapturedResponse } from './botAdapter';
import { createDelivery, type Delivery } from './delivery';

export interface BotFrameworkOptions {
  /** Without all three of these the channel does not exist and botbuilder is not even loaded. */
  readonly appId?: string;
  readonly tenantId?: string;
  readonly password?: string;
  /** A bot registration serves one market. */
  readonly market: Market;
  readonly locale?: Locale;
  readonly bankName: string;
  readonly gateway: ConversationGateway;
  readonly clock: () => number;
  readonly random: (bytes: number) => Buffer;
  readonly log: { error(fields: Readonly<Record<string, unknown>>, message: string): void };
  /** Hosts that replies may be sent to; a leading dot stands for any subdomain. */
  readonly serviceHosts?: readonly string[];
  /** Where customers are passed on by the protocol's own events; missing: such events mean nothing. */
  readonly handoff?: BotFrameworkHandoff;
  /** Another adapter than the service's own, for tests of this channel. */
  readonly adapter?: BotAdapter;
}

const SERVICE_HOSTS = ['smba.trafficmanager.net', '.botframework.com', '.botframework.azure.us'];
const ISSUER = 'https://api.botframework.com';
const ACTIVITY_BYTES = 32 * 1024;
const FORBIDDEN = new Refusal(403, 'ServiceNotAllowed', 'Replies may not be sent to this service.').toResponse();
const UNAUTHORIZED = new Refusal(
  401,
  'Unauthorized',
  'Only the Bot Framework service may call this address.',
).toResponse();

type Registered = BotFrameworkOptions & {
  readonly appId: string;
  readonly tenantId: string;
  readonly password: string;
};

/** `/api/messages` for Azure Bot Service channels; no route at all unless the bot is registered. */
export function createBotFramework(options: BotFrameworkOptions): readonly Route[] {
  const { appId, tenantId, password } = options;
  if (!appId || !tenantId || !password) return [];
  const registered: Registered = { ...options, appId, tenantId, password };
  const adapter = options.adapter ?? cloudAdapter(registered);
  const delivery = createDelivery({ ...registered, adapter });
  options.handoff?.connect(delivery.sendEvent);
  const handle = (request: HttpRequest) => answer(registered, adapter, delivery, request);
  return [
    {
      method: 'POST',
      path: '/api/messages',
      maxBytes: ACTIVITY_BYTES,
      contentTypes: ['application/json'],
      // Whose conversation it is only the body says.
      urgency: 'first',
      handle,
    },
  ];
}

async function answer(
  options: Registered,
  adapter: BotAdapter,
  delivery: Delivery,
  request: HttpRequest,
): Promise<HttpResponse> {
  if (!claimsToBeTheService(request)) return UNAUTHORIZED;
  const body = parseJsonObject(request.body);
  if (body instanceof Refusal) return body.toResponse();
  if (!isAllowedService(body.serviceUrl, options.serviceHosts ?? SERVICE_HOSTS)) return FORBIDDEN;
  const response = new CapturedResponse();
  const incoming = { method: 'POST', headers: { ...request.headers }, body: { ...body } };
  // The adapter verifies the token's signature, audience and service address before it calls back.
  let receipt: Receipt | undefined;
  await adapter.process(incoming, response, async (context) => {
    receipt = await take(options, delivery, context);
  });
  // The adapter knows nothing of a receipt: the service is asked to send the message again.
  return receipt?.status === 'unavailable'
    ? unavailable(receipt.retryAfterMs).toResponse()
    : { status: response.statusCode };
}

/** Undefined: it was nothing to take. */
async function take(options: Registered, delivery: Delivery, { activity }: TurnContext): Promise<Receipt | undefined> {
  const read = readActivity(activity);
  if (read === undefined) return undefined;
  const { market, locale, clock, random, gateway } = options;
  const conversationId = `${BOT_FRAMEWORK_PREFIX}${hash(`${activity.channelId}|${activity.conversation.id}`)}`;
  if (read.type === 'event' && read.name === STATUS) return takeStatus(options, conversationId, activity);
  const sender = {
    conversationId,
    userId: userOf(activity),
    market,
    ...(locale === undefined ? {} : { locale }),
  };
  const arrival = { sender, receivedAt: clock(), newId: () => random(16).toString('base64url') };
  const message = parseActivity(read, arrival);
  if (message === undefined && activity.type !== 'conversationUpdate') return undefined;
  delivery.answerTo(conversationId, referenceOf(activity));
  if ((await gateway.find(conversationId)) === undefined) {
    const begun = await gateway.receive(startedMessage(arrival));
    if (begun.status === 'unavailable') return begun;
  }
  if (message === undefined || message.kind === 'started') return undefined;
  // The service repeats a message under the same id, which makes it the key of exactly-once here.
  return gateway.receive(activity.id === undefined ? message : { ...message, id: `bf:${activity.id}` });
}

/** The protocol has bots take every status: what changes nothing any more is passed over. */
async function takeStatus(
  { handoff, gateway, random }: Registered,
  conversationId: string,
  activity: Activity,
): Promise<Receipt | undefined> {
  const status = readStatus(activity.value);
  if (handoff === undefined || status === undefined) return undefined;
  const known = await gateway.find(conversationId);
  if (known === undefined) return undefined;
  const { id, name } = activity.from;
  const isCustomer = activity.from.role === 'user' || known.userId === userOf(activity);
  const from = { id, ...(name !== undefined && { name }), isCustomer };
  const statusId = `bf:${activity.id ?? random(16).toString('base64url')}`;
  const receipt = await handoff.status({ id: statusId, conversationId, from, status });
  return receipt?.status === 'unavailable' ? receipt : undefined;
}

/** How ids of this channel's conversations begin. */
export const BOT_FRAMEWORK_PREFIX = 'bf_';

function userOf({ from }: Activity): string {
  return `${BOT_FRAMEWORK_PREFIX}${hash(from.id)}`;
}

function referenceOf(activity: Activity): Partial<ConversationReference> {
  const { conversation, channelId, serviceUrl, from, recipient, locale } = activity;
  return {
    conversation,
    channelId,
    serviceUrl,
    user: from,
    bot: recipient,
    ...(locale === undefined ? {} : { locale }),
  };
}

/** The emulator and other bots have issuers of their own; only the service's is let through to verification. */
function claimsToBeTheService(request: HttpRequest): boolean {
  const header = request.headers.authorization;
  const token = typeof header === 'string' ? /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(header)?.[1] : undefined;
  if (token === undefined) return false;
  const { decodeJwt }: typeof import('jose') = require('jose');
  try {
    return decodeJwt(token).iss === ISSUER;
  } catch {
    return false;
  }
}

function isAllowedService(serviceUrl: unknown, hosts: readonly string[]): boolean {
  if (typeof serviceUrl !== 'string' || !URL.canParse(serviceUrl)) return false;
  const { protocol, hostname } = new URL(serviceUrl);
  return (
    protocol === 'https:' && hosts.some((host) => (host.startsWith('.') ? hostname.endsWith(host) : hostname === host))
  );
}

function hash(value: string): string {
  return createHash('sha256').update(value).digest('base64url').slice(0, 32);
}

function cloudAdapter({ appId, tenantId, password, log }: Registered): BotAdapter {
  // Loading it takes half a second and 60 MB, which nobody without a registration should pay.
  const botbuilder: typeof import('botbuilder') = require('botbuilder');
  const authentication = new botbuilder.ConfigurationBotFrameworkAuthentication({
    MicrosoftAppId: appId,
    MicrosoftAppPassword: password,
    MicrosoftAppType: 'SingleTenant',
    MicrosoftAppTenantId: tenantId,
  });
  const adapter = new botbuilder.CloudAdapter(authentication);
  adapter.onTurnError = async (_context, cause) => {
    log.error({ err: cause, code: 'botframework.turnFailed' }, 'A Bot Framework message failed');
    throw cause;
  };
  return adapter;
}
