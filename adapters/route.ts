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
  /** An object is sent as JSON. */
  readonly body?: string | Buffer | object;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'OPTIONS' | 'PUT';
  /** `/v3/directline/conversations/:id`. */
  readonly path: string;
  /** Largest accepted body in bytes; 0 refuses any body. */
  readonly maxBytes: number;
  /** Accepted media types of a body; anything else is 415. */
  readonly contentTypes: readonly string[];
  readonly handle: (request: HttpRequest) => HttpResponse | Promise<HttpResponse>;
}
