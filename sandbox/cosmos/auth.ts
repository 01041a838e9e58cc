import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** The emulator's well-known key: it opens nothing but this stand-in. */
export const SANDBOX_COSMOS_KEY =
  'C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==';

export interface SignedCall {
  readonly method: string;
  /** Percent-decoded, without slashes around it. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** Whether the call carries the signature of the account's key over its verb, resource and date. */
export function isAuthentic(call: SignedCall, key: string): boolean {
  const given = decodeURIComponent(call.headers.authorization ?? '');
  const date = String(call.headers['x-ms-date'] ?? '').toLowerCase();
  const { type, id } = resourceOf(call.path);
  const text = `${call.method.toLowerCase()}\n${type}\n${id}\n${date}\n\n`;
  const signature = createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest('base64');
  const expected = Buffer.from(`type=master&ver=1.0&sig=${signature}`);
  const actual = Buffer.from(given);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

/** A path of even length names one resource; one of odd length the feed of its last segment under the rest. */
function resourceOf(path: string): { readonly type: string; readonly id: string } {
  const segments = path.split('/').filter((segment) => segment !== '');
  const isFeed = segments.length % 2 === 1;
  return {
    type: segments.at(isFeed ? -1 : -2) ?? '',
    id: (isFeed ? segments.slice(0, -1) : segments).join('/'),
  };
}
