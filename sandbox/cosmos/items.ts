import { jsonOf } from '../requestBody';
import { type Answer, asObject, refuse } from './answer';
import { charges } from './charges';
import { type Body, type Collection, type Item, RANGES, rangeOf } from './collection';
import { isAnswerable, matching, parseQuery, planOf, projected, type Query } from './query';
import type { Call } from './resources';
import { type Operation, type OperationResult, operate, operateAll } from './writes';

/** How a fault changes what a call sees: a replica that lags, or a precondition that fails once. */
export interface Twist {
  readonly lag: number;
  readonly precondition: boolean;
}

const MAX_BATCH = 100;
const PAGE = 100;
const STATUS_TEXT: Readonly<Record<number, string>> = {
  400: 'One of the input values is invalid',
  404: 'Entity with the specified id does not exist',
  409: 'Entity with the specified id already exists',
  412: 'Operation cannot be performed because one of the specified precondition is not met',
  413: 'Request size is too large',
};

/** Everything under `…/docs`: point operations, batches, queries and their plans. */
export function serveItems(collection: Collection, call: Call, twist: Twist): Answer {
  const body = jsonOf(call.text);
  if (call.header('x-ms-cosmos-is-query-plan-request')) return plan(body);
  if (call.header('x-ms-documentdb-isquery')) return query(collection, call, body, twist);
  if (call.header('a-im') === 'Incremental Feed') return changes(collection, call, twist);
  const key = partitionKey(call);
  if (key === undefined) return refuse(400, 'The partition key is missing');
  if (call.header('x-ms-cosmos-is-batch-request')) return batch(collection, key, body, twist);
  const id = call.segments[5];
  if (call.method === 'GET') return read(collection, call, key, id ?? '', twist);
  return write(collection, call, key, twist);
}

/** Range and session token of an answer: what a client must have seen after it. */
export function sessionToken(collection: Collection, call: Call): string {
  const range = call.header('x-ms-documentdb-partitionkeyrangeid') ?? String(rangeOf(partitionKey(call) ?? ''));
  return `${range}:-1#${collection.head(Number(range))}`;
}

function partitionKey({ header }: Call): string | undefined {
  const given = jsonOf(header('x-ms-documentdb-partitionkey') ?? '');
  return Array.isArray(given) && typeof given[0] === 'string' ? given[0] : undefined;
}

/** What a replica shows: everything, or as much as it has and the session's token insists on. */
function visible(collection: Collection, call: Call, range: number, { lag }: Twist): number {
  const tokens = (call.header('x-ms-session-token') ?? '').split(',');
  const token = tokens.find((part) => part.startsWith(`${range}:`))?.split('#')[1];
  return Math.max(Number(token ?? 0), collection.head(range) - lag);
}

function read(collection: Collection, call: Call, key: string, id: string, twist: Twist): Answer {
  const item = collection.at(key, id, visible(collection, call, rangeOf(key), twist));
  if (item === undefined) return refuse(404, STATUS_TEXT[404] ?? '', charged(1));
  return { status: 200, body: item.body, headers: { ...charged(charges.read(size(item.body))), etag: item.etag } };
}

function write(collection: Collection, call: Call, key: string, { precondition }: Twist): Answer {
  const ifMatch = call.header('if-match');
  if (precondition && ifMatch !== undefined) return refuse(412, STATUS_TEXT[412] ?? '', charged(charges.refused()));
  const id = call.segments[5];
  const isUpsert = call.header('x-ms-documentdb-is-upsert')?.toLowerCase() === 'true';
  const kinds = { POST: isUpsert ? 'Upsert' : 'Create', PUT: 'Replace', PATCH: 'Patch', DELETE: 'Delete' } as const;
  const operationType = kinds[call.method as keyof typeof kinds];
  const body = jsonOf(call.text);
  // A patch may come as its bare operations.
  const resourceBody = Array.isArray(body) ? { operations: body } : asObject(body);
  const operation: Operation = {
    operationType,
    ...(id !== undefined && { id }),
    ...(ifMatch !== undefined && { ifMatch }),
    ...(resourceBody && { resourceBody }),
  };
  const result = collection.write(key, (draft) => {
    const outcome = operate(collection, key, draft, operation);
    return { keep: outcome.statusCode < 400, result: outcome };
  });
  return answerOf(result);
}

function answerOf({ statusCode, requestCharge, eTag, resourceBody }: OperationResult): Answer {
  const headers = { ...charged(requestCharge), ...(eTag !== undefined && { etag: eTag }) };
  if (statusCode >= 400) return refuse(statusCode, STATUS_TEXT[statusCode] ?? 'Refused', headers);
  return { status: statusCode, ...(statusCode !== 204 && { body: resourceBody }), headers };
}

function batch(collection: Collection, key: string, body: unknown, { precondition }: Twist): Answer {
  const operations = Array.isArray(body) ? (body as Operation[]) : [];
  if (operations.length === 0 || operations.length > MAX_BATCH) return refuse(400, 'A batch has 1 to 100 operations');
  if (size(body) > 2 * 1024 * 1024) return refuse(413, STATUS_TEXT[413] ?? '');
  const struck = precondition ? operations.findIndex(({ ifMatch }) => ifMatch !== undefined) : -1;
  const results =
    struck >= 0
      ? operations.map((_, at) => ({ statusCode: at === struck ? 412 : 424, requestCharge: charges.refused() }))
      : operateAll(collection, key, operations).map(({ resourceBody: _, ...result }) => result);
  const units = results.reduce((sum, { requestCharge }) => sum + requestCharge, 0);
  const failed = results.some(({ statusCode }) => statusCode >= 400);
  return { status: failed ? 207 : 200, body: results, headers: charged(units) };
}

function plan(body: unknown): Answer {
  if (parseQuery(body) === undefined) return refuse(400, 'This query is not played here');
  return { status: 200, body: planOf(String(asObject(body)?.query)) };
}

function query(collection: Collection, call: Call, body: unknown, twist: Twist): Answer {
  const asked = parseQuery(body);
  if (asked === undefined) return refuse(400, 'This query is not played here');
  if (!isAnswerable(asked, collection)) return refuse(400, 'The order by path is excluded from the index');
  const key = partitionKey(call);
  const range = call.header('x-ms-documentdb-partitionkeyrangeid');
  if (key === undefined && range === undefined) {
    return refuse(400, 'Cross partition query only supports a query plan');
  }
  if ('partition' in asked && asked.partition && key === undefined)
    return refuse(400, 'A query of one partition names its key');
  const at = key === undefined ? Number(range) : rangeOf(key);
  if (!(at >= 0 && at < RANGES)) return refuse(410, 'The partition is gone', { substatus: '1002' });
  const items = collection.scan(at, visible(collection, call, at, twist), key);
  return page(asked, matching(asked, items), call);
}

/**
 * What changed in one physical partition after the sequence number or since the time that the caller names, each item in
 * its newest version and without those that are gone; all of one batch in one page. Nothing new is 304.
 */
function changes(collection: Collection, call: Call, twist: Twist): Answer {
  const range = Number(call.header('x-ms-documentdb-partitionkeyrangeid'));
  if (!(range >= 0 && range < RANGES)) return refuse(410, 'The partition is gone', { substatus: '1002' });
  const head = visible(collection, call, range, twist);
  const after = Number((call.header('if-none-match') ?? '0').replaceAll('"', ''));
  const since = Date.parse(call.header('if-modified-since') ?? '') / 1000 || 0;
  const isAsked = ({ lsn, body }: Item) => lsn > after && Number(body._ts) >= since;
  const changed = collection.scan(range, head).filter(isAsked);
  changed.sort((a, b) => a.lsn - b.lsn);
  const last = changed[Math.min(changed.length, Number(call.header('x-ms-max-item-count') ?? PAGE)) - 1]?.lsn;
  const shown = changed.filter(({ lsn }) => lsn <= (last ?? 0)).map(({ body }) => body);
  const headers = { ...charged(charges.query(shown.length, size(shown))), etag: `"${last ?? Math.max(after, head)}"` };
  if (shown.length === 0) return { status: 304, headers };
  return { status: 200, body: { Documents: shown, _count: shown.length }, headers };
}

/** A page, and behind it a continuation that names the last item it showed. */
function page(asked: Query, items: readonly Item[], { header }: Call): Answer {
  const after = header('x-ms-continuation');
  const from = after === undefined ? 0 : items.findIndex(({ body }) => body._rid === after) + 1;
  const asks = Number(header('x-ms-max-item-count') ?? PAGE);
  const shown = items.slice(from, from + (asks > 0 ? asks : PAGE));
  const documents = shown.map((item) => projected(asked, item));
  const more = from + shown.length < items.length ? String(shown.at(-1)?.body._rid) : undefined;
  return {
    status: 200,
    body: { Documents: documents, _count: documents.length },
    headers: {
      ...charged(charges.query(documents.length, size(documents))),
      ...(more !== undefined && { 'x-ms-continuation': more }),
    },
  };
}

function charged(units: number): Readonly<Record<string, string>> {
  return { 'x-ms-request-charge': units.toFixed(2) };
}

function size(body: Body | unknown): number {
  return Buffer.byteLength(JSON.stringify(body));
}
