import type { AuditEntry } from '../../store/documents';

/** A keyed hash, so that only who has the key can write a line that verifies. */
export type Seal = (text: string) => string;

export type AuditLine = Pick<AuditEntry, 'stream' | 'at' | 'operator' | 'action' | 'subject' | 'details'>;

/** The next line of a stream, chained to its last one. */
export function chainedTo(head: AuditEntry | undefined, line: AuditLine, seal: Seal): AuditEntry {
  const unsealed = { ...line, seq: (head?.seq ?? 0) + 1, prev: head?.mac ?? '' };
  return { ...unsealed, mac: macOf(unsealed, seal) };
}

/** The last line of a stream, out of those its store gives as the newest. */
export function headOf(newest: readonly { readonly body: AuditEntry }[]): AuditEntry | undefined {
  // Stores order by time, which two lines may share.
  return newest.map(({ body }) => body).reduce<AuditEntry | undefined>(later, undefined);
}

/** How many of the newest lines hold the last one for certain. */
export const NEWEST_LINES = 20;

function later(one: AuditEntry | undefined, other: AuditEntry): AuditEntry {
  return one === undefined || other.seq > one.seq ? other : one;
}

/** Everything wrong with a stream, given oldest first. A line cut off the end shows only beside a head kept elsewhere. */
export function brokenLinks(stream: readonly AuditEntry[], seal: Seal): readonly string[] {
  return stream.flatMap((entry, index) => {
    const before = stream[index - 1];
    const where = `${entry.stream}, line ${entry.seq}`;
    if (entry.seq !== index + 1) return [`${where}: a line before it is missing`];
    if (entry.prev !== (before?.mac ?? '')) return [`${where}: it does not follow the line before it`];
    return entry.mac === macOf(entry, seal) ? [] : [`${where}: it was changed`];
  });
}

function macOf({ prev, ...entry }: Omit<AuditEntry, 'mac'> & { readonly mac?: string }, seal: Seal): string {
  const { mac: _own, ...covered } = entry;
  return seal(`${prev}\n${canonical(covered)}`);
}

/** JSON with its keys in order, so that the same content is always the same text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (isPlain(inner) ? inOrder(inner) : inner));
}

function inOrder(value: object): object {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
