import type { Address } from '../../../../dialogs/message';
import type { Outgoing } from '../../channel';
import type { WhatsAppSender } from '../accounts';
import type { ListedMessage } from '../listed';
import type { ProviderClock } from './providerClock';
import type { Twilio } from './twilioClient';

type Listed = Awaited<ReturnType<Twilio['messages']['page']>>['instances'][number];

/** With bodies of the greatest length a page stays below the size of an answer that is read. */
const PAGE_SIZE = 20;
/** What may be left of the difference between our clock and Twilio's, which tells time in whole seconds. */
const CLOCK_SKEW_MS = 30_000;

export interface Sought {
  readonly message: Outgoing;
  readonly address: Address;
  readonly sender: WhatsAppSender;
  /** By our clock, epoch milliseconds. */
  readonly since: number;
  readonly known: readonly string[];
}

/**
 * The oldest message of exactly this text that Twilio took since then and that we do not know of. A message still in its
 * queue has no time of sending and, with a messaging service, no sender yet: neither is asked for in the query.
 */
export async function findSent(client: Twilio, clock: ProviderClock, sought: Sought): Promise<string | undefined> {
  const found: Listed[] = [];
  for await (const page of pagesOf(client, { to: sought.address.user })) {
    const from = clock.toTheirs(sought.since) - CLOCK_SKEW_MS;
    const recent = page.filter((listed) => takenAt(listed) >= from);
    // Newest come first, so after a page of old ones there are only older.
    if (recent.length === 0) break;
    found.push(...recent.filter((listed) => isSought(listed, sought)));
  }
  return found.sort((a, b) => takenAt(a) - takenAt(b))[0]?.sid;
}

function isSought(listed: Listed, { message, address, sender, known }: Sought): boolean {
  const isFromUs =
    listed.from === sender.address ||
    (listed.from === null && listed.messagingServiceSid === sender.messagingServiceSid);
  return (
    isFromUs &&
    listed.to === address.user &&
    listed.direction.startsWith('outbound') &&
    (listed.body === message.body || listed.body === message.content?.asText) &&
    !known.includes(listed.sid)
  );
}

/**
 * Messages that customers sent to this sender at or after `sinceMs`, which is by our clock, as the times of what is listed
 * are. Asked for anew when the answer shows that the clocks differ by more than was known.
 */
export async function listInbound(
  client: Twilio,
  clock: ProviderClock,
  sender: WhatsAppSender,
  sinceMs: number,
): Promise<readonly ListedMessage[]> {
  const since = wholeSecond(clock.toTheirs(sinceMs));
  const listed = await listSince(client, sender, since);
  const isAskedTooLate = wholeSecond(clock.toTheirs(sinceMs)) < since - CLOCK_SKEW_MS;
  const whole = isAskedTooLate ? await listSince(client, sender, wholeSecond(clock.toTheirs(sinceMs))) : listed;
  return whole.map((message) => ({ ...message, sentAt: clock.toOurs(message.sentAt) }));
}

async function listSince(client: Twilio, sender: WhatsAppSender, since: number): Promise<readonly ListedMessage[]> {
  const listed: ListedMessage[] = [];
  for await (const page of pagesOf(client, { to: sender.address, dateSentAfter: new Date(since) })) {
    const ours = page.filter((message) => message.direction === 'inbound' && message.to === sender.address);
    listed.push(...ours.filter((message) => takenAt(message) >= since).map(toListed));
  }
  return listed;
}

function wholeSecond(ms: number): number {
  return Math.floor(ms / 1_000) * 1_000;
}

/** Each page once: a list that leads back to where it was has been read. */
async function* pagesOf(client: Twilio, query: { readonly to: string; readonly dateSentAfter?: Date }) {
  const seen = new Set<string>();
  let page = await client.messages.page({ ...query, pageSize: PAGE_SIZE });
  for (;;) {
    yield page.instances;
    const next = page.getNextPageUrl();
    if (next === undefined || seen.has(next)) return;
    seen.add(next);
    page = await client.messages.getPage(next);
  }
}

function toListed(message: Listed): ListedMessage {
  const { sid, from, to, body, numMedia } = message;
  return { sid, from, to, body: body ?? '', numMedia: Number(numMedia ?? 0), sentAt: takenAt(message) };
}

function takenAt({ dateSent, dateCreated }: Listed): number {
  return (dateSent ?? dateCreated).getTime();
}
