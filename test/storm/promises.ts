import type { Message } from '../../sandbox/twilio/message';
import type { ReplyWork, WorkItem } from '../../store/documents';
import type { StormCustomer } from './customers';
import { type Finding, finding } from './storm';
import type { Story, Told } from './story';

/** Each message had its effect once, in the order in which its customer wrote it. */
export function takenOnce({ taken, conversations }: Story, customers: readonly StormCustomer[]): readonly Finding[] {
  const expected = customers.flatMap(({ messages }) => messages.map(({ sid }) => sid));
  // Some conversations are of nobody: what is audited of the desk has streams of its own.
  const written = [...conversations.values()].map((told) => textsOf(told).length).filter((count) => count > 0);
  const entries = written.reduce((a, b) => a + b, 0);
  const disordered = customers.filter(
    ({ user, messages }) =>
      JSON.stringify(textsOf(conversations.get(user))) !== JSON.stringify(messages.map(({ text }) => text)),
  );
  return [
    finding('one conversation for each customer', customers.length, written.length),
    finding('one turn for each message', expected.length, taken.length),
    finding('no message without its turn', 0, expected.filter((sid) => !new Set(taken).has(sid)).length, 'missing'),
    finding('one entry of the customer for each message', expected.length, entries),
    finding('every customer’s words in the order they were written', 0, disordered.length, 'customers not'),
  ];
}

/** No lead is lost, and none is handed to the bank twice. */
export function leadsOnce({ conversations, applications }: Story, customers: readonly StormCustomer[]) {
  const confirmed = customers.map(({ user }) => conversations.get(user)?.document.submitted.length ?? 0);
  const received = new Map<string, string[]>();
  for (const { body, reference } of applications) {
    const email = /mei\.tan\d+@example\.com/.exec(JSON.stringify(body))?.[0] ?? 'nobody';
    received.set(email, [...(received.get(email) ?? []), reference]);
  }
  const twice = [...received.values()].filter((references) => references.length > 1);
  const withReference = customers.filter(({ user, email }) => {
    const reference = conversations.get(user)?.document.submitted[0]?.reference;
    return reference !== undefined && received.get(email)?.[0] === reference;
  });
  const withCase = customers.filter((customer) => {
    const told = conversations.get(customer.user);
    return !withReference.includes(customer) && told?.cases.some(({ body }) => body.status === 'open');
  });
  return [
    finding('every lead confirmed once', 0, confirmed.filter((times) => times !== 1).length, 'not'),
    finding('no lead with the bank twice', 0, twice.length, 'twice'),
    finding('no application of nobody', 0, received.get('nobody')?.length ?? 0),
    finding(
      `every lead with the bank’s reference (${withReference.length}) or a person (${withCase.length})`,
      customers.length,
      withReference.length + withCase.length,
    ),
  ];
}

/** Every reply is told, in order, and none twice. Both sides are asked: what we noted, and what Twilio took. */
export function repliesOnce({ conversations, sent }: Story, ambiguous: number): readonly Finding[] {
  const all = [...conversations.values()];
  const replies = all.flatMap(repliesOf);
  const copies = byPart(sent);
  const doubles = [...copies.values()].reduce((sum, { length }) => sum + length - 1, 0);
  const overtaken = all.filter((told) => isOvertaken(told, sent)).length;
  const lost = all.flatMap((told) => lostOf(told, new Set(sent.map(({ sid }) => sid))));
  return [
    finding('every message answered', 0, all.filter((told) => isOwedAnAnswer(told, sent)).length, 'customers not'),
    finding('every sentence in a reply', 0, all.flatMap(untold).length, 'not'),
    finding(
      `every reply with Twilio, or with a person (${replies.length} in ${sent.length} messages)`,
      0,
      lost.length,
      ['lost', ...lost].join(' '),
    ),
    finding(`no message twice (${ambiguous} sent without a known outcome)`, 0, doubles, 'twice'),
    finding('replies in order for every customer', 0, overtaken, 'customers not'),
  ];
}

function textsOf(told: Told | undefined): readonly string[] {
  return (told?.entries ?? []).flatMap(({ body }) =>
    body.from === 'customer' && body.kind === 'text' ? [body.text] : [],
  );
}

function repliesOf({ work }: Told): readonly WorkItem[] {
  return work.filter(({ kind }) => kind === 'reply');
}

function rangeOf({ body }: WorkItem): ReplyWork {
  // As the product writes it.
  return body as unknown as ReplyWork;
}

/**
 * Whoever writes reads something afterwards: what was said to it, or the question that was on its way when they wrote
 * and needs no words besides.
 */
function isOwedAnAnswer({ document, entries }: Told, sent: readonly Message[]): boolean {
  const last = entries.findLast(({ body }) => body.from === 'customer');
  if (last === undefined) return false;
  const isAnswered = entries.some(({ seq, body }) => seq > last.seq && body.from === 'bot');
  return !isAnswered && !sent.some(({ user, createdAt }) => user === document.address?.user && createdAt >= last.at);
}

/** What the bot said that no reply covers. */
function untold(told: Told): readonly number[] {
  const ranges = repliesOf(told).map(rangeOf);
  return told.entries
    .filter(({ body, seq }) => body.from === 'bot' && !ranges.some(({ from, to }) => from <= seq && seq <= to))
    .map(({ seq }) => seq);
}

/** Replies that neither arrived, nor are said in another way, nor are before a person; with what is known of each. */
function lostOf(told: Told, known: ReadonlySet<string>): readonly string[] {
  const { work, deliveries, cases } = told;
  const isTakenOver = (id: string) =>
    work.some((other) => other.id.startsWith(`${id}:`)) || cases.some((one) => one.id === `case:${id}`);
  return repliesOf(told)
    .filter(({ id, status }) => {
      const parts = deliveries.filter(({ workId, part }) => workId === id && part >= 0);
      const isSent = status === 'done' && parts.length > 0 && parts.every(({ sid }) => known.has(sid));
      return !(isSent && parts.every((part) => part.status !== 'failed')) && !isTakenOver(id);
    })
    .map(({ id, status }) => {
      const parts = deliveries.filter(({ workId }) => workId === id);
      return JSON.stringify({ id, status, parts: parts.map((of) => ({ ...of, isKnown: known.has(of.sid) })) });
    });
}

/** What Twilio took, by reply and part: its own address for reports says which. Requests to write again are not replies. */
function byPart(sent: readonly Message[]): ReadonlyMap<string, readonly Message[]> {
  const parts = new Map<string, Message[]>();
  for (const message of sent) {
    const of = partOf(message);
    if (of === undefined) continue;
    const key = `${of.work} ${of.part}`;
    parts.set(key, [...(parts.get(key) ?? []), message]);
  }
  return parts;
}

function partOf({ statusCallback }: Message): { readonly work: string; readonly part: number } | undefined {
  if (statusCallback === undefined) return undefined;
  const query = new URL(statusCallback).searchParams;
  const part = Number(query.get('p'));
  return part < 0 ? undefined : { work: query.get('w') ?? '', part };
}

/** A second form of a reply that failed. */
const ANOTHER_WAY = /:(again|text|wait)/;

/** Whether something reached the customer before what was said earlier. A second form of a reply comes when it comes. */
function isOvertaken(told: Told, sent: readonly Message[]): boolean {
  const ranges = new Map(repliesOf(told).map((item) => [item.id, rangeOf(item)]));
  const seen = new Set<string>();
  const places = sent
    .filter(({ user }) => user === told.document.address?.user)
    .flatMap((message) => {
      const of = partOf(message);
      const range = of && !ANOTHER_WAY.test(of.work) ? ranges.get(of.work) : undefined;
      const key = `${of?.work} ${of?.part}`;
      if (of === undefined || range === undefined || seen.has(key)) return [];
      seen.add(key);
      return [range.from * 100 + of.part];
    });
  return places.some((place, at) => at > 0 && place < (places[at - 1] ?? 0));
}
