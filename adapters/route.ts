/** HTTP as adapters and pages see it, so that the server library stays inside `bot/server.ts`. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The query exactly as it came, without its question mark: what a signature covers. */
  readonly rawQuery?: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Raw bytes, identity encoding, already within the route's limit. */
  readonly body: Buffer;
  readonly ip: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Values of `Set-Cookie`, one each. */
  readonly cookies?: readonly string[];
  /** An object is sent as JSON. */
  readonly body?: string | Buffer | object;
}

/**
 * How much a request matters when not everything can be served; the first are served longest. What is `first` is never
 * turned away: a lead about to be confirmed, an operator, a provider's report.
 */
export type Urgency = 'first' | 'running' | 'new' | 'later';

/** What is known of a request before its body is read. Nothing in it is proven yet. */
export type RequestHead = Pick<HttpRequest, 'params' | 'headers'>;

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'OPTIONS' | 'PUT';
  /** `/v3/directline/conversations/:id`. */
  readonly path: string;
  /** Largest accepted body in bytes; 0 refuses any body. */
  readonly maxBytes: number;
  /** Accepted media types of a body; anything else is 415. */
  readonly contentTypes: readonly string[];
  /**
   * The most urgent that the request can be, by its head alone: what is in the body is judged where it is read. Left
   * out, the route is served under any load.
   */
  readonly urgency?: Urgency | ((head: RequestHead) => Urgency);
  /** Headers of every answer that is given before the handler is asked: a page of another site reads none without them. */
  readonly edgeHeaders?: (head: RequestHead) => Readonly<Record<string, string>>;
  readonly handle: (request: HttpRequest) => HttpResponse | Promise<HttpResponse>;
}
