import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * A mark that a browser keeps once somebody signed in with it. Its tries are counted apart, so that neither a stranger
 * who tries names nor a colleague behind the same address locks anybody out of a browser they use.
 */
export interface KnownBrowsers {
  mark(account: string): string;
  /** What its tries are counted for; undefined: it is no browser of this account. */
  triedBy(mark: string | undefined, account: string): string | undefined;
}

export function createKnownBrowsers(key: string): KnownBrowsers {
  const macOf = (nonce: string, account: string) =>
    createHmac('sha256', key).update(`${nonce}\n${account}`).digest('base64url');
  return {
    mark(account) {
      const nonce = randomBytes(16).toString('base64url');
      return `${nonce}.${macOf(nonce, account)}`;
    },
    triedBy(mark, account) {
      const [nonce = '', mac = ''] = (mark ?? '').split('.');
      const [given, right] = [Buffer.from(mac), Buffer.from(macOf(nonce, account))];
      return given.length === right.length && timingSafeEqual(given, right) ? `browser:${nonce}` : undefined;
    },
  };
}
