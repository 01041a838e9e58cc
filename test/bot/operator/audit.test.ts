import fc from 'fast-check';
import { brokenLinks, chainedTo } from '../../../bot/operator/audit';
import { checkAudit } from '../../../bot/operator/auditCheck';
import type { AuditEntry, RecordDocument } from '../../../store/documents';
import type { Store } from '../../../store/store';
import { seal } from './casework';

const line = (n: number) =>
  ({ stream: 'c1', at: n, operator: 'ann', action: 'case.reject.settles', subject: 'case:1', details: { n } }) as const;

function streamOf(length: number): AuditEntry[] {
  const stream: AuditEntry[] = [];
  for (let n = 1; n <= length; n++) stream.push(chainedTo(stream.at(-1), line(n), seal));
  return stream;
}

describe('an audit stream', () => {
  it('verifies as it was written, after it went through JSON with its keys in any order', () => {
    const reordered = streamOf(5).map((entry) => Object.fromEntries(Object.entries(entry).reverse()) as never);
    expect(brokenLinks(JSON.parse(JSON.stringify(reordered)), seal)).toEqual([]);
  });

  it('shows any change of any part of any line, any line taken out before the last, and any two swapped', () => {
    const stream = streamOf(6);
    const parts = ['at', 'operator', 'action', 'subject', 'seq', 'prev', 'mac', 'details'] as const;
    fc.assert(
      fc.property(fc.nat(5), fc.constantFrom(...parts), (at, part) => {
        const changed = stream.map((entry, index) => (index === at ? { ...entry, [part]: 'x' } : entry));
        expect(brokenLinks(changed as never, seal)).not.toEqual([]);
      }),
    );
    for (const gone of [0, 1, 2, 3, 4]) expect(brokenLinks(stream.toSpliced(gone, 1), seal)).not.toEqual([]);
    for (const at of [0, 1, 2, 3, 4]) {
      const [a, b] = [stream[at], stream[at + 1]] as [AuditEntry, AuditEntry];
      expect(brokenLinks(stream.toSpliced(at, 2, b, a), seal)).not.toEqual([]);
    }
  });

  it('shows a line of another course of events, as from before a restore, put in with its link bent to fit', () => {
    const [first, second] = streamOf(2) as [AuditEntry, AuditEntry];
    const otherwise = chainedTo(first, { ...line(2), operator: 'bob' }, seal);
    const third = chainedTo(otherwise, line(3), seal);
    expect(brokenLinks([first, otherwise, third], seal)).toEqual([]);
    expect(brokenLinks([first, second, { ...third, prev: second.mac }], seal)).toEqual(['c1, line 3: it was changed']);
  });

  it('cannot be written anew without the key', () => {
    const forged: AuditEntry[] = [];
    for (const n of [1, 2, 3]) forged.push(chainedTo(forged.at(-1), line(n), (text) => `forged ${text.length}`));
    expect(brokenLinks(forged, seal)).toHaveLength(3);
  });
});

describe('checking the audit', () => {
  const storeOf = (records: readonly RecordDocument[]) =>
    ({ records: async (kind: string) => records.filter((record) => record.kind === kind) }) as unknown as Store;
  const audited = (stream: readonly AuditEntry[], conversationId = 'c1'): RecordDocument[] =>
    stream.map((body) => ({ id: `audit:${body.seq}`, conversationId, at: body.at, kind: 'audit', body }));
  const settled = (revision: number): RecordDocument => ({
    id: 'case:1',
    conversationId: 'c1',
    at: 1,
    kind: 'case',
    body: {
      status: 'settled',
      workId: '1',
      market: 'SG',
      reason: 'ambiguousSubmission',
      evidence: {},
      revision,
      settlement: { action: { kind: 'reject' }, operator: 'ann', at: 1 },
    },
  });

  it('finds nothing wrong with a case and its lines, and says where the stream ends', async () => {
    const stream = streamOf(2);
    const report = await checkAudit(storeOf([...audited(stream).reverse(), settled(2)]), seal);
    expect(report).toEqual({ lines: 2, problems: [], heads: [{ stream: 'c1', seq: 2, mac: stream[1]?.mac }] });
  });

  it('misses a line cut off the end by its case, a case changed behind its back, and lines of another stream', async () => {
    const problems = async (records: readonly RecordDocument[]) => (await checkAudit(storeOf(records), seal)).problems;
    expect(await problems([...audited(streamOf(1)), settled(2)])).toHaveLength(1);
    expect(await problems([settled(0)])).toHaveLength(1);
    const told = { ...settled(2) } as Extract<RecordDocument, { kind: 'case' }>;
    const settlement = { action: { kind: 'done', reference: 'X-1' }, operator: 'ann', at: 1 } as const;
    expect(await problems([...audited(streamOf(2)), { ...told, body: { ...told.body, settlement } }])).toHaveLength(1);
    expect(await problems(audited(streamOf(2), 'c2'))).toHaveLength(2);
  });
});
