import { type Anchor, anchorIn } from '../../bot/operator/anchor';
import { type AuditLine, chainedTo } from '../../bot/operator/audit';
import { checkAudit } from '../../bot/operator/auditCheck';
import { createPseudonym } from '../../bot/telemetry';
import type { AuditEntry, RecordDocument } from '../../store/documents';
import type { Store } from '../../store/store';
import { chanceOf } from './customers';
import { finding, type Result, storm } from './storm';

interface AuditPlan {
  readonly mutations: number;
}

/** Somebody who can write to the store and has not the key of the audit does what they like to it. */
export const auditStorm = storm<AuditPlan>({
  name: 'audit',
  does: 'lines of the audit are deleted, edited, swapped, inserted, cut off, put back and replaced by another course',
  seed: 45,
  run: stormOfMutations,
  long: { mutations: 10_000 },
  quick: { mutations: 700 },
});

type Audited = Extract<RecordDocument, { kind: 'audit' }>;

async function stormOfMutations(plan: AuditPlan & { readonly seed: number }): Promise<Result> {
  const random = chanceOf(plan.seed);
  const missed = new Map<string, number>();
  let [withoutAnchors, calmProblems] = [0, 0];
  for (let count = 0; count < plan.mutations; count += 1) {
    const { records, anchors, fork } = scene(random);
    calmProblems += (await problemsOf(records, anchors)).length;
    const [name, mutate] = MUTATIONS[count % MUTATIONS.length] ?? MUTATIONS[0];
    const mutated = mutate(records, random, fork);
    if ((await problemsOf(mutated, anchors)).length === 0) missed.set(name, (missed.get(name) ?? 0) + 1);
    if ((await problemsOf(mutated, [])).length === 0) withoutAnchors += 1;
  }
  return {
    findings: [
      finding('nothing is told of an audit that is whole', 0, calmProblems),
      finding('every mutation is told', 0, sum(missed), [...missed.keys()].join(', ')),
      {
        promise: 'some would not be, were it not for the log',
        isKept: withoutAnchors > 0,
        seen: `${withoutAnchors} of ${plan.mutations}`,
      },
    ],
    figures: { mutations: plan.mutations, kinds: MUTATIONS.length, missedWithoutTheLog: withoutAnchors },
  };
}

const seal = createPseudonym('the audit key of the storm');

async function problemsOf(records: readonly RecordDocument[], anchors: readonly Anchor[]): Promise<readonly string[]> {
  const store = { records: async (kind: string) => records.filter((one) => one.kind === kind) };
  return (await checkAudit(store as unknown as Store, seal, anchors)).problems;
}

/** Three streams of three to eight lines, two of cases, where they stood in the log, and how one might have gone on. */
function scene(random: () => number) {
  const kept: Anchor[] = [];
  const anchor = anchorIn({ info: ({ stream, seq, mac }) => void kept.push({ stream, seq, mac } as Anchor) });
  const streams = ['c1', 'c2', 'operators:desk'].map((stream) => {
    const length = 3 + Math.floor(random() * 6);
    const lines: AuditEntry[] = [];
    for (let at = 1; at <= length; at += 1) {
      lines.push(chainedTo(lines.at(-1), lineOf(stream, at, at === length), seal));
      anchor(lines.at(-1) as AuditEntry);
    }
    return lines;
  });
  const cases = streams.slice(0, 2).map(caseOf);
  const records = [...streams.flat().map(recordOf), ...cases];
  const [first = []] = streams;
  const shared = Math.floor(random() * first.length);
  const fork = first.slice(0, shared);
  for (let at = shared + 1; at <= first.length; at += 1) {
    const line = { ...lineOf('c1', at, at === first.length), operator: 'mallory' };
    fork.push(chainedTo(fork.at(-1), line, seal));
  }
  return { records, anchors: kept, fork: fork.map(recordOf) };
}

function lineOf(stream: string, at: number, isLast: boolean): AuditLine {
  const action = `case.reject.${isLast ? 'settles' : 'proposes'}`;
  return {
    stream,
    at: 1_000 + at,
    operator: at % 2 ? 'ann' : 'bob',
    action,
    subject: `case:${stream}`,
    details: { at },
  };
}

function recordOf(body: AuditEntry): Audited {
  return { id: `audit:${body.seq}`, conversationId: body.stream, at: body.at, kind: 'audit', body };
}

function caseOf(lines: readonly AuditEntry[]): RecordDocument {
  const [{ stream } = { stream: '' }] = lines;
  const settlement = { action: { kind: 'reject' }, operator: 'ann', at: 1 } as const;
  const about = { workId: 'w', market: 'SG', reason: 'ambiguousSubmission', evidence: {} } as const;
  const body = { status: 'settled', ...about, revision: lines.length, settlement } as const;
  return { id: `case:${stream}`, conversationId: stream, at: 1, kind: 'case', body };
}

type Mutate = (records: readonly RecordDocument[], random: () => number, fork: readonly Audited[]) => RecordDocument[];

const MUTATIONS: readonly [readonly [string, Mutate], ...(readonly [string, Mutate])[]] = [
  ['delete', (records, random) => without(records, [pick(records, random)])],
  ['edit', edit],
  ['reorder', reorder],
  ['insert', insert],
  ['truncate', (records, random) => cutTo(records, pick(records, random), false)],
  ['rollback', (records, random) => cutTo(records, pick(records, random), true)],
  ['fork', (records, _, fork) => [...records.filter((one) => !isOf(one, 'c1')), ...fork]],
];

function isOf(record: RecordDocument, stream: string): boolean {
  return record.kind === 'audit' && record.body.stream === stream;
}

function pick(records: readonly RecordDocument[], random: () => number): Audited {
  const lines = records.filter((record) => record.kind === 'audit');
  return lines[Math.floor(random() * lines.length)] as Audited;
}

function without(records: readonly RecordDocument[], gone: readonly RecordDocument[]): RecordDocument[] {
  return records.filter((record) => !gone.includes(record));
}

function edit(records: readonly RecordDocument[], random: () => number): RecordDocument[] {
  const chosen = pick(records, random);
  const part = ['at', 'operator', 'action', 'subject', 'details', 'prev', 'mac', 'seq', 'stream'][
    Math.floor(random() * 9)
  ];
  const body = { ...chosen.body, [part ?? 'at']: part === 'details' ? { at: -1 } : part === 'seq' ? 99 : 'x' };
  return records.map((record) => (record === chosen ? { ...chosen, body } : record));
}

/** Two lines of one stream take each other's place, numbers and links bent to fit. */
function reorder(records: readonly RecordDocument[], random: () => number): RecordDocument[] {
  const one = pick(records, random);
  const other = records.find(
    (record): record is Audited => record.kind === 'audit' && isOf(record, one.body.stream) && record !== one,
  );
  if (other === undefined) return without(records, [one]);
  const inPlaceOf = (line: Audited, place: Audited): Audited => {
    const { seq, prev } = place.body;
    return { ...line, id: place.id, body: { ...line.body, seq, prev } };
  };
  return [...without(records, [one, other]), inPlaceOf(one, other), inPlaceOf(other, one)];
}

/** A line that was never written, in its place in the chain, under a MAC taken from another. */
function insert(records: readonly RecordDocument[], random: () => number): RecordDocument[] {
  const chosen = pick(records, random);
  const body = { ...chosen.body, operator: 'mallory', seq: chosen.body.seq + 1, prev: chosen.body.mac };
  const later = records.map((record) => {
    const isLater = record.kind === 'audit' && isOf(record, body.stream) && record.body.seq > chosen.body.seq;
    return isLater ? { ...record, body: { ...record.body, seq: record.body.seq + 1 } } : record;
  });
  return [...later, recordOf(body)];
}

/** Everything after a line is gone, with `rollsBack` the case is as it was then too. */
function cutTo(records: readonly RecordDocument[], chosen: Audited, rollsBack: boolean): RecordDocument[] {
  const { stream } = chosen.body;
  const first = Math.max(chosen.body.seq, 2);
  const left = records.filter(
    (record) => !(record.kind === 'audit' && isOf(record, stream) && record.body.seq >= first),
  );
  if (!rollsBack) return left;
  return left.map((record) =>
    record.kind === 'case' && record.conversationId === stream
      ? { ...record, body: { ...record.body, status: 'open' as const, revision: first - 1 } }
      : record,
  );
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}
