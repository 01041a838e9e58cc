import { readForm } from '../../channels/whatsapp/inbound/form';
import { isSigned, signatureIn, signedUrl } from '../../channels/whatsapp/inbound/signature';
import type { HttpRequest, HttpResponse, Route } from '../../route';
import type { HubDoor, HubReceipt } from '../agentHub';
import { latest, OUR_AUTHORS, post } from './conversation';
import { type FlexEvent, isOurs, readEvent } from './event';
import type { FlexHubOptions } from './index';

const FLEX_PATH = '/twilio/flex';
const MAX_BYTES = 64 * 1024;
const MOST_SESSIONS = 10_000;

/** Where Twilio is to tell what happens in one session: tried again as often as it can be, in a part it does not sign. */
export function webhookUrl({ publicBaseUrl }: Pick<FlexHubOptions, 'publicBaseUrl'>, session: string): string {
  return `${signedUrl(publicBaseUrl, FLEX_PATH, `session=${encodeURIComponent(session)}`)}#rc=5&rp=all`;
}

/**
 * What Twilio tells, in any order and perhaps not at all: whenever an index is not the next one, and before the end, what
 * was missed is fetched and reported first, by Twilio's own order. That it is reported twice the door sees.
 */
export function flexRoute(options: FlexHubOptions, door: HubDoor): Route {
  const seen = new Map<string, number>();
  return {
    method: 'POST',
    path: FLEX_PATH,
    maxBytes: MAX_BYTES,
    contentTypes: ['application/x-www-form-urlencoded'],
    urgency: 'first',
    handle: (request) => take(options, door, seen, request),
  };
}

async function take(
  options: FlexHubOptions,
  door: HubDoor,
  seen: Map<string, number>,
  request: HttpRequest,
): Promise<HttpResponse> {
  const form = readForm(request.body);
  const signature = signatureIn(request.headers['x-twilio-signature']);
  if (typeof form === 'string') return { status: 400 };
  const url = signedUrl(options.publicBaseUrl, FLEX_PATH, request.rawQuery ?? request.query.toString());
  const isTheirs = form.get('AccountSid') === options.accountSid && signature !== undefined;
  if (!isTheirs || !isSigned(options, signature, { url, form })) {
    options.log.warn({ code: 'hub.forged' }, 'A report of the contact centre was refused');
    return { status: 403 };
  }
  const event = readEvent(form, request.query.get('session'), options.whenDone);
  if (event === undefined) return OK;
  for (const one of [...(await missedBefore(options, seen, event)), event]) {
    const receipt = await report(options, door, one);
    if (receipt.status === 'unavailable') return { status: 503, headers: { 'Retry-After': '2' } };
    if (one.index !== undefined) note(seen, one.session, one.index);
  }
  return OK;
}

const OK: HttpResponse = { status: 200, body: {} };

/** Messages of Flex's people between the last that was reported here and this event. */
async function missedBefore(
  options: FlexHubOptions,
  seen: ReadonlyMap<string, number>,
  { session, index = Number.POSITIVE_INFINITY, event }: FlexEvent,
): Promise<readonly FlexEvent[]> {
  const last = seen.get(session) ?? -1;
  const isEnd = event.kind === 'returned' || event.kind === 'closed';
  if (event.kind !== 'message' && !isEnd) return [];
  if (index === last + 1) return [];
  const messages = await latest(options, session);
  // Twilio cannot be asked now: what is at hand is better than nothing.
  if (!Array.isArray(messages)) return [];
  return messages
    .filter((one) => one.index > last && one.index < index && !isOurs(one.author))
    .sort((one, other) => one.index - other.index)
    .map(({ sid, body, index: at }) => ({ id: sid, session, event: { kind: 'message', text: body }, index: at }));
}

function note(seen: Map<string, number>, session: string, index: number): void {
  const last = seen.get(session) ?? -1;
  seen.delete(session);
  seen.set(session, Math.max(last, index));
  const [oldest] = seen.keys();
  if (seen.size > MOST_SESSIONS && oldest !== undefined) seen.delete(oldest);
}

/** Whoever wrote what could not be sent is told so, where they wrote it. */
async function report(options: FlexHubOptions, door: HubDoor, { id, session, event }: FlexEvent): Promise<HubReceipt> {
  const receipt = await door.report({ id, session, event });
  if (receipt.status === 'refused' && event.kind === 'message' && receipt.code !== 'SessionEnded') {
    const text = `Not sent to the customer: ${receipt.message}`;
    const said = { session, id: `refused:${id}`, author: OUR_AUTHORS.bank, text };
    await post(options, said, { isHeld: () => true, isAgain: true });
  }
  return receipt;
}
