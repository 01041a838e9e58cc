import type { WhatsAppAccount } from '../accounts';
import type { Form } from './form';

/** What was signed: the address as it is configured at the provider, and every parameter. */
export interface Signed {
  readonly url: string;
  readonly form: Form;
}

/** HMAC-SHA1 in base64. */
const SIGNATURE_LENGTH = 28;

/**
 * Whether the holder of the account's token signed exactly this, by the provider's own check in constant time. While
 * a token is being replaced either one will do.
 */
export function isSigned(
  account: Pick<WhatsAppAccount, 'authToken' | 'nextAuthToken'>,
  signature: string,
  { url, form }: Signed,
): boolean {
  // At first use: the start of the product need not wait for it.
  const { validateRequest }: typeof import('twilio/lib/webhooks/webhooks') = require('twilio/lib/webhooks/webhooks');
  const parameters: Record<string, string> = Object.create(null);
  for (const [name, value] of form) parameters[name] = value;
  const tokens = [account.authToken, account.nextAuthToken].filter((token) => token !== undefined);
  return tokens.some((token) => validateRequest(token, signature, url, parameters));
}

/** The header's signature when it can be one at all. */
export function signatureIn(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && header.length === SIGNATURE_LENGTH ? header : undefined;
}

/**
 * Where the provider believes our webhook to be. Always from the configuration: `Host` and `X-Forwarded-*` are written
 * by whoever calls. A fragment tells the provider how to retry and is not signed.
 */
export function signedUrl(publicBaseUrl: string, path: string, rawQuery: string): string {
  const base = publicBaseUrl.replace(/#.*$/, '').replace(/\/+$/, '');
  return base + path + (rawQuery === '' ? '' : `?${rawQuery}`);
}
