import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LedgerEntry } from '../../sandbox/bank/ledger';
import type { Sent } from './history';
import { type Evidence, judge, type StormApplicant } from './oracles';
import type { Story, Told } from './story';

/** Whoever judges a storm has to see what is wrong: each promise broken once, in a world where all else is well. */

const directory = mkdtempSync(join(tmpdir(), 'oracles-'));
writeFileSync(join(directory, 'store.db'), 'nothing to be read');
const leaky = mkdtempSync(join(tmpdir(), 'oracles-'));
writeFileSync(join(leaky, 'store.db'), 'Zephyrine said so');
afterAll(() => {
  for (const one of [directory, leaky]) rmSync(one, { recursive: true });
});

const ANN: StormApplicant = {
  user: 'ann',
  email: 'ann@example.com',
  isConfirmed: true,
  mayBeConfirmed: true,
  end: 'ended',
  last: '',
  longestMs: 9,
};
const APPLICATION = {
  uuid: 'u1',
  reference: 'R1',
  body: { email: ANN.email },
} as unknown as LedgerEntry;
const SENT: Sent = { user: 'ann', id: 'm1', text: 'submit', isAcked: true };

type Lead = Partial<Told['document']['submitted'][number]>;

function toldOf(
  leads: readonly Lead[] = [{ workId: 'w1', status: 'done', reference: 'R1' }],
  more: Partial<Told> = {},
) {
  const said = [
    { seq: 1, at: 1, body: { from: 'customer', kind: 'text', text: 'submit' } },
    { seq: 2, at: 2, body: { from: 'bot', reply: { text: 'R1' } } },
  ];
  const document = { channel: 'webchat', userId: 'ann', submitted: leads };
  return { document, entries: said, work: [], deliveries: [], cases: [], ...more } as unknown as Told;
}

function worldOf(more: Partial<Evidence> = {}, story: Partial<Story> = {}): Evidence {
  return {
    story: {
      taken: [],
      conversations: new Map([['ann', toldOf()]]),
      applications: [APPLICATION],
      sent: [],
      audit: { lines: 3, problems: [] },
      soundness: 'ok',
      rows: 9,
      damaged: [],
      ...story,
    },
    history: [SENT],
    refusals: [],
    applicants: [ANN],
    ambiguous: 0,
    ends: [{ code: 0, signal: null }],
    killed: 0,
    endedLate: 0,
    startsMs: [900],
    printed: '{"event":"all well"}',
    directories: [directory],
    canaries: [/Zephyrine/],
    secrets: ['a-secret'],
    judgesTime: true,
    ...more,
  };
}

const withLeads = (leads: readonly Lead[], more: Partial<Told> = {}) =>
  worldOf({}, { conversations: new Map([['ann', toldOf(leads, more)]]) });

it('finds nothing where all is well', () => {
  const findings = judge(worldOf());
  expect(findings.filter(({ isKept }) => !isKept)).toEqual([]);
  expect(new Set(findings.map(({ promise }) => promise.split(' ')[0]))).toEqual(
    new Set(['O1', 'O2', 'O3', 'O4', 'O5', 'O6', 'O7', 'O8', 'O9', 'O10']),
  );
});

it('takes whoever was asked again for one who has not confirmed yet', () => {
  const asked = { seq: 2, at: 2, body: { from: 'bot', reply: { text: 'By choosing "Submit" you apply.' } } };
  const entries = [toldOf().entries[0], asked] as Told['entries'];
  expect(
    judge(withLeads([], { entries })).filter(({ isKept, promise }) => !isKept && promise.startsWith('O1')),
  ).toEqual([]);
});

it.each<[string, string, Evidence]>([
  ['a confirmed lead that nobody has', 'O1', withLeads([])],
  ['one that is there twice', 'O1', withLeads([{ status: 'done' }, { status: 'done' }])],
  ['one that is done without a reference', 'O1', withLeads([{ workId: 'w1', status: 'done' }])],
  ['one with a case that is closed', 'O1', withLeads([{ workId: 'w1', status: 'failed' as never }])],
  [
    'a lead of somebody who did not confirm',
    'O1',
    worldOf({ applicants: [{ ...ANN, isConfirmed: false, mayBeConfirmed: false }] }),
  ],
  [
    'a lead that the bank has twice',
    'O2',
    worldOf({}, { applications: [APPLICATION, { ...APPLICATION, uuid: 'u2' }] }),
  ],
  ['a request that the bank took twice', 'O2', worldOf({}, { applications: [APPLICATION, APPLICATION] })],
  ['an application of nobody', 'O2', worldOf({ applicants: [] })],
  ['another reference than the bank’s', 'O3', withLeads([{ status: 'done', reference: 'R2' }])],
  ['a lead that is done and has none', 'O3', withLeads([{ status: 'done' }])],
  ['a rejection of what the bank took', 'O3', withLeads([{ status: 'rejected' }])],
  ['a message nobody acknowledged', 'O4', worldOf({ history: [{ ...SENT, isAcked: false }] })],
  ['a message that was refused', 'O4', worldOf({ refusals: [400] })],
  ['words that had no effect', 'O4', worldOf({ history: [SENT, { ...SENT, id: 'm2', text: 'help' }] })],
  ['a customer who was not answered', 'O5', worldOf({ applicants: [{ ...ANN, end: 'silence' }] })],
  [
    'a gap in what was said',
    'O5',
    withLeads([{ status: 'done', reference: 'R1' }], { entries: toldOf().entries.slice(1) }),
  ],
  ['an audit that was changed', 'O6', worldOf({}, { audit: { lines: 3, problems: ['line 2'] } })],
  ['a file that is not sound', 'O7', worldOf({}, { soundness: 'page 3' })],
  ['a row that does not open', 'O7', worldOf({}, { damaged: ['consent 7'] })],
  ['a start that took too long', 'O8', worldOf({ startsMs: [900, 6_000] })],
  ['a name in the log', 'O9', worldOf({ printed: 'Zephyrine' })],
  ['a secret in the log', 'O9', worldOf({ printed: 'a-secret' })],
  ['a name in a file', 'O9', worldOf({ directories: [leaky] })],
  ['an end with 1', 'O10', worldOf({ ends: [{ code: 1, signal: null }] })],
  ['a worker that ended with 1', 'O10', worldOf({ ends: [{ code: 1, signal: null, worker: 2 }] })],
  ['a worker that somebody else killed', 'O10', worldOf({ ends: [{ code: null, signal: 'SIGKILL', worker: 2 }] })],
  ['a first process that a signal ended', 'O10', worldOf({ ends: [{ code: null, signal: 'SIGSEGV' }] })],
  ['an orderly end that should have failed', 'O10', worldOf({ endedLate: 1 })],
  ['a fault nobody caught', 'O10', worldOf({ printed: '{"event":"process.fault"}' })],
])('notices %s', (_, oracle, world) => {
  const broken = judge(world).filter(({ isKept }) => !isKept);
  expect(broken.map(({ promise }) => promise.split(' ')[0])).toContain(oracle);
});
