import { maskValue } from '../../dialogs/mask';
import type { ConversationDocument, DeskState } from '../../store/documents';
import { windowClosesAt } from '../messaging/window';
import type { WorkRow, WorkView } from './contract';
import { dueAt } from './dueAt';
import { agentOf } from './holder';
import type { OpenHours } from './openHours';

/** A line before it is known who looks: the same for everybody but for whose it is. */
export type SharedRow = Omit<WorkRow, 'view'> & { readonly view: Exclude<WorkView, 'mine' | 'team'> | 'held' };

const MINUTE_MS = 60_000;
/** How long whoever waits may wait while there are people: for somebody, for an answer of theirs, for a decision. */
const WITHIN_MS = { needsPerson: 5 * MINUTE_MS, held: 15 * MINUTE_MS, cases: 4 * 60 * MINUTE_MS } as const;
/** Those with the bot are watched by who wrote last. */
const FAR = 9_000_000_000_000;

/** All lines of one conversation: itself, each open case, each open call-back. Nothing a customer said is in them. */
export function sharedRows(document: ConversationDocument, hours: OpenHours): readonly SharedRow[] {
  const { openCases = [], callBacks = [] } = document.desk ?? {};
  const itself = ownRow(document, hours);
  return [
    ...(itself === undefined ? [] : [itself]),
    ...openCases.map((item) => caseRow(document, item, hours)),
    ...callBacks.map((item) => callBackRow(document, item, hours)),
  ];
}

/** The conversation's own line, wherever it stands: also of one that nobody waits for. */
export function anyRow(document: ConversationDocument, hours: OpenHours): SharedRow {
  return ownRow(document, hours) ?? botRow(document);
}

/** As somebody sees it: what is in an agent's hands is theirs, or their colleagues'. */
export function rowFor({ view, ...row }: SharedRow, agent: string): WorkRow {
  if (view !== 'held') return { ...row, view };
  return { ...row, view: agentOf(row) === agent ? 'mine' : 'team' };
}

function ownRow(document: ConversationDocument, hours: OpenHours): SharedRow | undefined {
  const { status, market, lastInboundAt, desk } = document;
  if (status === 'bot') return botRow(document);
  if (status === 'resolved') return undefined;
  const view = status === 'pending' ? 'needsPerson' : 'held';
  const since = view === 'needsPerson' ? (desk?.waitingSince ?? lastInboundAt) : lastInboundAt;
  const closes = windowClosesAt(document);
  const due = dueAt({ since, withinMs: WITHIN_MS[view], hours: hours(market, since), windowClosesAt: closes });
  return {
    ...common(document),
    view,
    reason: desk?.reason ?? 'asked',
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
  hours: OpenHours,
): SharedRow {
  const due = dueAt({ since: at, withinMs: WITHIN_MS.cases, hours: hours(document.market, at) });
  // The end of a day is no end for a case: it goes on the next one.
  return { ...common(document), view: 'cases', reason: 'case', itemId: id, ...timesOf({ ...due, at: due.slaAt }) };
}

/** From when the customer may be called; that the slot's end is soon shows in the line. */
function callBackRow(
  document: ConversationDocument,
  { id, at, slot }: NonNullable<DeskState['callBacks']>[number],
  hours: OpenHours,
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
