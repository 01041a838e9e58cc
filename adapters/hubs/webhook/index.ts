import type { Http } from '../../http';
import type { HttpRequest, HttpResponse, Route } from '../../route';
import type { AgentHub, HubDoor, HubNews } from '../agentHub';
import { answerOf } from '../answerOf';
import { receiptAnswer } from '../receiptAnswer';
import { type HubScope, inScope } from '../serves';
import { readIncoming } from './incoming';
import { bodyOf } from './outgoing';
import { type SigningKeys, signedHeaders, verified } from './signing';

export interface WebhookHubOptions extends HubScope {
  /** Where the centre is told. */
  readonly url: string;
  readonly keys: SigningKeys;
  readonly http: Pick<Http, 'request'>;
  readonly clock: () => number;
  readonly log: { warn(fields: Readonly<Record<string, unknown>>, message: string): void };
}

export const HUB_EVENTS_PATH = '/api/hub/events';
const MAX_BYTES = 64 * 1024;
const TELL_MS = 15_000;

/**
 * Any contact centre that speaks signed webhooks: HMAC-SHA256 over id, time and body, as the Standard Webhooks
 * specification has it, in both directions. Everything carries an id that stays the same when it is sent again.
 */
export function createWebhookHub(options: WebhookHubOptions): AgentHub {
  return {
    name: 'webhook',
    serves: (about) => inScope(options, about),
    tell: (news, { isHeld }) => post(options, news, isHeld),
    routes: (door) => [eventsRoute(options, door)],
  };
}

async function post({ url, keys, http, clock }: WebhookHubOptions, news: HubNews, isHeld: () => boolean) {
  const body = bodyOf(news);
  const signed = signedHeaders(keys, { id: news.id, timestamp: Math.floor(clock() / 1_000), body });
  const headers = { 'content-type': 'application/json', ...signed };
  return answerOf(await http.request({ method: 'POST', url, headers, body, timeoutMs: TELL_MS, isHeld }));
}

function eventsRoute(options: WebhookHubOptions, door: HubDoor): Route {
  return {
    method: 'POST',
    path: HUB_EVENTS_PATH,
    maxBytes: MAX_BYTES,
    contentTypes: ['application/json'],
    // Whose conversation it is only the body says, and people of the bank wait.
    urgency: 'first',
    handle: (request) => take(options, door, request),
  };
}

/** The signature is checked before anything is read. Whoever fails learns nothing but that. */
async function take(
  { keys, clock, log }: WebhookHubOptions,
  door: HubDoor,
  { headers, body }: HttpRequest,
): Promise<HttpResponse> {
  const signature = verified(keys, headers, body, clock());
  if (signature === undefined) {
    log.warn({ code: 'hub.forged' }, 'A report of the contact centre was refused');
    return UNSIGNED;
  }
  const report = readIncoming(signature.id, body);
  return report === undefined ? MALFORMED : receiptAnswer(await door.report(report));
}

const UNSIGNED: HttpResponse = {
  status: 401,
  body: { error: { code: 'Unauthorized', message: 'The signature is missing, wrong or not of now.' } },
};
const MALFORMED: HttpResponse = {
  status: 400,
  body: { error: { code: 'BadArgument', message: 'The event is not one that is known.' } },
};
