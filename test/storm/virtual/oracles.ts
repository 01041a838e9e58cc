import { checkAudit } from '../../../bot/operator/auditCheck';
import { requestIds } from '../../../bot/operator/evidence';
import type { LedgerEntry } from '../../../sandbox/bank/ledger';
import type { ReplyWork, WorkItem } from '../../../store/documents';
import type { Store } from '../../../store/store';
import type { Taken } from '../../bot/messaging/replying/provider';

/** What is known of one story from outside the product: what was sent, answered, taken and received. */
export interface Witnesses {
  readonly now: number;
  /** Message ids by conversation: brought to the door, and acknowledged. */
  readonly sent: ReadonlyMap<string, ReadonlySet<string>>;
  readonly acknowledged: ReadonlyMap<string, ReadonlySet<string>>;
  /** How often a commit said `committed` for a message. */
  readonly committed: ReadonlyMap<string, number>;
  readonly ledger: readonly LedgerEntry[];
  readonly taken: readonly Taken[];
  /** Sends of which nobody knew whether they had been taken, by reply. */
  readonly doubts: ReadonlyMap<string, number>;
  readonly faults: readonly string[];
  readonly seal: (text: string) => string;
}

/** Every promise that was broken, in words; empty when all held. */
export async function brokenPromises(store: Store, told: Witnesses): Promise<readonly string[]> {
  const conversations = await Promise.all([...told.sent.keys()].map((id) => read(store, id)));
  const audit = await checkAudit(store, told.seal);
  return [
    ...conversations.flatMap((one) => [
      ...leads(one, told).map((text) => `O1 ${text}`),
      ...applications(one, told).map((text) => `O2/O3 ${text}`),
      ...effects(one, told).map((text) => `O4 ${text}`),
      ...replies(one, told).map((text) => `O5 ${text}`),
    ]),
    ...strangers(conversations, told).map((text) => `O2 ${text}`),
    ...audit.problems.map((text) => `O6 ${text}`),
    ...told.faults.map((text) => `O10 ${text}`),
  ];
}

type Told = Awaited<ReturnType<typeof read>>;
const ALL = 100_000;

async function read(store: Store, id: string) {
  const [document, entries, work, cases] = await Promise.all([
    store.load(id),
    store.transcript(id, 0, ALL),
    store.work(id),
    store.records('case', { conversationId: id, limit: ALL }),
  ]);
  return { id, document, entries, work, cases };
}

/** Confirmed is: in the bank, refused by it, with a person, or still under way with a time at which it goes on. */
function leads({ document, work, cases }: Told, { now }: Witnesses): readonly string[] {
  return (document?.submitted ?? []).flatMap(({ workId, status, reference }) => {
    if (status === 'done') return reference === undefined ? [`${workId} is done without a reference`] : [];
    if (status === 'rejected') return [];
    const item = work.find(({ id }) => id === workId);
    const isUnderWay = item?.status === 'pending' && item.dueAt > now;
    const isWithPerson = cases.some(({ body }) => body.workId === workId && body.status === 'open');
    return isUnderWay || isWithPerson ? [] : [`${workId} is ${status}, its work ${item?.status}, and nobody has it`];
  });
}

function applications({ document, work }: Told, { ledger }: Witnesses): readonly string[] {
  const intents = work.filter(({ kind }) => kind === 'callout');
  return intents.flatMap((item) => {
    const ids = requestIdsOf(item);
    const received = ledger.filter(({ uuid }) => ids.has(uuid));
    const noted = document?.submitted.find(({ workId }) => workId === item.id)?.reference;
    const twice = received.length > 1 ? [`${item.id} is with the bank ${received.length} times`] : [];
    const isWrong = noted !== undefined && !ledger.some(({ reference }) => reference === noted);
    const isOther = noted !== undefined && received.length === 1 && received[0]?.reference !== noted;
    return [...twice, ...(isWrong || isOther ? [`${item.id} is noted with another reference`] : [])];
  });
}

/** Nothing is with the bank that nobody confirmed, and no intent and its repetition both are. */
function strangers(conversations: readonly Told[], { ledger }: Witnesses): readonly string[] {
  const intents = conversations.flatMap(({ work }) => work.filter(({ kind }) => kind === 'callout'));
  const owners = new Map(intents.flatMap((item) => [...requestIdsOf(item)].map((uuid) => [uuid, item.id] as const)));
  const roots = ledger.map(({ uuid }) => owners.get(uuid)?.replace(/(:again)+$/, ''));
  const unknown = roots.filter((root) => root === undefined).map(() => 'an application of nobody');
  const twice = roots.filter((root, at) => root !== undefined && roots.indexOf(root) !== at);
  return [...unknown, ...twice.map((root) => `${root} and its repetition are both with the bank`)];
}

function requestIdsOf({ id, fence }: WorkItem): ReadonlySet<string> {
  return new Set(Array.from({ length: fence }, (_, at) => requestIds(id, at + 1)).flat());
}

function effects({ id, entries }: Told, { sent, acknowledged, committed }: Witnesses): readonly string[] {
  const all = [...(sent.get(id) ?? [])];
  const lost = [...(acknowledged.get(id) ?? [])].filter((message) => committed.get(message) === undefined);
  const doubled = all.filter((message) => (committed.get(message) ?? 0) > 1);
  const own = entries.filter(({ body }) => body.from === 'customer').length;
  const expected = all.filter((message) => committed.has(message)).length;
  const gaps = entries.some(({ seq }, at) => seq !== at + 1) ? ['the transcript has a gap'] : [];
  return [
    ...lost.map((message) => `${message} was acknowledged and is lost`),
    ...doubled.map((message) => `${message} was committed twice`),
    ...(own === expected ? [] : [`${id}: ${expected} messages taken, ${own} entries`]),
    ...gaps,
  ];
}

function replies({ document, work, cases }: Told, { now, taken, doubts }: Witnesses): readonly string[] {
  const items = work.filter(({ kind }) => kind === 'reply');
  const stuck = items.filter(({ status, dueAt }) => status === 'claimed' || (status === 'pending' && dueAt <= now));
  const byPart = new Map<string, number>();
  for (const { workId, part } of taken) byPart.set(`${workId} ${part}`, (byPart.get(`${workId} ${part}`) ?? 0) + 1);
  const unsent = items.filter(({ id, status }) => status === 'done' && !taken.some(({ workId }) => workId === id));
  const isElsewhere = ({ id }: WorkItem) =>
    work.some((other) => other.id.startsWith(`${id}:`)) || cases.some(({ body }) => body.workId === id);
  const given = items.filter(
    (item) => item.status === 'dead' && !isElsewhere(item) && document?.optedOut === undefined,
  );
  const doubled = items.flatMap(({ id }) => {
    const times = Math.max(0, ...[...byPart].filter(([key]) => key.startsWith(`${id} `)).map(([, count]) => count));
    return times - 1 > (doubts.get(id) ?? 0) ? [`${id} was sent ${times} times, ${doubts.get(id) ?? 0} in doubt`] : [];
  });
  return [
    ...stuck.map(({ id, status }) => `${id} is left ${status}`),
    ...unsent.map(({ id }) => `${id} is done and was never taken`),
    ...given.map(({ id }) => `${id} was given up in silence`),
    ...doubled,
    ...overtaken(items, taken),
  ];
}

/** In the order in which they were said, each counted when it was taken first. */
function overtaken(items: readonly WorkItem[], taken: readonly Taken[]): readonly string[] {
  const first = items
    .filter(({ id }) => !/:(again|text|wait)\d*$/.test(id))
    .map((item) => ({ id: item.id, from: fromOf(item), at: taken.findIndex(({ workId }) => workId === item.id) }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.from - other.from);
  return first.filter(({ at }, index) => at < (first[index - 1]?.at ?? -1)).map(({ id }) => `${id} overtook another`);
}

function fromOf({ body }: WorkItem): number {
  return (body as unknown as ReplyWork).from;
}
