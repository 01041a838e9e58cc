import { appendFileSync, existsSync, readFileSync, unlinkSync } from 'node:fs';
import { ClientRequest } from 'node:http';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import Database from 'better-sqlite3';
import type { Http } from '../../adapters/http';
import type { Commit, Erasure, Store } from '../../store/store';
import type { Point } from './points';

/**
 * Loaded by Node before the built product (`node -r`), in each of its processes and threads. It stands between the
 * product and the ports it is composed of (its store, its way out, its database), writes down what passes, and ends the
 * process by SIGKILL where the storm wants it. The product's own code knows nothing of it.
 */

const DIRECTORY = process.env.STORM_PROBE ?? '';
const DOOM = join(DIRECTORY, 'doom');
const TRACE = join(DIRECTORY, 'trace.jsonl');

/** What a probe writes down. */
export type Traced =
  | { readonly event: 'died' | 'stopped'; readonly point: Point }
  /** A message is about to be handed to the provider; and how that ended, if this process lived to see it. */
  | { readonly event: 'posting'; readonly call: number }
  | { readonly event: 'posted'; readonly call: number; readonly outcome: string }
  | { readonly event: 'claimed'; readonly id: string; readonly fence: number; readonly leaseUntil: number }
  /** An end or postponement under a claim; `isHeld` is what the store said to it. */
  | { readonly event: 'settled'; readonly id: string; readonly fence: number; readonly isHeld: boolean }
  /** The first byte of a request leaves now: of a submission with this request id, or of a message of this reply. */
  | { readonly event: 'leaving'; readonly to: 'bank' | 'reply'; readonly of: string };
export type Trace = Traced & { readonly pid: number; readonly at: number };

function trace(traced: Traced): void {
  appendFileSync(TRACE, `${JSON.stringify({ pid: process.pid, at: Date.now(), ...traced })}\n`);
}

/** The first process that comes by takes the order and dies of it, or stands still; whoever else comes by goes on. */
function at(point: Point): void {
  const order = orderFor(point);
  if (order === undefined) return;
  try {
    unlinkSync(DOOM);
  } catch {
    return;
  }
  trace({ event: order === 'die' ? 'died' : 'stopped', point });
  process.kill(process.pid, order === 'die' ? 'SIGKILL' : 'SIGSTOP');
}

function orderFor(point: Point): 'die' | 'stop' | undefined {
  if (!existsSync(DOOM)) return undefined;
  try {
    const [order, where] = readFileSync(DOOM, 'utf8').split(' ');
    return where === point && (order === 'die' || order === 'stop') ? order : undefined;
  } catch {
    return undefined;
  }
}

function isWanted(point: Point): boolean {
  return orderFor(point) !== undefined;
}

/** Puts something else in the place of what a module exports, for all who use it. */
function replace<M, K extends keyof M>(module: M, name: K, change: (real: M[K]) => M[K]): void {
  Object.assign(module as object, { [name]: change(module[name]) });
}

function probedStore<S extends Store>(store: S): S {
  return {
    ...store,
    commit: async (commit) => {
      const kind = kindOf(commit);
      at(`${kind}.beforeCommit`);
      const outcome = await store.commit(commit);
      for (const { id, fence } of commit.settle ?? []) {
        const isHeld = outcome.status === 'committed';
        if (isHeld || outcome.status === 'fenced') trace({ event: 'settled', id, fence, isHeld });
      }
      at(`${kind}.committed`);
      return outcome;
    },
    claim: async (request) => {
      const isCallout = request.kinds.includes('callout');
      if (
        isCallout &&
        isWanted('callout.beforeClaim') &&
        ((await store.nextDueAt(['callout'])) ?? Infinity) <= request.now
      )
        at('callout.beforeClaim');
      const claimed = await store.claim(request);
      for (const { id, fence, leaseUntil } of claimed) trace({ event: 'claimed', id, fence, leaseUntil });
      if (claimed.some(({ kind }) => kind === 'callout')) at('callout.claimed');
      if (claimed.some(({ kind }) => kind === 'reply')) at('reply.claimed');
      return claimed;
    },
    settle: async (settlement) => {
      at('reply.beforeSettle');
      const isHeld = await store.settle(settlement);
      trace({ event: 'settled', id: settlement.id, fence: settlement.fence, isHeld });
      at('reply.settled');
      return isHeld;
    },
    deliver: async (delivery) => {
      if (delivery.status !== 'queued') at('report.beforeNote');
      const isNews = await store.deliver(delivery);
      at(delivery.status === 'queued' ? 'reply.marked' : 'report.noted');
      return isNews;
    },
    identify: async (names) => {
      const id = await store.identify(names);
      if (id === names.conversationId) at('name.bound');
      return id;
    },
    close: async () => {
      at('drain.closing');
      await store.close();
    },
  };
}

function kindOf({ work = [], settle = [], inboxKey }: Commit): 'turn' | 'intent' | 'outcome' {
  if (work.some(({ kind }) => kind === 'callout')) return 'intent';
  return settle.length > 0 && inboxKey !== undefined ? 'outcome' : 'turn';
}

type Destination = 'bank' | 'reply' | undefined;

function destinationOf(method: string, url: string): Destination {
  if (method !== 'POST') return undefined;
  if (url.endsWith('/Messages.json')) return 'reply';
  return /\/(applications|prospects)$/.test(url) ? 'bank' : undefined;
}

let calls = 0;

function probedHttp(http: Http): Http {
  return {
    ...http,
    request: async (request) => {
      const to = destinationOf(request.method, request.url);
      if (to === 'bank') at('bank.beforeRequest');
      if (to !== 'reply') {
        const outcome = await http.request(request);
        if (to === 'bank') at('bank.answered');
        return outcome;
      }
      at('reply.beforePost');
      calls += 1;
      const call = calls;
      trace({ event: 'posting', call });
      const outcome = await http.request(request);
      trace({ event: 'posted', call, outcome: outcome.kind });
      at('reply.posted');
      return outcome;
    },
  };
}

/** Shorter leases, so that nobody has to stand still for two minutes to lose one. */
function shortenLeases(share: number): void {
  const loop: typeof import('../../bot/workLoop') = require('../../bot/workLoop');
  replace(loop, 'createWorkLoop', (create) => (parts) => create({ ...parts, leaseMs: leaseOf(parts.leaseMs, share) }));
}

/** What is handed to the provider is not begun when less than this is left of its lease. */
const SHORTEST_LEASE_MS = 13_000;

function leaseOf(leaseMs: number, share: number): number {
  return Math.max(SHORTEST_LEASE_MS, leaseMs * share);
}

/** `finish`: the whole request was given to the operating system. */
function watchRequests(): void {
  const end = ClientRequest.prototype.end as (this: ClientRequest, ...args: unknown[]) => ClientRequest;
  ClientRequest.prototype.end = function (this: ClientRequest, ...args: unknown[]) {
    const to = destinationOf(this.method, this.path);
    if (to !== undefined) trace({ event: 'leaving', to, of: nameOf(to, this, args[0]) });
    if (to !== undefined) this.once('finish', () => at(`${to}.flushed`));
    return end.apply(this, args);
  } as ClientRequest['end'];
}

/** What is known of it outside: the bank's request id, and the reply that Twilio is to report on. */
function nameOf(to: 'bank' | 'reply', request: ClientRequest, body: unknown): string {
  if (to === 'bank') return String(request.getHeader('uuid'));
  const callback = new URLSearchParams(String(body)).get('StatusCallback');
  return callback === null ? '' : (new URL(callback).searchParams.get('w') ?? '');
}

/** Statements and commands at which one may want to die, by how they begin. */
const STATEMENTS: readonly { readonly is: RegExp; readonly before?: Point; readonly after?: Point }[] = [
  { is: /^COMMIT$/, before: 'group.beforeCommit', after: 'group.committed' },
  { is: /^UPDATE data_key SET keyring = \?, wrapped/, after: 'rotation.rewrapped' },
  { is: /^UPDATE data_key SET keyring = \? WHERE/, after: 'rotation.retired' },
  { is: /^UPDATE data_key SET wrapped = zeroblob/, after: 'erasure.keyDestroyed' },
];

function watchDatabase(): void {
  const { prepare, exec, pragma, backup } = Database.prototype;
  Database.prototype.prepare = function (this: Database.Database, source: string) {
    const statement = prepare.call(this, source);
    const watched = STATEMENTS.find(({ is }) => is.test(source.trim()));
    if (watched === undefined) return statement;
    const run = statement.run as (...values: unknown[]) => Database.RunResult;
    statement.run = (...values: unknown[]) => {
      if (watched.before) at(watched.before);
      const result = run.apply(statement, values);
      if (watched.after) at(watched.after);
      return result;
    };
    return statement;
  } as typeof prepare;
  Database.prototype.exec = function (this: Database.Database, source: string) {
    const isStep = source.includes('PRAGMA user_version');
    if (isStep) at('migration.beforeStep');
    const result = exec.call(this, source);
    if (isStep) at('migration.afterStep');
    return result;
  };
  Database.prototype.pragma = function (this: Database.Database, source: string, options?: Database.PragmaOptions) {
    const isCheckpoint = source.startsWith('wal_checkpoint');
    if (isCheckpoint) at('checkpoint.begun');
    const result = pragma.call(this, source, options);
    if (isCheckpoint) at('checkpoint.done');
    return result;
  };
  Database.prototype.backup = async function (this: Database.Database, ...how: Parameters<typeof backup>) {
    at('backup.begun');
    const made = await backup.apply(this, how);
    at('backup.copied');
    return made;
  };
}

function watchPorts(): void {
  const sealed: typeof import('../../store/sqlite/sealedStore') = require('../../store/sqlite/sealedStore');
  const http: typeof import('../../adapters/http') = require('../../adapters/http');
  replace(sealed, 'openSealedStore', (open) => async (options) => {
    at('start.beforeOpen');
    const store = probedStore(await open(options));
    at('start.opened');
    return { ...store, erase: erasing(store.erase) };
  });
  replace(http, 'createHttp', (create) => (options) => probedHttp(create(options)));
}

function erasing(erase: Erasure['erase']): Erasure['erase'] {
  return async (...request) => {
    const outcome = await erase(...request);
    if (outcome === 'erased') at('erasure.committed');
    return outcome;
  };
}

/** Beside the product's own listener, never in its place: without one the signal has to end the process. */
function watchEnding(): void {
  const on = process.on.bind(process) as (event: string, listener: (...values: unknown[]) => void) => NodeJS.Process;
  process.on = ((event: string, listener: (...values: unknown[]) => void) => {
    if (event !== 'SIGTERM') return on(event, listener);
    return on(event, (...values) => {
      at('drain.begun');
      listener(...values);
    });
  }) as typeof process.on;
}

/** A fault of the product's own, that nobody catches, as soon as somebody asks for it. */
function throwWhenAsked(): void {
  const order = join(DIRECTORY, 'fault');
  const look = () => {
    if (!existsSync(order)) return;
    unlinkSync(order);
    throw new Error('A fault of the storm.');
  };
  setInterval(look, 20).unref();
}

if (DIRECTORY !== '') {
  watchDatabase();
  if (isMainThread) {
    watchPorts();
    watchRequests();
    throwWhenAsked();
    shortenLeases(Number(process.env.STORM_LEASES ?? '1'));
    watchEnding();
  }
}
