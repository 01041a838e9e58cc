import { createHash } from 'node:crypto';
import { charges } from './charges';

export type Body = Readonly<Record<string, unknown>>;

/** One item as stored, with the service's own properties. */
export interface Item {
  readonly body: Body;
  readonly etag: string;
  readonly lsn: number;
}

/** One container as its owner described it. */
export interface CollectionDefinition {
  readonly id: string;
  readonly partitionKey: { readonly paths: readonly string[] };
  readonly indexingPolicy?: {
    readonly includedPaths?: readonly { readonly path: string }[];
    readonly excludedPaths?: readonly { readonly path: string }[];
    readonly compositeIndexes?: readonly (readonly { readonly path: string }[])[];
  };
}

/** Physical partitions of a new container: more than one, so that a query across them is one in earnest. */
export const RANGES = 3;
const VERSIONS_KEPT = 64;

/** What is stored at one moment; a write works on a draft of it and is kept whole or not at all. */
export interface Partition {
  get(id: string): Item | undefined;
  /** Undefined removes it. */
  set(id: string, body: Body | undefined): void;
}

export type Collection = ReturnType<typeof createCollection>;

/** A container: items by partition key, with enough of their past to answer as a replica that lags behind. */
export function createCollection(definition: CollectionDefinition, rid: string) {
  const items = new Map<string, Map<string, (Item | { readonly lsn: number; readonly body?: undefined })[]>>();
  const heads = Array.from({ length: RANGES }, () => 0);
  let etags = 0;
  let rids = 0;
  let policy = definition;

  const at = (key: string, id: string, lsn: number): Item | undefined => {
    const versions = items.get(key)?.get(id) ?? [];
    const found = versions.findLast((version) => version.lsn <= lsn);
    return found?.body === undefined ? undefined : found;
  };

  return {
    rid,
    definition: () => policy,
    redefine: (next: CollectionDefinition) => {
      policy = next;
    },
    head: (range: number) => heads[range] ?? 0,
    at,
    /** Every item of a physical partition as it was at `lsn`. */
    scan: (range: number, lsn: number, only?: string): Item[] =>
      [...items].flatMap(([key, ids]) => {
        if (rangeOf(key) !== range || (only !== undefined && only !== key)) return [];
        return [...ids.keys()].flatMap((id) => at(key, id, lsn) ?? []);
      }),
    /** Runs `change` on a draft and keeps what it wrote when it says so; all of one call has one sequence number. */
    write<T>(key: string, change: (draft: Partition) => { readonly keep: boolean; readonly result: T }): T {
      const range = rangeOf(key);
      const lsn = (heads[range] ?? 0) + 1;
      const draft = new Map<string, Item | undefined>();
      const { keep, result } = change({
        get: (id) => (draft.has(id) ? draft.get(id) : at(key, id, lsn)),
        set: (id, body) => {
          etags += 1;
          const etag = `"${etags.toString(16).padStart(8, '0')}-0000-0000-0000-000000000000"`;
          rids += 1;
          const _rid = at(key, id, lsn)?.body._rid ?? `${rid}${String(rids).padStart(9, '0')}`;
          draft.set(
            id,
            body && { body: { ...body, _etag: etag, _rid, _ts: Math.floor(Date.now() / 1000) }, etag, lsn },
          );
        },
      });
      if (keep && draft.size > 0) {
        heads[range] = lsn;
        const ids = items.get(key) ?? new Map();
        items.set(key, ids);
        for (const [id, item] of draft) ids.set(id, [...(ids.get(id) ?? []), item ?? { lsn }].slice(-VERSIONS_KEPT));
      }
      return result;
    },
    isIndexed: (path: string) => isIndexed(policy, path),
    hasComposite: (paths: readonly string[]) => composites(policy).some((index) => index.join() === paths.join()),
    indexedTerms: (body: Body) => {
      const paths = leaves(body);
      const whole = composites(policy).filter((index) => index.every((path) => paths.includes(path)));
      return paths.filter((path) => isIndexed(policy, path)).length + whole.length;
    },
  };
}

/** The physical partition of a partition key. */
export function rangeOf(key: string): number {
  return createHash('sha256').update(key).digest().readUInt16BE(0) % RANGES;
}

/** Bytes and indexed terms decide what a write costs. */
export function writeCharge(collection: Collection, kind: 'create' | 'replace' | 'delete', body: Body): number {
  return charges[kind](Buffer.byteLength(JSON.stringify(body)), collection.indexedTerms(body));
}

function composites({ indexingPolicy }: CollectionDefinition): readonly (readonly string[])[] {
  return (indexingPolicy?.compositeIndexes ?? []).map((index) => index.map(({ path }) => path));
}

/** The longest matching path decides, as in the service; `/?` ends a path, `/*` stands for all below. */
function isIndexed({ indexingPolicy }: CollectionDefinition, path: string): boolean {
  const length = (paths: readonly { readonly path: string }[] = []) =>
    Math.max(-1, ...paths.filter((rule) => matches(rule.path, path)).map((rule) => rule.path.length));
  if (indexingPolicy === undefined) return true;
  return length(indexingPolicy.includedPaths) > length(indexingPolicy.excludedPaths);
}

function matches(rule: string, path: string): boolean {
  return rule.endsWith('/*') ? `${path}/`.startsWith(rule.slice(0, -1)) : rule === `${path}/?`;
}

function leaves(value: unknown, path = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return path.startsWith('/_') ? [] : [path];
  return Object.entries(value).flatMap(([name, child]) => leaves(child, `${path}/${name}`));
}
