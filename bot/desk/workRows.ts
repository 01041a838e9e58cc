import { maskValue } from '../../dialogs/mask';
import type { ConversationDocument, DeskState } from '../../store/documents';
import { windowClosesAt } from '../messaging/window';
import type { NameOf } from '../staff/directory';
import type { WorkRow, WorkView } from './contract';
import { dueAt } from './dueAt';
import { agentOf } from './holder';
import type { OpenHours } from './openHours';
import type { ServiceTimesOf } from './serviceTimes';
import { staffName } from './staffName';

/** A line before it is known who looks: the same for everybody but for whose it is, and with ids where pages have names. */
export type SharedRow = Omit<WorkRow, 'view' | 'lastAgent' | 'holder'> & {
  readonly view: Exclude<WorkView, 'mine' | 'team'> | 'held';
  readonly lastAgent?: string;
};

/** What the times of a line are worked out from. */
export interface RowTimes {
  readonly hours: OpenHours;
  readonly serviceTimes: ServiceTimesOf;
}

/** Those with the bot are watched by who wrote last. */
const FAR = 9_000_000_000_000;

/** All lines of one conversation: itself, each open case, each open call-back. Nothing a customer said is in them. */
export function sharedRows(document: ConversationDocument, times: RowTimes): readonly SharedRow[] {
  const { openCases = [], callBacks = [] } = document.desk ?? {};
  const itself = ownRow(document, times);
  return [
    ...(itself === undefined ? [] : [itself]),
    ...openCases.map((item) => caseRow(document, item, times)),
    ...callBacks.map((item) => callBackRow(document, item, times)),
  ];
}

/** The conversation's own line, wherever it stands: also of one that nobody waits for. */
export function anyRow(document: ConversationDocument, times: RowTimes): SharedRow {
  return ownRow(document, times) ?? botRow(document);
}

/** As somebody sees it: what is in an agent's hands is theirs, or their colleagues'. */
export function rowFor({ view, lastAgent, ...row }: SharedRow, agent: string, nameOf: NameOf): WorkRow {
  const holder = agentOf(row);
  const known = {
    ...row,
    ...(lastAgent !== undefined && { lastAgent: staffName(lastAgent, nameOf) }),
    ...(holder !== undefined && { holder: staffName(holder, nameOf) }),
  };
  if (view !== 'held') return { ...known, view };
  return { ...known, view: agentOf(row) === agent ? 'mine' : 'team' };
}

function ownRow(document: ConversationDocument, { hours, serviceTimes }: RowTimes): SharedRow | undefined {
  const { status, market, lastInboundAt, desk } = document;
  if (status === 'bot') return botRow(document);
  if (status === 'resolved') return undefined;
  const view = status === 'pending' ? 'needsPerson' : 'held';
  const since = view === 'needsPerson' ? (desk?.waitingSince ?? lastInboundAt) : lastInboundAt;
  const closes = windowClosesAt(document);
  const { answerMs, replyMs } = serviceTimes(desk?.queue);
  const withinMs = view === 'needsPerson' ? answerMs : replyMs;
  const due = dueAt({ since, withinMs, hours: hours(market, since), windowClosesAt: closes });
  return {
    ...common(document),
    view,
    withinMs,
    reason: desk?.reason ?? 'asked',
    ...(desk?.queue !== undefined && { queue: desk.queue }),
    ...(view === 'needsPerson' && { waitingSince: since }),
    ...timesOf(due),
  };
}

function botRow(document: ConversationDocument): SharedRow {
  return { ...common(document), view: 'bot', reason: 'bot', dueAt: FAR - document.lastInboundAt };
}

function caseRow(
  document: ConversationDocument,
  { id, at }: NonNullable<DeskState['openCases']>[number],
  { hours, serviceTimes }: RowTimes,
): SharedRow {
  const { caseMs: withinMs } = serviceTimes(document.desk?.queue);
  const due = dueAt({ since: at, withinMs, hours: hours(document.market, at) });
  const row = { ...common(document), view: 'cases', reason: 'case', itemId: id, withinMs } as const;
  // The end of a day is no end for a case: it goes on the next one.
  return { ...row, ...timesOf({ ...due, at: due.slaAt }) };
}

/** From when the customer may be called; that the slot's end is soon shows in the line. */
function callBackRow(
  document: ConversationDocument,
  { id, at, slot }: NonNullable<DeskState['callBacks']>[number],
  { hours }: RowTimes,
): SharedRow {
  const when = slot ?? hours(document.market, at) ?? { from: at, to: at };
  const row = { ...common(document), view: 'callBacks', reason: 'callBack', itemId: id } as const;
  return { ...row, opensAt: when.from, slaAt: when.to, dueAt: when.from };
}

function timesOf({ slaAt, opensAt, at }: ReturnType<typeof dueAt>) {
  return { slaAt, ...(opensAt !== undefined && { opensAt }), dueAt: at };
}

function common(document: ConversationDocument) {
  const { id, market, locale, channel, status, pen, lastInboundAt, desk } = document;
  const closes = windowClosesAt(document);
  return {
    conversationId: id,
    market,
    locale,
    channel,
    status,
    owner: pen.owner,
    epoch: pen.epoch,
    customer: customerOf(document),
    lastInboundAt,
    ...(closes !== undefined && { windowClosesAt: closes }),
    ...(desk?.lastAgent !== undefined && { lastAgent: desk.lastAgent.id }),
  };
}

/** The end of their number, or a short code where none is known. */
function customerOf({ id, facts }: ConversationDocument): string {
  const mobile = facts.fields.mobile?.value;
  return mobile ? maskValue('mobile', mobile) : `#${id.slice(-5)}`;
}
