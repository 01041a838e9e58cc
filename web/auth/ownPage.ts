import type { HttpRequest } from '../../adapters/route';

/**
 * Whether a page of ours sent this, as far as the browser tells. What comes without either header is no browser's page;
 * it has no cookies of somebody else either.
 */
export function isOwnPage({ headers }: Pick<HttpRequest, 'headers'>, publicBaseUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin } = headers;
  return origin === undefined || [headers.host, new URL(publicBaseUrl).host].includes(hostOf(String(origin)));
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
