import { asObject } from './answer';
import type { Body, Collection, Item } from './collection';

/**
 * The two shapes of query there are: items that have a number or a text at one indexed path, within a bound of its kind,
 * in its order; and items that have this very text at one, in no order. Of one partition or of all. Everything else is refused, so that a new query
 * is met here before it meets the service.
 */
export type Query = OrderedQuery | TextQuery;

export interface TextQuery {
  readonly select: readonly string[] | undefined;
  readonly path: readonly [string];
  readonly says: string;
}

export interface OrderedQuery {
  readonly select: readonly string[] | undefined;
  readonly partition: boolean;
  /** Sorted by this first, which one partition has in common. */
  readonly first: string | undefined;
  readonly path: readonly string[];
  readonly operator: '>' | '>=' | '<=';
  readonly value: number | string;
  readonly descending: boolean;
  /** As the SDK sends it to each physical partition, with the sort value beside the payload. */
  readonly isRewritten: boolean;
}

const PATH = String.raw`c(?:\.\w+)(?:\["\w+"\])?`;
const TEXT = /^SELECT (?<select>\*|c\.\w+(?:, c\.\w+)*) FROM c WHERE c\.(?<path>\w+) = @value$/;
const CONDITION = String.raw`(?<partition>c\.\w+ = @partition AND )?(?<path>${PATH}) (?<operator>>=|<=|>) @value`;
const TAIL = String.raw`ORDER BY (?:c\.(?<first>\w+) (?<firstDirection>ASC|DESC), )?(?<order>${PATH}) (?<direction>ASC|DESC)`;
const PLAIN = new RegExp(String.raw`^SELECT (?<select>\*|c\.\w+(?:, c\.\w+)*) FROM c WHERE ${CONDITION} ${TAIL}$`);
const REWRITTEN = new RegExp(
  String.raw`^SELECT c\._rid, \[\{"item": (?<item>${PATH})\}\] AS orderByItems, (?<select>.*) AS payload FROM c WHERE \(${CONDITION}\) AND \(true\) ${TAIL}$`,
);

/** Undefined for any other shape. */
export function parseQuery(body: unknown): Query | undefined {
  const { query, parameters } = asObject(body) ?? {};
  const text = TEXT.exec(String(query))?.groups;
  if (text !== undefined) return textQuery(text, parameterOf(parameters, '@value'));
  const plain = PLAIN.exec(String(query))?.groups;
  const rewritten = REWRITTEN.exec(String(query))?.groups;
  const groups = plain ?? rewritten;
  if (groups === undefined || groups.path !== groups.order) return undefined;
  const { first, firstDirection = groups.direction } = groups;
  if (firstDirection !== groups.direction) return undefined;
  const value = parameterOf(parameters, '@value');
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  return {
    select: selectedIn(groups.select),
    partition: groups.partition !== undefined,
    first,
    path: [...(groups.path ?? '').matchAll(/\w+/g)].slice(1).map(([name]) => name),
    operator: groups.operator as OrderedQuery['operator'],
    value,
    descending: groups.direction === 'DESC',
    isRewritten: rewritten !== undefined,
  };
}

function textQuery({ select, path = '' }: Record<string, string>, says: unknown): TextQuery | undefined {
  return typeof says === 'string' ? { select: selectedIn(select), path: [path], says } : undefined;
}

function selectedIn(select = ''): readonly string[] | undefined {
  const names = [...select.matchAll(/c\.(\w+)/g)].map(([, name = '']) => name);
  return names.length === 0 ? undefined : names;
}

/** What the service's planner answers for a query across partitions: how the SDK is to ask each and to merge. */
export function planOf(text: string): unknown {
  const plain = PLAIN.exec(text)?.groups;
  const order =
    plain === undefined ? { orderBy: [], orderByExpressions: [], rewrittenQuery: '' } : orderOf(text, plain);
  return {
    partitionedQueryExecutionInfoVersion: 2,
    queryInfo: {
      distinctType: 'None',
      top: null,
      offset: null,
      limit: null,
      ...order,
      groupByExpressions: [],
      groupByAliases: [],
      aggregates: [],
      groupByAliasToAggregateType: {},
      hasSelectValue: false,
      dCountInfo: null,
      hasNonStreamingOrderBy: false,
    },
    queryRanges: [{ min: '', max: 'FF', isMinInclusive: true, isMaxInclusive: false }],
  };
}

function orderOf(text: string, { select, path = '', direction = '' }: Record<string, string>) {
  const names = selectedIn(select);
  const payload = names === undefined ? 'c' : `{${names.map((name) => `"${name}": c.${name}`).join(', ')}}`;
  const condition = text.slice(text.indexOf(' WHERE ') + 7, text.indexOf(' ORDER BY '));
  return {
    orderBy: [direction === 'DESC' ? 'Descending' : 'Ascending'],
    orderByExpressions: [path],
    rewrittenQuery: `SELECT c._rid, [{"item": ${path}}] AS orderByItems, ${payload} AS payload FROM c WHERE (${condition}) AND ({documentdb-formattableorderbyquery-filter}) ORDER BY ${path} ${direction}`,
  };
}

/** Matching items in order; equal values by their place in the index, which is their id. */
export function matching(query: Query, items: readonly Item[]): readonly Item[] {
  if ('says' in query) {
    const found = items.filter(({ body }) => body[query.path[0]] === query.says);
    return found.sort((a, b) => String(a.body._rid).localeCompare(String(b.body._rid)));
  }
  const sign = query.descending ? -1 : 1;
  return items
    .filter(({ body }) => isWithin(query, valueAt(body, query.path)))
    .sort((a, b) => sign * (compare(query, a, b) || String(a.body._rid).localeCompare(String(b.body._rid))));
}

/** One result as the query selects it. */
export function projected(query: Query, { body }: Item): unknown {
  const { select, path } = query;
  const names = select?.filter((name) => body[name] !== undefined);
  const payload = names === undefined ? body : Object.fromEntries(names.map((name) => [name, body[name]]));
  return 'isRewritten' in query && query.isRewritten
    ? { _rid: body._rid, orderByItems: [{ item: valueAt(body, path) }], payload }
    : payload;
}

/**
 * A path that is not indexed cannot be sorted by, nor two paths without an index of both. What would only be slow in the
 * service is refused too; `id` is always indexed.
 */
export function isAnswerable(query: Query, collection: Collection): boolean {
  if ('says' in query) return query.path[0] === 'id' || collection.isIndexed(`/${query.path[0]}`);
  const { first, path } = query;
  const last = `/${path.join('/')}`;
  return first === undefined ? collection.isIndexed(last) : collection.hasComposite([`/${first}`, last]);
}

function compare({ path }: OrderedQuery, a: Item, b: Item): number {
  return order(valueAt(a.body, path), valueAt(b.body, path));
}

/** What is of another kind than the bound is not compared with it. */
function isWithin({ operator, value }: OrderedQuery, found: unknown): boolean {
  if (typeof found !== typeof value) return false;
  const place = order(found, value);
  if (operator === '<=') return place <= 0;
  return operator === '>' ? place > 0 : place >= 0;
}

/** Texts by their bytes, as the service does it. */
function order(one: unknown, other: unknown): number {
  if (typeof one === 'number') return one - Number(other);
  return Buffer.compare(Buffer.from(String(one)), Buffer.from(String(other)));
}

function valueAt(body: Body, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => asObject(value)?.[name], body);
}

function parameterOf(parameters: unknown, name: string): unknown {
  if (!Array.isArray(parameters)) return undefined;
  return parameters.map(asObject).find((parameter) => parameter?.name === name)?.value;
}
