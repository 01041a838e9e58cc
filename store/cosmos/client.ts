import type {
  ChangeFeedPullModelIterator,
  CosmosClient,
  CosmosClientOptions,
  OperationInput,
  RequestOptions,
} from '@azure/cosmos';
import type { CosmosMeter } from './meter';

/** How to reach the account. */
export interface CosmosAccount {
  readonly endpoint: string;
  readonly key: string;
  readonly database: string;
  readonly connection?: CosmosConnection;
}

/** What an operator may tune; the defaults suit one region. */
export interface CosmosConnection {
  readonly requestTimeoutMs?: number;
  /** For one call of the store, all its requests together. */
  readonly deadlineMs?: number;
  /** Regions to use, nearest first. */
  readonly preferredLocations?: readonly string[];
}

/** The answer of a batch: what each operation came to, or which one made it fail. */
export interface BatchResult {
  readonly statusCode: number;
  readonly eTag?: string;
}

/** The SDK, with its charges counted and its errors whole. */
export interface CosmosSdk {
  readonly client: CosmosClient;
  /** `items.batch`, failing with the service's own error. */
  batch(
    container: string,
    partition: string,
    operations: OperationInput[],
    options: RequestOptions,
  ): Promise<readonly BatchResult[]>;
  /** What changed in a container from a time on, or from a position in an earlier feed. */
  feed(container: string, from: Date | string): CosmosFeed;
  close(): void;
}

/** Changed items, newest version only, in the order of their changes within one conversation. */
export interface CosmosFeed {
  /** Some changes; undefined when there are none now. Rejects as any request: then make another feed from the position. */
  next<T>(): Promise<readonly T[] | undefined>;
  /** After the last answer; undefined before the first. */
  position(): string | undefined;
}

const REQUEST_TIMEOUT_MS = 5_000;

/** Loads the SDK, which takes a quarter of a second, only where there is an account. */
export function createCosmosSdk(
  { endpoint, key, database, connection = {} }: CosmosAccount,
  meter: CosmosMeter,
): CosmosSdk {
  const { ChangeFeedStartFrom, CosmosClient }: typeof import('@azure/cosmos') = require('@azure/cosmos');
  const errors = new WeakMap<object, unknown>();
  const options: CosmosClientOptions & { readonly plugins: readonly Plugin[] } = {
    endpoint,
    key,
    consistencyLevel: 'Session',
    connectionPolicy: {
      requestTimeout: connection.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
      retryOptions: { maxRetryAttemptCount: 3, fixedRetryIntervalInMilliseconds: 0, maxWaitTimeInSeconds: 3 },
      ...(connection.preferredLocations && { preferredLocations: [...connection.preferredLocations] }),
    },
    plugins: [{ on: 'request', plugin: watch(meter, errors) }],
  };
  const client = new CosmosClient(options);
  return {
    client,
    batch: async (container, partition, operations, request) => {
      try {
        const { items } = client.database(database).container(container);
        const { result } = await items.batch(operations, partition, {
          ...request,
          contentResponseOnWriteEnabled: false,
        });
        // Without an answer for each of them nothing is known of any.
        if (result?.length !== operations.length) throw NO_RESULT;
        return result;
      } catch (cause) {
        throw errors.get(request.abortSignal ?? request) ?? cause;
      }
    },
    feed: (container, from) => {
      const { items } = client.database(database).container(container);
      const position = typeof from === 'string' ? from : undefined;
      const changeFeedStartFrom =
        typeof from === 'string' ? ChangeFeedStartFrom.Continuation(from) : ChangeFeedStartFrom.Time(from);
      return createFeed(items.getChangeFeedIterator({ changeFeedStartFrom, maxItemCount: FEED_PAGE }), position);
    },
    close: () => client.dispose(),
  };
}

const FEED_PAGE = 200;
/** As what the network says: it leaves open what became of the request. */
const NO_RESULT = { code: 'ENORESULT' } as const;

function createFeed(iterator: ChangeFeedPullModelIterator<unknown>, from: string | undefined): CosmosFeed {
  let reached = from;
  return {
    next: async <T>() => {
      const { statusCode, result, continuationToken } = await iterator.readNext();
      // Of a partition that moves the SDK makes an answer, and forgets how far it was.
      if (statusCode !== 200 && statusCode !== 304) throw { code: statusCode };
      reached = continuationToken;
      // The caller knows what the container holds.
      return statusCode === 304 ? undefined : (result as unknown as readonly T[]);
    },
    position: () => reached,
  };
}

interface Response {
  readonly headers?: Readonly<Record<string, unknown>>;
}
interface Request {
  readonly options?: { readonly abortSignal?: object };
}
interface Plugin {
  readonly on: 'request';
  readonly plugin: (
    request: Request,
    node: unknown,
    next: (request: Request) => Promise<Response>,
  ) => Promise<Response>;
}

/**
 * Sees every single request: what it is charged, retried or not, and how it failed. `items.batch` throws a bare error
 * with the text alone, so its status is remembered here under the signal of the call.
 */
function watch(meter: CosmosMeter, errors: WeakMap<object, unknown>): Plugin['plugin'] {
  const charge = ({ headers }: Response) => meter.charge(Number(headers?.['x-ms-request-charge'] ?? 0));
  return async (request, _, next) => {
    try {
      const response = await next(request);
      charge(response);
      return response;
    } catch (cause) {
      if (typeof cause === 'object' && cause !== null) charge(cause);
      const signal = request.options?.abortSignal;
      if (signal !== undefined) errors.set(signal, cause);
      throw cause;
    }
  };
}
