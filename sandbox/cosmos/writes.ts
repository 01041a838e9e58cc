import { asObject } from './answer';
import { charges } from './charges';
import { type Body, type Collection, type Item, type Partition, writeCharge } from './collection';

export const MAX_ITEM_BYTES = 2 * 1024 * 1024;
const ID = /^[^/\\?#]{1,255}$/;

/** One write, or a read inside a batch. */
export interface Operation {
  readonly operationType: 'Create' | 'Replace' | 'Upsert' | 'Patch' | 'Delete' | 'Read';
  readonly id?: string;
  readonly ifMatch?: string;
  readonly resourceBody?: Body;
}

export interface OperationResult {
  readonly statusCode: number;
  readonly requestCharge: number;
  readonly eTag?: string;
  readonly resourceBody?: Body;
}

/** Carries out one operation on a draft of the partition, with the statuses and preconditions of the service. */
export function operate(collection: Collection, key: string, draft: Partition, operation: Operation): OperationResult {
  const id = operation.id ?? String(operation.resourceBody?.id ?? '');
  const known = draft.get(id);
  const status = refusal(collection, key, operation, id, known);
  if (status !== undefined) return { statusCode: status, requestCharge: charges.refused() };
  if (operation.operationType === 'Read') return found(known);
  if (operation.operationType === 'Delete') {
    draft.set(id, undefined);
    return { statusCode: 204, requestCharge: writeCharge(collection, 'delete', known?.body ?? {}) };
  }
  const body =
    operation.operationType === 'Patch' ? patched(known?.body, operation.resourceBody) : operation.resourceBody;
  draft.set(id, body ?? {});
  const written = draft.get(id);
  return {
    statusCode: known === undefined ? 201 : 200,
    requestCharge: writeCharge(collection, known === undefined ? 'create' : 'replace', body ?? {}),
    ...(written && { eTag: written.etag, resourceBody: written.body }),
  };
}

/** A batch of one partition: all of it or none; what did not fail itself is told to have failed with the rest. */
export function operateAll(
  collection: Collection,
  key: string,
  operations: readonly Operation[],
): readonly OperationResult[] {
  return collection.write(key, (draft) => {
    const results: OperationResult[] = [];
    for (const operation of operations) {
      const result = operate(collection, key, draft, operation);
      results.push(result);
      if (result.statusCode >= 400) return { keep: false, result: failed(operations.length, results) };
    }
    return { keep: true, result: results };
  });
}

function failed(count: number, results: readonly OperationResult[]): readonly OperationResult[] {
  return Array.from({ length: count }, (_, at) =>
    at === results.length - 1 && results[at] !== undefined
      ? results[at]
      : { statusCode: 424, requestCharge: results[at]?.requestCharge ?? 0 },
  );
}

function found(known: Item | undefined): OperationResult {
  const bytes = Buffer.byteLength(JSON.stringify(known?.body ?? {}));
  return {
    statusCode: 200,
    requestCharge: charges.read(bytes),
    ...(known && { eTag: known.etag, resourceBody: known.body }),
  };
}

function refusal(
  collection: Collection,
  key: string,
  { operationType, resourceBody, ifMatch }: Operation,
  id: string,
  known: Item | undefined,
): number | undefined {
  if (!ID.test(id)) return 400;
  const writes = operationType === 'Create' || operationType === 'Replace' || operationType === 'Upsert';
  if (writes && (keyOf(collection, resourceBody ?? {}) !== key || resourceBody?.id !== id)) return 400;
  if (writes && Buffer.byteLength(JSON.stringify(resourceBody)) > MAX_ITEM_BYTES) return 413;
  if (operationType === 'Create' && known !== undefined) return 409;
  if (operationType !== 'Create' && operationType !== 'Upsert' && known === undefined) return 404;
  return ifMatch !== undefined && known !== undefined && known.etag !== ifMatch ? 412 : undefined;
}

/** The value at the container's partition key path. */
export function keyOf(collection: Collection, body: Body): string {
  const [path = ''] = collection.definition().partitionKey.paths;
  return String(body[path.slice(1)] ?? '');
}

/** Only `set`, on paths of one or two names: what is used here. */
function patched(known: Body = {}, request: unknown): Body {
  const operations = asObject(request)?.operations;
  const body: Record<string, unknown> = { ...known };
  for (const operation of Array.isArray(operations) ? operations.map(asObject) : []) {
    const [, first = '', second] = String(operation?.path).split('/');
    if (operation?.op !== 'set') continue;
    body[first] = second === undefined ? operation.value : { ...asObject(body[first]), [second]: operation.value };
  }
  return body;
}
