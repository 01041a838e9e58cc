import { jsonOf } from '../requestBody';
import { type Account, addContainer, containerOf } from './account';
import { type Answer, asObject, refuse } from './answer';
import { type Collection, type CollectionDefinition, RANGES } from './collection';

/** One call, authenticated, on the resource its path names. */
export interface Call {
  readonly method: string;
  readonly segments: readonly string[];
  readonly text: string;
  readonly header: (name: string) => string | undefined;
}

/** The account, its databases and containers; undefined for paths below a container. */
export function serveResource(account: Account, call: Call): Answer | undefined {
  const { method, segments } = call;
  const [, database = '', , container = '', below] = segments;
  if (segments.length === 0) return describeAccount(account);
  if (segments[0] !== 'dbs') return refuse(404, 'No such resource');
  if (segments.length === 1 && method === 'POST') return createDatabase(account, call.text);
  const containers = account.databases.get(database);
  if (containers === undefined) return refuse(404, 'Owner resource does not exist', { substatus: '1003' });
  if (segments.length === 2 && method === 'DELETE') {
    account.databases.delete(database);
    return { status: 204 };
  }
  if (segments.length === 2) return method === 'GET' ? { status: 200, body: { id: database } } : undefined;
  if (segments.length === 3 && method === 'POST') return createContainer(containers, call.text);
  const collection = containerOf(account, database, container);
  if (collection === undefined) return refuse(404, 'Owner resource does not exist', { substatus: '1003' });
  if (segments.length === 4) return serveContainer(collection, call);
  return below === 'pkranges' ? describeRanges(collection) : undefined;
}

function describeAccount({ address }: Account): Answer {
  const locations = [{ name: 'Sandbox', databaseAccountEndpoint: address }];
  return {
    status: 200,
    body: {
      id: 'sandbox',
      writableLocations: locations,
      readableLocations: locations,
      enableMultipleWriteLocations: false,
      userConsistencyPolicy: { defaultConsistencyLevel: 'Session' },
    },
  };
}

function createDatabase({ databases }: Account, text: string): Answer {
  const id = String(asObject(jsonOf(text))?.id ?? '');
  if (id === '') return refuse(400, 'The id is missing');
  if (databases.has(id)) return refuse(409, 'Resource with specified id already exists');
  databases.set(id, new Map());
  return { status: 201, body: { id } };
}

function createContainer(containers: Map<string, Collection>, text: string): Answer {
  const definition = asObject(jsonOf(text)) as CollectionDefinition | undefined;
  if (!definition?.id || !definition.partitionKey?.paths.length) return refuse(400, 'The partition key is missing');
  if (containers.has(definition.id)) return refuse(409, 'Resource with specified id already exists');
  addContainer(containers, definition);
  return { status: 201, body: definition };
}

function serveContainer(collection: Collection, { method, text }: Call): Answer {
  const known = collection.definition();
  if (method === 'GET') return { status: 200, body: { ...known, _rid: collection.rid } };
  if (method !== 'PUT') return refuse(405, 'Not played here');
  const next = asObject(jsonOf(text)) as CollectionDefinition | undefined;
  const keeps = JSON.stringify(next?.partitionKey?.paths) === JSON.stringify(known.partitionKey.paths);
  if (next === undefined || !keeps) return refuse(400, 'The partition key of a container cannot change');
  collection.redefine(next);
  return { status: 200, body: next };
}

/** Equal shares of the space of hashes; which partition an item is in, only the service knows. */
function describeRanges({ rid }: Collection): Answer {
  const bound = (at: number) =>
    at === 0
      ? ''
      : at === RANGES
        ? 'FF'
        : Math.floor((255 * at) / RANGES)
            .toString(16)
            .toUpperCase()
            .padStart(2, '0');
  const ranges = Array.from({ length: RANGES }, (_, at) => ({
    id: String(at),
    minInclusive: bound(at),
    maxExclusive: bound(at + 1),
    parents: [],
  }));
  return { status: 200, body: { _rid: rid, PartitionKeyRanges: ranges, _count: RANGES } };
}
