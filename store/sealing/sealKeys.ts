import { randomBytes } from 'node:crypto';
import { StoreFault } from '../storeFault';
import type { Kms, Wrapped } from './kms';
import { type DataKey, damaged, toDataKey } from './seal';

/** A data key with the form in which it is stored. */
export interface KeptKey extends DataKey {
  readonly wrapped: Wrapped;
}

/**
 * The data keys in use, so that a turn asks the key service nothing: at most 15 minutes each and a bounded number of
 * them. While the service is down, conversations whose key is here go on and all others fail with a retryable fault.
 */
export interface SealKeys {
  /** The version that wraps from now on. */
  readonly current: string;
  /** The key, when it is at hand; never waits. */
  known(conversationId: string): KeptKey | undefined;
  /** Unwraps a stored key and keeps it at hand; calls at the same time share one. */
  open(conversationId: string, wrapped: Wrapped): Promise<KeptKey>;
  /** A new key, the same one for all who ask before it is kept or given up. It is not at hand until it is kept. */
  create(conversationId: string): Promise<KeptKey>;
  /** To be called once the key is stored. */
  keep(conversationId: string, key: KeptKey): void;
  forget(conversationId: string): void;
  /** Wraps a stored key anew with the current version. */
  rewrap(conversationId: string, wrapped: Wrapped): Promise<Wrapped>;
  /** Whether the service answered last time it was asked. */
  healthy(): boolean;
  stop(): void;
}

export interface SealKeysOptions {
  readonly kms: Kms;
  readonly clock: () => number;
  /** How many keys are kept at hand. */
  readonly most?: number;
}

const LONGEST_MS = 15 * 60_000;
const MOST = 10_000;
const PROBE_EVERY_MS = 2_000;

export function createSealKeys({ kms, clock, most = MOST }: SealKeysOptions): SealKeys {
  const atHand = new Map<string, { readonly key: KeptKey; readonly until: number }>();
  const opening = new Map<string, Promise<KeptKey>>();
  const creating = new Map<string, Promise<KeptKey>>();
  const service = createService(kms);

  const keep = (conversationId: string, key: KeptKey) => {
    creating.delete(conversationId);
    atHand.delete(conversationId);
    atHand.set(conversationId, { key, until: clock() + LONGEST_MS });
    for (const oldest of atHand.keys()) {
      if (atHand.size <= most) break;
      atHand.delete(oldest);
    }
  };
  const unwrap = (conversationId: string, wrapped: Wrapped) =>
    service.ask(() => kms.unwrap(wrapped, contextOf(conversationId)));

  return {
    current: kms.current,
    known: (conversationId) => {
      const found = atHand.get(conversationId);
      if (found === undefined || found.until > clock()) return found?.key;
      atHand.delete(conversationId);
      return undefined;
    },
    open: (conversationId, wrapped) =>
      shared(opening, conversationId, async () => {
        try {
          const secret = await unwrap(conversationId, wrapped).catch((cause: unknown) => {
            throw isFinal(cause) ? damagedKey(conversationId, cause) : cause;
          });
          const key = { ...toDataKey(secret), wrapped };
          // Forgotten meanwhile: whoever waits is answered, and nothing stays.
          if (opening.has(conversationId)) keep(conversationId, key);
          return key;
        } finally {
          opening.delete(conversationId);
        }
      }),
    create: (conversationId) =>
      shared(creating, conversationId, async () => {
        const secret = randomBytes(32);
        try {
          const wrapped = await service.ask(() => kms.wrap(secret, contextOf(conversationId)));
          return { ...toDataKey(secret), wrapped };
        } catch (cause) {
          creating.delete(conversationId);
          throw cause;
        } finally {
          secret.fill(0);
        }
      }),
    keep,
    forget: (conversationId) => {
      for (const keys of [atHand, opening, creating]) keys.delete(conversationId);
    },
    rewrap: async (conversationId, wrapped) => {
      const secret = await unwrap(conversationId, wrapped);
      return service.ask(() => kms.wrap(secret, contextOf(conversationId)));
    },
    healthy: service.healthy,
    stop: service.stop,
  };
}

/** What the service says of a key, not of itself. */
function isFinal(cause: unknown): boolean {
  return cause instanceof StoreFault && !cause.retryable;
}

function damagedKey(conversationId: string, cause: unknown): StoreFault {
  return damaged({ table: 'data_key', conversationId, row: '', version: 0 }, 'does not open', cause);
}

/** What a data key is wrapped for: it opens for no other conversation. */
function contextOf(conversationId: string): string {
  return `data key of ${conversationId}`;
}

function shared<T>(running: Map<string, Promise<T>>, id: string, start: () => Promise<T>): Promise<T> {
  const known = running.get(id);
  if (known !== undefined) return known;
  const started = start();
  running.set(id, started);
  return started;
}

/** Remembers whether the key service answers, and when it did not asks it again until it does. */
function createService(kms: Kms) {
  let isUp = true;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const ask = async <T>(question: () => Promise<T>): Promise<T> => {
    try {
      const answer = await question();
      isUp = true;
      return answer;
    } catch (cause) {
      // It answered, and what it said is final.
      if (isFinal(cause)) throw cause;
      isUp = false;
      probeLater();
      throw new StoreFault('keysUnreachable', { cause });
    }
  };
  const probeLater = () => {
    if (stopped) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      ask(() => kms.wrap(randomBytes(32), 'probe')).catch(() => {});
    }, PROBE_EVERY_MS).unref();
  };
  return {
    ask,
    healthy: () => isUp,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
