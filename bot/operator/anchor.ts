import type { AuditEntry } from '../../store/documents';
import type { Log } from '../telemetry';

/** Where a stream of the audit stood at some time, known from outside the store. */
export type Anchor = Pick<AuditEntry, 'stream' | 'seq' | 'mac'>;

/**
 * Puts where a stream stands into the log, the moment it is kept. A log is gathered elsewhere, so who can write to the
 * store cannot change it there; a chain alone does not show that its end was cut off, or all of it put back.
 */
export function anchorIn(log: Pick<Log, 'info'>): (line: AuditEntry) => void {
  return ({ stream, seq, mac }) => log.info({ event: 'audit.head', stream, seq, mac });
}

/** What the streams say otherwise than anchors do. A stream that is gone is right where its conversation was erased. */
export function brokenAnchors(
  streams: ReadonlyMap<string, readonly AuditEntry[]>,
  anchors: readonly Anchor[],
  erased: ReadonlySet<string>,
): readonly string[] {
  return anchors.flatMap(({ stream, seq, mac }) => {
    const lines = streams.get(stream) ?? [];
    if (lines.length === 0 && erased.has(stream)) return [];
    const line = lines.find((one) => one.seq === seq);
    if (line === undefined) return [`${stream}: line ${seq}, which was seen before, is not there any more`];
    return line.mac === mac ? [] : [`${stream}, line ${seq}: another one was seen before`];
  });
}
