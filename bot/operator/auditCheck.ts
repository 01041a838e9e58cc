import type { AuditEntry, RecordDocument } from '../../store/documents';
import type { Store } from '../../store/store';
import { type Anchor, brokenAnchors } from './anchor';
import { brokenLinks, headOf, type Seal } from './audit';
import { ERASURES_THREAD, erasedIn } from './erasure';

/** Whether the audit is whole, and where each stream ends: to be kept where this system cannot write. */
export interface AuditReport {
  readonly lines: number;
  readonly problems: readonly string[];
  readonly heads: readonly Pick<AuditEntry, 'stream' | 'seq' | 'mac'>[];
}

const MOST_RECORDS = 1_000_000;

/**
 * Checks every stream, that every case has the lines its changes must have left, and that the streams are those that
 * anchors kept elsewhere were of.
 */
export async function checkAudit(store: Store, seal: Seal, anchors: readonly Anchor[] = []): Promise<AuditReport> {
  const lines = await store.records('audit', { limit: MOST_RECORDS });
  const streams = new Map<string, AuditEntry[]>();
  for (const { conversationId, body } of lines)
    streams.set(conversationId, [...(streams.get(conversationId) ?? []), body]);
  const cases = await store.records('case', { limit: MOST_RECORDS });
  return {
    lines: lines.length,
    problems: [
      ...[...streams].flatMap(([home, entries]) => problemsOf(home, entries, seal)),
      ...cases.flatMap((record) => missingLines(record, streams.get(record.conversationId) ?? [])),
      ...brokenAnchors(streams, anchors, erasedIn(streams.get(ERASURES_THREAD) ?? [])),
    ],
    heads: [...streams.values()].flatMap((entries) => {
      const head = headOf(entries.map((body) => ({ body })));
      return head === undefined ? [] : [{ stream: head.stream, seq: head.seq, mac: head.mac }];
    }),
  };
}

function problemsOf(home: string, entries: readonly AuditEntry[], seal: Seal): readonly string[] {
  const stream = entries.toSorted((a, b) => a.seq - b.seq);
  const foreign = stream.filter((entry) => entry.stream !== home);
  return [...foreign.map(({ stream: of }) => `${home}: it holds a line of ${of}`), ...brokenLinks(stream, seal)];
}

/** A line cut off the end leaves its chain whole, and the case it was of one change ahead. */
function missingLines({ id, body }: Extract<RecordDocument, { kind: 'case' }>, lines: readonly AuditEntry[]) {
  const audited = lines.filter(({ subject }) => subject === id);
  const changes = body.revision ?? 0;
  if (audited.length !== changes) return [`${id}: ${changes} changes, but ${audited.length} lines of the audit`];
  if (body.status === 'open') return [];
  const last = headOf(audited.map((line) => ({ body: line })));
  const isAsAudited = last?.action === `case.${body.settlement?.action.kind}.settles`;
  return isAsAudited ? [] : [`${id}: settled in a way the audit does not have`];
}
