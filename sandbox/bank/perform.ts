import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { type Page, respond, respondWithPage } from '../respond';
import { type Answer, bankError, gatewayError } from './answer';
import type { Fault } from './faults';

/** Runs the operation and spoils it as asked. With no fault it simply answers. */
export async function perform(
  fault: Fault | undefined,
  response: ServerResponse,
  { run, earlier }: Performance,
): Promise<void> {
  if (fault?.kind === 'slow') await wait(fault.delayMs);
  const instead = fault && INSTEAD[fault.kind];
  if (instead) {
    instead(response, fault);
  } else {
    const after = (fault && AFTER[fault.kind]) ?? answerWith;
    const before = earlier?.();
    after(response, run(), before);
  }
}

/** What is to be run, and what an earlier customer was answered. */
export interface Performance {
  readonly run: () => Answer;
  readonly earlier?: () => unknown;
}

export function answerWith(response: ServerResponse, answer: Answer | Page): void {
  if ('html' in answer) {
    respondWithPage(response, answer);
  } else {
    const { status, body, headers } = answer;
    respond(response, status, { ...JSON_HEADERS, ...headers }, JSON.stringify(body));
  }
}

const JSON_HEADERS = { 'Content-Type': 'application/json' };

type Kind = Fault['kind'];

/** Nothing is taken. A response that is never ended is a timeout for the caller. */
const INSTEAD: Partial<Record<Kind, (response: ServerResponse, fault: Fault) => void>> = {
  timeoutBefore: () => undefined,
  '400': (response) => answerWith(response, bankError(400)),
  '401': (response) => answerWith(response, bankError(401)),
  '403': (response) => answerWith(response, bankError(403)),
  '409mismatch': (response) => answerWith(response, { ...bankError(400, MISMATCH), status: 409 }),
  '422': (response) => answerWith(response, { ...bankError(400), status: 422 }),
  '429': (response, fault) => answerWith(response, { ...gatewayError(), headers: retryAfter(fault) }),
  '500before': (response) => answerWith(response, bankError(500)),
  '503': (response, fault) => answerWith(response, { ...bankError(503), headers: retryAfter(fault) }),
  // What a proxy in front of the bank says when it has lost it.
  page404: (response) => respond(response, 404, { 'Content-Type': 'text/html' }, '<h1>Not found</h1>'),
  'reset-before': (response) => response.socket?.resetAndDestroy(),
  redirect: (response) => respond(response, 302, { Location: 'http://169.254.169.254/latest/' }),
};

/** The operation has run, and what it did is in the ledger; only the answer is spoilt. */
const AFTER: Partial<Record<Kind, (response: ServerResponse, answer: Answer, earlier: unknown) => void>> = {
  timeoutAfter: () => undefined,
  '500after': (response) => answerWith(response, bankError(500)),
  'reset-after': (response) => response.socket?.resetAndDestroy(),
  malformed: (response) => respond(response, 200, JSON_HEADERS, '{"applicationId": "ZK'),
  // All but the reference (or the type of a token) is as it should be.
  wrongSchema: (response, { body }) =>
    answerWith(response, {
      status: 200,
      body: { ...Object(body), applicationId: '<b>ZKW9</b>', prospectId: '<b>7</b>', token_type: 'mac' },
    }),
  empty: (response) => respond(response, 200, JSON_HEADERS),
  truncated: (response, { body }) => {
    const text = JSON.stringify(body);
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': text.length });
    response.write(text.slice(0, -4), () => response.socket?.destroy());
  },
  oversize: (response, { status, body }) =>
    answerWith(response, { status, body: { ...Object(body), padding: 'x'.repeat(300 * 1024) } }),
  gzip: (response, { status, body }) =>
    respond(response, status, { ...JSON_HEADERS, 'Content-Encoding': 'gzip' }, gzipSync(JSON.stringify(body))),
  missingReference: (response, { body }) => {
    const { applicationId: _application, prospectId: _prospect, ...rest } = Object(body);
    answerWith(response, { status: 200, body: rest });
  },
  // A cache in front of the bank that takes one customer for another.
  foreignReference: (response, { body }, earlier) =>
    answerWith(response, { status: 200, body: { ...Object(body), ...Object(earlier) } }),
  duplicateHeaders: (response, { status, body }) =>
    respond(
      response,
      status,
      { ...JSON_HEADERS, 'X-Global-Transaction-ID': ['one', 'two'], 'Retry-After': ['1', '2'] },
      JSON.stringify(body),
    ),
  '202': (response) => answerWith(response, { status: 202, body: { status: 'ACCEPTED' } }),
  '409exists': (response, { body }) =>
    answerWith(response, { status: 409, body: { ...Object(EXISTS), ...Object(body) } }),
};

const MISMATCH = { details: 'The same key with another body' };
const EXISTS = bankError(400, { details: 'There is one already' }).body;

function retryAfter({ retryAfterS, asDate }: Fault): Record<string, string> {
  if (retryAfterS === null) return {};
  if (!asDate) return { 'Retry-After': String(retryAfterS) };
  const now = Date.now();
  return { Date: new Date(now).toUTCString(), 'Retry-After': new Date(now + retryAfterS * 1_000).toUTCString() };
}
