import fc from 'fast-check';
import type { WorkItem } from '../../store/documents';
import type { Commit, Reservation } from '../../store/store';
import { aCase, aCommit, aConversation, anEntry, aWorkItem } from '../store/documents';

export const CONVERSATIONS = ['c1', 'c2'];
export const KINDS = ['callout', 'reply', 'timer'] as const;

/** Versions and positions as the history made them so far, and conversations that names led to. */
export interface Known {
  readonly versions: Map<string, number>;
  readonly seqs: Map<string, number>;
  readonly identified: string[];
  /** What was claimed, in the order it was. */
  readonly held: Pick<WorkItem, 'conversationId' | 'id' | 'fence'>[];
}

const conversationId = fc.constantFrom(...CONVERSATIONS);
const workId = fc.constantFrom('w1', 'w2', 'r1', 'r2', 'r3', 't1');
const ends = fc.constantFrom('done', 'dead', 'pending');
const maybe = <T>(arbitrary: fc.Arbitrary<T>, weight = 1) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight, arbitrary });
/** Of what this history has claimed, mostly; else of anything, which nobody may hold. */
const held = fc.record({ held: maybe(fc.nat(20), 8), id: workId, fence: fc.nat(3), status: ends });
/** Long enough ago that it is held, and not so long that a holder is suspected of being dead. */
const RESERVED_AT = 5;

const commit = fc.record({
  kind: fc.constant('commit' as const),
  id: conversationId,
  versionOff: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, -1, 1),
  inboxKey: maybe(fc.constantFrom(...Array.from({ length: 12 }, (_, at) => `m${at}`)), 3),
  work: fc.uniqueArray(workId, { maxLength: 3 }),
  settle: maybe(held),
  caseStatus: maybe(fc.constantFrom('open', 'settled')),
  hasNotice: fc.boolean(),
  entries: fc.nat(2),
  wakes: fc.boolean(),
  dueAt: fc.nat(3_000),
  reserve: maybe(
    fc.record({
      names: fc.uniqueArray(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 2 }),
      run: fc.constantFrom(1, 2),
      inPlaceOf: maybe(fc.record({ conversationId, run: fc.constantFrom(1, 2), at: fc.constant(RESERVED_AT) })),
    }),
  ),
});
const claim = fc.record({
  kind: fc.constant('claim' as const),
  now: fc.nat(4_000),
  limit: fc.constantFrom(1, 2, 50),
});
const settle = fc.record({
  kind: fc.constant('settle' as const),
  conversationId,
  of: held,
  dueAt: maybe(fc.nat(3_000)),
});
const deliver = fc.record({
  kind: fc.constant('deliver' as const),
  conversationId,
  sid: fc.constantFrom('SM1', 'SM2'),
  status: fc.constantFrom('queued', 'sent', 'delivered', 'read', 'failed'),
});
const identify = fc.record({
  kind: fc.constant('identify' as const),
  personId: maybe(fc.constantFrom('P', 'Q')),
  number: maybe(fc.constantFrom('M', 'N')),
});
/** One of the two, or one that a name led to. */
const erase = fc.record({ kind: fc.constant('erase' as const), id: conversationId, named: maybe(fc.nat(9)) });

export const steps = fc.oneof(
  { weight: 12, arbitrary: commit },
  { weight: 6, arbitrary: claim },
  { weight: 6, arbitrary: settle },
  { weight: 2, arbitrary: deliver },
  { weight: 4, arbitrary: identify },
  { weight: 1, arbitrary: erase },
);
export type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never;

/** Of one conversation. */
export function claimOf(
  { held: at, id, fence, status }: Extract<Step, { kind: 'settle' }>['of'],
  conversationId: string,
  { held }: Known,
): NonNullable<Commit['settle']>[number] {
  const own = held.filter((item) => item.conversationId === conversationId);
  const found = at === undefined ? undefined : own[at % own.length];
  return { id: found?.id ?? id, fence: found?.fence ?? fence, status };
}

export function commitOf(asked: Extract<Step, { kind: 'commit' }>, known: Known): Commit {
  const { versions, seqs } = known;
  const { id } = asked;
  // A reservation needs a message.
  const inboxKey = asked.inboxKey ?? (asked.reserve && 'm0');
  const expected = Math.max(0, (versions.get(id) ?? 0) + asked.versionOff);
  const from = seqs.get(id) ?? 0;
  const kindOf = (work: string) => (work.startsWith('r') ? 'reply' : work.startsWith('t') ? 'timer' : 'callout');
  const notice = { id: 'n1', conversationId: id, at: 1, kind: 'notice', body: { sha256: 's', text: 't' } } as const;
  const records = [
    ...(asked.caseStatus === undefined ? [] : [aCase(id, 'k1', asked.caseStatus)]),
    ...(asked.hasNotice ? [notice] : []),
  ];
  return aCommit(id, expected, {
    conversation: aConversation(id, expected + 1, { seq: from + asked.entries }),
    receipt: from,
    transcript: Array.from({ length: asked.entries }, (_, at) => anEntry(from + at + 1)),
    work: asked.work.map((work) => aWorkItem(id, work, { dueAt: asked.dueAt, kind: kindOf(work) })),
    records,
    ...(inboxKey !== undefined && { inboxKey }),
    ...(asked.settle !== undefined && { settle: [claimOf(asked.settle, id, known)] }),
    ...(asked.reserve !== undefined && { reserve: reservationOf(asked.reserve) }),
    ...(asked.wakes && { wakeReplies: true }),
  });
}

function reservationOf({
  names,
  run,
  inPlaceOf,
}: NonNullable<Extract<Step, { kind: 'commit' }>['reserve']>): Reservation {
  return { names, run, at: RESERVED_AT, inPlaceOf: inPlaceOf === undefined ? [] : [inPlaceOf] };
}
