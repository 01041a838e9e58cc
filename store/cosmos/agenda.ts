import { AT_ONCE, IN_LINE } from '../documents';
import type { ClaimRequest, Commit } from '../store';
import type { AgendaItem, MainRow, WorkKind } from './documents';

type Agenda = readonly AgendaItem[];
type Change = NonNullable<Commit['settle']>[number];

/** An item that may be taken, and since when. */
export interface DueItem {
  readonly item: AgendaItem;
  readonly readyAt: number;
}

/** What of these kinds may be taken at `now`, earliest first. */
export function dueItems(agenda: Agenda, kinds: readonly WorkKind[], now: number): readonly DueItem[] {
  return open(agenda)
    .filter(({ item, readyAt }) => kinds.includes(item.kind) && readyAt <= now)
    .sort(byTime);
}

/** Earlier first, and what was committed first when both are due at once. */
export function byTime(a: DueItem, b: DueItem): number {
  return a.readyAt - b.readyAt || a.item.order - b.item.order;
}

/** The row with another agenda, and with the times at which its kinds are ready. */
export function withAgenda(row: MainRow, agenda: Agenda): MainRow {
  const ready: { -readonly [Kind in WorkKind]?: number } = {};
  for (const { item, readyAt } of open(agenda)) ready[item.kind] = Math.min(ready[item.kind] ?? readyAt, readyAt);
  return { ...row, agenda, ready };
}

/** The item in the hands of whoever made the call `by`. */
export function claimed(item: AgendaItem, { now, leaseMs }: ClaimRequest, by: string): AgendaItem {
  const { orphaned: _, ...rest } = item;
  return {
    ...rest,
    ...(item.status === 'claimed' && { orphaned: true }),
    status: 'claimed',
    attempts: item.attempts + 1,
    fence: item.fence + 1,
    leaseUntil: now + leaseMs,
    by,
  };
}

/** The item at a later time, whoever may have tried it. */
export function putOff(item: AgendaItem, until: number): AgendaItem {
  return item.status === 'claimed' ? { ...item, leaseUntil: until } : { ...item, dueAt: until };
}

/** The item this claim holds; undefined once it was ended or someone else took it over. */
export function heldItem(agenda: Agenda, { id, fence }: Pick<Change, 'id' | 'fence'>): AgendaItem | undefined {
  return agenda.find((item) => item.id === id && item.status === 'claimed' && item.fence === fence);
}

/** Without what ended, and with what was put off for later. */
export function settled(agenda: Agenda, { id, status, dueAt }: Change, by: string): Agenda {
  if (status !== 'pending') return agenda.filter((item) => item.id !== id);
  return agenda.map((item) => {
    if (item.id !== id) return item;
    const { orphaned: _, ...rest } = item;
    return { ...rest, status, leaseUntil: 0, dueAt: dueAt ?? item.dueAt, by };
  });
}

/** Replies that wait for a later time are due. */
export function woken(agenda: Agenda, now: number): Agenda {
  const waits = ({ kind, status, dueAt }: AgendaItem) => kind === 'reply' && status === 'pending' && dueAt > now;
  return agenda.map((item) => (waits(item) ? { ...item, dueAt: AT_ONCE } : item));
}

/** Of each line only the first has a time: the others wait behind it without one. */
function open(agenda: Agenda): DueItem[] {
  const first = new Map(IN_LINE.map((kind) => [kind, firstOf(agenda, kind)]));
  return agenda
    .filter((item) => !first.has(item.kind) || item.order === first.get(item.kind))
    .map((item) => ({ item, readyAt: item.status === 'claimed' ? item.leaseUntil : item.dueAt }));
}

function firstOf(agenda: Agenda, kind: WorkKind): number {
  return Math.min(...agenda.filter((item) => item.kind === kind).map((item) => item.order));
}
