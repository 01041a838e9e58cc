import type { Http, HttpOutcome, HttpRequest } from '../../../adapters/http';
import type { Chance } from '../../../bot/studio/chance';
import type { Answer } from '../../../sandbox/bank/answer';
import { openContract } from '../../../sandbox/bank/contract';
import type { Operation } from '../../../sandbox/bank/faults';
import { type Ledger, openLedger } from '../../../sandbox/bank/ledger';
import { operationFor } from '../../../sandbox/bank/server';
import { createTokens } from '../../../sandbox/bank/tokens';
import type { VirtualTime } from './time';

/** The sandbox bank behind the port that the product calls it by, with a network that fails as networks do. */
export interface VirtualBank {
  readonly http: Http;
  readonly ledger: Ledger;
  /** The share of creates, and of other calls, that go wrong. */
  weather: { create: number; other: number };
}

/** Every class of R21: what certainly did not arrive, what the bank did not take, and what nobody can know. */
const KINDS = [
  'refused',
  'noSuchHost',
  'slow',
  'timeoutBefore',
  'timeoutAfter',
  'lateCommit',
  'reset-before',
  'reset-after',
  '401',
  '403',
  '429',
  '503',
  '500before',
  '500after',
  'page404',
  'malformed',
  'wrongSchema',
  'empty',
  'redirect',
] as const;
type Kind = (typeof KINDS)[number];

const HEADERS_TIMEOUT_MS = 10_000;
const contract = openContract();

export function createVirtualBank(time: VirtualTime, chance: Chance): VirtualBank {
  const ledger = openLedger(undefined);
  const stages = [{ stage: 'PRESCREENING', afterMs: 0 }];
  const rules = { contract, ledger, tokens: createTokens(time.now), clock: time.now, stages };
  const bank = { ...rules, strictProfile: true, pageSize: 10 };
  const weather = { create: 0, other: 0 };
  let kind: Kind | undefined;
  const faults = {
    take: (operation: Operation) => {
      const share = operation === 'create' ? weather.create : weather.other;
      kind = chance.happens(share) ? chance.pick(KINDS) : undefined;
      return undefined;
    },
  };
  const request = async ({ url, method, headers = {}, body = '' }: HttpRequest): Promise<HttpOutcome> => {
    await time.passes(chance.between(20, 800));
    const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    kind = undefined;
    const call = { request: { method, headers: lower }, url: new URL(url), text: String(body) };
    const { run } = operationFor(bank, faults, call);
    return spoilt(kind, run, time, chance);
  };
  const http = { request, mayRetry: () => chance.happens(0.5), restsUntil: () => undefined, close: () => undefined };
  return { http, ledger, weather };
}

async function spoilt(
  kind: Kind | undefined,
  run: () => Answer,
  time: VirtualTime,
  chance: Chance,
): Promise<HttpOutcome> {
  const silence = async (): Promise<HttpOutcome> => {
    await time.passes(HEADERS_TIMEOUT_MS);
    return { kind: 'ambiguous', reason: 'headersTimeout' };
  };
  switch (kind) {
    case undefined:
      return response(run());
    case 'refused':
      return { kind: 'notSent', reason: 'ECONNREFUSED' };
    case 'noSuchHost':
      return { kind: 'notSent', reason: 'ENOTFOUND' };
    case 'slow':
      await time.passes(chance.between(1_000, HEADERS_TIMEOUT_MS - 1_000));
      return response(run());
    case 'timeoutBefore':
      return silence();
    case 'timeoutAfter':
      run();
      return silence();
    case 'lateCommit':
      // The bank goes on with it long after we gave up.
      void time.passes(HEADERS_TIMEOUT_MS + chance.between(30_000, 300_000)).then(run);
      return silence();
    case 'reset-before':
      return { kind: 'ambiguous', reason: 'ECONNRESET' };
    case 'reset-after':
      run();
      return { kind: 'ambiguous', reason: 'ECONNRESET' };
    case '500after':
    case 'malformed':
    case 'wrongSchema':
    case 'empty':
      return broken(kind, run());
    default:
      return answered(kind, chance);
  }
}

type Kept = '500after' | 'malformed' | 'wrongSchema' | 'empty';

/** It is in the ledger, and the answer does not say so. */
function broken(kind: Kept, { body }: Answer): HttpOutcome {
  switch (kind) {
    case '500after':
      return response({ status: 500, body: { code: 'serverUnavailable' } });
    case 'malformed':
      return { kind: 'response', status: 200, headers: JSON_TYPE, body: Buffer.from('{"applicationId": "ZK') };
    case 'empty':
      return { kind: 'response', status: 200, headers: JSON_TYPE, body: Buffer.alloc(0) };
    case 'wrongSchema':
      return response({
        status: 200,
        body: { ...Object(body), applicationId: '<b>1</b>', prospectId: '<b>7</b>', token_type: 'mac' },
      });
  }
}

/** Nothing was taken. */
function answered(kind: Exclude<Kind, Kept>, chance: Chance): HttpOutcome {
  const retryAfter: Record<string, string> = chance.happens(0.7) ? { 'retry-after': String(chance.below(30)) } : {};
  switch (kind) {
    case '429':
    case '503':
      return response({ status: Number(kind), body: {}, headers: retryAfter });
    case 'page404':
      return {
        kind: 'response',
        status: 404,
        headers: { 'content-type': 'text/html' },
        body: Buffer.from('<h1>?</h1>'),
      };
    case 'redirect':
      return { kind: 'response', status: 302, headers: { location: 'http://169.254.169.254/' }, body: Buffer.alloc(0) };
    case '500before':
      return response({ status: 500, body: { code: 'serverUnavailable' } });
    default:
      return response({ status: Number(kind), body: { type: 'error', code: 'unAuthorized' } });
  }
}

const JSON_TYPE = { 'content-type': 'application/json' };

function response({ status, body, headers = {} }: Answer): HttpOutcome {
  return { kind: 'response', status, headers: { ...JSON_TYPE, ...headers }, body: Buffer.from(JSON.stringify(body)) };
}
