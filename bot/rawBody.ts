import type { IncomingMessage } from 'node:http';

/** What came of reading a request's body; a refusal says which of the edge's rules it broke. */
export type BodyOutcome =
  | { readonly kind: 'body'; readonly bytes: Buffer }
  | { readonly kind: 'refused'; readonly status: 413 | 415; readonly message: string }
  /** The sender went away; there is nobody to answer. */
  | { readonly kind: 'gone' };

interface BodyRules {
  readonly maxBytes: number;
  readonly contentTypes: readonly string[];
}

const EMPTY = Buffer.alloc(0);
/** After a refusal the rest is read and thrown away so that the sender sees the answer, but not for ever. */
const MAX_DISCARDED_BYTES = 8 * 1024 * 1024;

/**
 * Reads a body as it is: never decompressed (a broken or bloated archive must not reach a decoder), never longer than
 * the route allows, whatever `Content-Length` claims.
 */
export function readRawBody(request: IncomingMessage, rules: BodyRules): BodyOutcome | Promise<BodyOutcome> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    return refuse(request, 415, 'The body must not be compressed. Send it without Content-Encoding.');
  }
  if (!hasBody(request)) return { kind: 'body', bytes: EMPTY };
  if (Number(request.headers['content-length'] ?? 0) > rules.maxBytes) return tooLarge(request, rules.maxBytes);
  if (rules.maxBytes > 0 && !accepts(rules.contentTypes, request.headers['content-type'])) {
    return refuse(request, 415, `The body must be of type ${rules.contentTypes.join(' or ')}.`);
  }
  return collect(request, rules.maxBytes);
}

function hasBody(request: IncomingMessage): boolean {
  if (request.headers['transfer-encoding'] !== undefined) return true;
  const length = request.headers['content-length'];
  return length !== undefined && length !== '0';
}

function accepts(contentTypes: readonly string[], header = ''): boolean {
  if (contentTypes.includes(header)) return true;
  const type = header.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return contentTypes.includes(type);
}

function collect(request: IncomingMessage, maxBytes: number): Promise<BodyOutcome> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) {
        chunks.push(chunk);
        return;
      }
      request.off('data', onData);
      resolve(tooLarge(request, maxBytes));
    };
    request.on('data', onData);
    request.once('end', () => resolve({ kind: 'body', bytes: oneBuffer(chunks) }));
    request.once('error', () => resolve({ kind: 'gone' }));
    request.once('close', () => resolve({ kind: 'gone' }));
  });
}

function oneBuffer(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
}

function tooLarge(request: IncomingMessage, maxBytes: number): BodyOutcome {
  const rule = maxBytes === 0 ? 'This address takes no body.' : `The body may have at most ${maxBytes} bytes.`;
  return refuse(request, 413, rule);
}

function refuse(request: IncomingMessage, status: 413 | 415, message: string): BodyOutcome {
  discardBody(request);
  return { kind: 'refused', status, message };
}

/** Throws a body away as it comes, for a request that is answered without it. */
export function discardBody(request: IncomingMessage): void {
  let discarded = 0;
  request.on('error', () => undefined);
  request.on('data', (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > MAX_DISCARDED_BYTES) request.destroy();
  });
}
