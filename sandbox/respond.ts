import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** For people who open a stand-in in a browser. */
export interface Page {
  readonly html: string;
}

/** Two calls and not a chain: restify, in the same process in tests, makes `writeHead` return nothing. */
export function respond(
  response: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders,
  body?: string | Buffer,
): void {
  response.writeHead(status, headers);
  response.end(body);
}

/** A page without scripts, styles or anything from elsewhere. */
export function respondWithPage(response: ServerResponse, { html }: Page): void {
  respond(response, 200, PAGE_HEADERS, html);
}

const PAGE_HEADERS = { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': "default-src 'none'" };
