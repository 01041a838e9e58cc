import { needsPeople } from '../attention';
import type { RecordDocument, WorkItem } from '../documents';
import { placeOf } from '../sealing/sealPlaces';
import type { Commit } from '../store';
import { heldItem, settled, withAgenda, woken } from './agenda';
import { attentionIn } from './attention';
import { putMain } from './conversations';
import {
  type AgendaItem,
  type InboxRow,
  MAIN,
  type MainRow,
  type RecordRow,
  type RecordValue,
  type TranscriptRow,
  type WorkRow,
} from './documents';
import { itemId } from './ids';
import type { WritingKey } from './sealing';
import type { Found, Write } from './wire';

/** What a turn's batch is computed from. */
export interface Turn {
  readonly commit: Commit;
  /** Its own, by which it knows itself again when an answer was lost. */
  readonly mark: string;
  /** Rows found to be there already, by id. */
  readonly existing: ReadonlyMap<string, Found<unknown>>;
  readonly now: number;
  readonly key: WritingKey;
  /** Gives a stamp above the one before. */
  readonly stampAfter: (last: number) => number;
}

const MARKS_KEPT = 8;

/** The batch of one turn and the main row it leaves. Inbox first, so that a duplicate is told before a conflict. */
export function turnChange(turn: Turn, known: Found<MainRow> | undefined): { main: MainRow; writes: readonly Write[] } {
  const { commit, mark, key } = turn;
  const { conversationId, conversation } = commit;
  const { version } = conversation;
  const ordered = inOrder(turn, known?.row.stamp ?? 0);
  const { agenda, ended } = agendaAfter(turn, known?.row.agenda ?? [], ordered.work);
  const commits = [mark, ...(known?.row.commits ?? [])].slice(0, MARKS_KEPT);
  const sealed = key.seal(placeOf.conversation(conversationId, version), conversation);
  const isNeeded = needsPeople(commit) ?? known?.row.attention !== undefined;
  const row = {
    id: MAIN,
    conversationId,
    version,
    sealed,
    ...key.kept,
    ...attentionIn(conversation, isNeeded),
  } as const;
  const bare: MainRow = { ...row, agenda, ready: {}, stamp: ordered.last, commits };
  const main = withAgenda(bare, agenda);
  const writes = [
    ...inbox(turn),
    putMain(main, known),
    ...transcript(turn),
    ...ordered.records.flatMap(([order, record]) => recordWrite(turn, order, record)),
    ...ordered.work.map(([order, item]): Write => ({ kind: 'create', row: workRow(turn, order, item) })),
    ...ended.map((item) => endedWrite(item, mark)),
  ];
  return { main, writes };
}

/** The id under which the message is known; undefined for a commit without one. */
export function inboxId({ inboxKey }: Commit): string | undefined {
  return inboxKey === undefined ? undefined : itemId('inbox', inboxKey);
}

export function workId(id: string): string {
  return itemId('work', id);
}

/** How an item of work ended, beside what it was about. */
export function endedWrite({ id, status, dueAt, attempts, fence }: EndedItem, by: string): Write {
  return { kind: 'set', id: workId(id), path: 'ended', value: { status, dueAt, attempts, fence, by } };
}

/** An item as it left the agenda. */
export type EndedItem = Pick<WorkItem, 'id' | 'status' | 'dueAt' | 'attempts' | 'fence'>;

interface Ordered {
  readonly last: number;
  readonly records: readonly (readonly [number, RecordDocument])[];
  readonly work: readonly (readonly [number, WorkItem])[];
}

/** Gives what is new its place, after everything the conversation has. */
function inOrder({ commit, existing, stampAfter }: Turn, last: number): Ordered {
  let stamp = last;
  const stamped = <T>(items: readonly T[]) =>
    items.map((item) => {
      stamp = stampAfter(stamp);
      return [stamp, item] as const;
    });
  const isNew = ({ id }: WorkItem, at: number, all: readonly WorkItem[]) =>
    !existing.has(workId(id)) && all.findIndex((other) => other.id === id) === at;
  const records = stamped((commit.records ?? []).filter(({ kind }) => kind !== 'notice'));
  const work = stamped((commit.work ?? []).filter(isNew));
  return { last: stamp, records, work };
}

function inbox({ commit, mark }: Turn): readonly Write[] {
  const id = inboxId(commit);
  if (id === undefined) return [];
  const { conversationId, receipt = 0 } = commit;
  const row: InboxRow = { id, conversationId, receipt, by: mark };
  return [{ kind: 'create', row }];
}

function transcript({ commit, key }: Turn): readonly Write[] {
  const { conversationId, transcript: entries = [] } = commit;
  const last = entries.at(-1)?.seq;
  if (last === undefined) return [];
  const sealed = key.seal(placeOf.transcript(conversationId, last), entries);
  const row: TranscriptRow = { id: itemId('transcript', String(last)), conversationId, last, sealed };
  return [{ kind: 'create', row }];
}

/** A case may be settled, a call-back made, a dead letter cleaned; any other record that is there stands as it was written. */
function recordWrite(turn: Turn, order: number, record: RecordDocument): readonly Write[] {
  const { conversationId } = turn.commit;
  const { kind } = record;
  const id = itemId('record', record.id);
  const known = turn.existing.get(id) as Found<RecordRow> | undefined;
  if (known === undefined) {
    const row: RecordRow = { id, conversationId, record: { [kind]: order }, value: recordValue(turn, record) };
    return [{ kind: 'create', row }];
  }
  const { row, etag } = known;
  if (row.value.kind !== kind || !CHANGEABLE.has(kind)) return [];
  const { at } = row.value;
  const newer: RecordRow = { ...row, value: { ...recordValue(turn, record), at } };
  return [{ kind: 'replace', row: newer, etag }];
}

const CHANGEABLE: ReadonlySet<RecordDocument['kind']> = new Set(['case', 'callBack', 'deadLetter', 'flowLibrary']);

function recordValue({ commit, key }: Turn, { id, kind, at, body }: RecordDocument): RecordValue {
  const { conversationId, conversation } = commit;
  const written = conversation.version;
  const sealed = key.seal(placeOf.record(conversationId, { id, kind, written }), body);
  return { id, conversationId, kind, at, written, sealed };
}

function workRow({ commit, mark, key }: Turn, order: number, item: WorkItem): WorkRow & { readonly id: string } {
  const { id, kind, body, status, dueAt, attempts, fence } = item;
  const { conversationId } = commit;
  const sealed = key.seal(placeOf.work(conversationId, { id, kind }), body);
  const row = { id: workId(id), conversationId, work: order, item: { id, kind, sealed } };
  return status === 'pending' ? row : { ...row, ended: { status, dueAt, attempts, fence, by: mark } };
}

/** What was settled leaves or goes back, what waited for the customer wakes, and what is new comes last. */
function agendaAfter({ commit, mark, now }: Turn, known: readonly AgendaItem[], added: Ordered['work']) {
  const changes = commit.settle ?? [];
  const ended = changes.flatMap((change): readonly EndedItem[] => {
    const item = change.status === 'pending' ? undefined : heldItem(known, change);
    return item === undefined ? [] : [{ ...item, status: change.status }];
  });
  const left = changes.reduce((agenda, change) => settled(agenda, change, mark), known);
  const awake = commit.wakeReplies ? woken(left, now) : left;
  const fresh = added.flatMap(([order, item]): readonly AgendaItem[] => {
    const { id, kind, status, dueAt, attempts, fence } = item;
    return status === 'pending' ? [{ id, kind, status, dueAt, attempts, fence, leaseUntil: 0, order }] : [];
  });
  return { agenda: [...awake, ...fresh], ended };
}
