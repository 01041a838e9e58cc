import type { OperationInput, SqlQuerySpec } from '@azure/cosmos';
import { StoreFault } from '../storeFault';
import type { BatchResult, CosmosSdk } from './client';
import type { Deadline } from './deadline';
import { type Attempt, type RetryOptions, withRetries } from './retry';

/** An item and the tag that a change of it must name. */
export interface Found<T> {
  readonly row: T;
  readonly etag: string;
}

/** What a batch does to one item. */
export type Write =
  | { readonly kind: 'create'; readonly row: object & { readonly id: string } }
  | { readonly kind: 'replace'; readonly row: object & { readonly id: string }; readonly etag: string }
  | { readonly kind: 'set'; readonly id: string; readonly path: string; readonly value: unknown }
  | { readonly kind: 'delete'; readonly id: string; readonly etag?: string };

/** All of a batch or none of it; when none, the write that was refused and how. */
export type BatchOutcome =
  | { readonly status: 'done'; readonly etags: readonly string[] }
  | { readonly status: 'refused'; readonly at: number; readonly code: number }
  /** Its answer was lost, and it was found to be kept. */
  | { readonly status: 'kept' };

export type RowQuery = RowsInOrder | RowsThatSay;

interface Rows {
  readonly select?: readonly string[];
  /** Of one partition; else of all of them. */
  readonly partition?: string;
  readonly path: string;
  readonly limit: number;
}

/** Rows that have a number, or a text, at an indexed path, within a bound of its kind and in its order. */
export interface RowsInOrder extends Rows {
  readonly bound: readonly [operator: '>' | '>=' | '<=', value: number | string];
  readonly newestFirst?: boolean;
}

/** Rows that have this very text at an indexed path, in no order. */
export interface RowsThatSay extends Rows {
  readonly says: string;
}

/** Three kinds of request are all the store makes; each is repeated until it is known what became of it. */
export interface CosmosWire {
  read<T>(container: string, partition: string, id: string): Promise<Found<T> | undefined>;
  /** `isKept` is asked when the answer was lost. */
  write(
    container: string,
    partition: string,
    writes: readonly Write[],
    isKept?: () => Promise<boolean>,
  ): Promise<BatchOutcome>;
  query<T>(container: string, query: RowQuery): Promise<readonly T[]>;
}

export const MOST_WRITES = 100;
const MOST_IN_PAGE = 1_000;
const MOST_BYTES = 2 * 1024 * 1024;
/** What the service adds to each item and to the batch. */
const OVERHEAD_BYTES = 1024;
const OTHER_FAILED = 424;

export interface WireParts {
  readonly sdk: CosmosSdk;
  readonly database: string;
  readonly deadline: Pick<Deadline, 'signal'>;
  readonly random: () => number;
}

export function createCosmosWire({ sdk, database, deadline, random }: WireParts): CosmosWire {
  const containers = sdk.client.database(database);
  const retried = <T>(run: (attempt: Attempt) => Promise<T>, resolve?: RetryOptions<T>['resolve']) =>
    withRetries(run, { random, deadline: deadline.signal(), ...(resolve && { resolve }) });

  return {
    read: <T>(container: string, partition: string, id: string) =>
      retried(async (attempt) => {
        const item = containers.container(container).item(id, partition);
        const { resource, etag, statusCode, substatus } = await item.read<T & { id: string }>(optionsOf(attempt));
        // The SDK takes any 404 for an answer, but one with a substatus is none.
        if (statusCode === 404 && substatus) throw { code: statusCode, substatus };
        return resource === undefined ? undefined : { row: resource as T, etag };
      }),
    write: async (container, partition, writes, isKept) => {
      const operations = writes.map(operationOf);
      assertSize(operations);
      return retried<BatchOutcome>(
        async (attempt) => outcomeOf(await sdk.batch(container, partition, operations, optionsOf(attempt))),
        async () => ((await isKept?.()) ? { status: 'kept' } : undefined),
      );
    },
    query: <T>(container: string, query: RowQuery) =>
      retried((attempt) => fetchRows<T>(containers.container(container), query, attempt)),
  };
}

async function fetchRows<T>(
  container: ReturnType<ReturnType<CosmosSdk['client']['database']>['container']>,
  query: RowQuery,
  attempt: Attempt,
): Promise<readonly T[]> {
  const rows: T[] = [];
  const { partition, limit } = query;
  const iterator = container.items.query<T>(specOf(query), {
    ...optionsOf(attempt),
    maxItemCount: Math.min(limit, MOST_IN_PAGE),
    // Without the plan the SDK first asks as if there were one partition, and is refused.
    ...(partition === undefined ? { forceQueryPlan: true } : { partitionKey: partition }),
  });
  while (rows.length < limit && iterator.hasMoreResults()) {
    const { resources } = await iterator.fetchNext();
    rows.push(...(resources ?? []));
  }
  return rows.slice(0, limit);
}

/** Names of paths come from this code alone; whatever a caller gives is a parameter. */
function specOf(query: RowQuery): SqlQuerySpec {
  const what = query.select?.map((name) => `c.${name}`).join(', ') ?? '*';
  if ('bound' in query) return specInOrder(what, query);
  const parameters = [{ name: '@value', value: query.says }];
  return { query: `SELECT ${what} FROM c WHERE c.${query.path} = @value`, parameters };
}

function specInOrder(what: string, { partition, path, bound, newestFirst }: RowsInOrder): SqlQuerySpec {
  const [name = '', key] = path.split('/');
  const at = key === undefined ? `c.${name}` : `c.${name}["${key}"]`;
  const direction = newestFirst ? 'DESC' : 'ASC';
  const within = partition === undefined ? '' : 'c.conversationId = @partition AND ';
  // Named in the order too, the partition key leads to the composite index instead of a walk past everybody's rows.
  const first = partition === undefined ? '' : `c.conversationId ${direction}, `;
  return {
    query: `SELECT ${what} FROM c WHERE ${within}${at} ${bound[0]} @value ORDER BY ${first}${at} ${direction}`,
    parameters: [
      { name: '@value', value: bound[1] },
      ...(partition === undefined ? [] : [{ name: '@partition', value: partition }]),
    ],
  };
}

/** An eventual read needs no session. It may be old, which costs a repetition: what is written names its etag. */
function optionsOf({ signal, withoutSession }: Attempt) {
  return { abortSignal: signal, ...(withoutSession && { consistencyLevel: 'Eventual' as const }) };
}

function operationOf(write: Write): OperationInput {
  switch (write.kind) {
    case 'create':
      return { operationType: 'Create', resourceBody: { ...write.row } };
    case 'replace':
      return { operationType: 'Replace', id: write.row.id, ifMatch: write.etag, resourceBody: { ...write.row } };
    case 'set': {
      const operations = [{ op: 'set' as const, path: `/${write.path}`, value: write.value }];
      return { operationType: 'Patch', id: write.id, resourceBody: { operations } };
    }
    case 'delete':
      return { operationType: 'Delete', id: write.id, ...(write.etag !== undefined && { ifMatch: write.etag }) };
  }
}

function assertSize(operations: readonly OperationInput[]): void {
  if (operations.length > MOST_WRITES) throw new StoreFault('tooLarge', { detail: `${operations.length} items` });
  const bytes = Buffer.byteLength(JSON.stringify(operations)) + operations.length * OVERHEAD_BYTES;
  if (bytes > MOST_BYTES) throw new StoreFault('tooLarge', { detail: `${bytes} bytes` });
}

function outcomeOf(results: readonly BatchResult[]): BatchOutcome {
  const at = results.findIndex(({ statusCode }) => statusCode >= 400 && statusCode !== OTHER_FAILED);
  const code = results[at]?.statusCode ?? 0;
  if (at < 0) return { status: 'done', etags: results.map(({ eTag }) => eTag ?? '') };
  // A single operation can be told to come again, or be too much, just as a whole request can.
  if (code === 429 || code === 449 || code === 413 || code === 408 || code >= 500) throw { code };
  return { status: 'refused', at, code };
}
