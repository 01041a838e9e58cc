import type { Database } from 'better-sqlite3';
import type { Watching } from '../store';
import { type StoreFault, toStoreFault } from '../storeFault';
import type { Holding, Others } from './holding';
import { createErasureNews, createSqliteNews, type Trace } from './news';
import type { SqliteWork } from './work';

export interface NeighbourParts {
  readonly db: Database;
  readonly others: Others;
  readonly work: Pick<SqliteWork, 'claimants' | 'expireClaims'>;
  readonly write: <T>(change: () => T) => Promise<T>;
  /** Somebody erased this conversation. */
  readonly forget: (conversationId: string) => void;
  readonly onFault: (fault: StoreFault) => void;
}

/** What an instance of a group does besides its own work: it looks after what the others did or left behind. */
export interface Neighbours extends Watching {
  /** To be told of turns of this instance once they are durable. */
  committed(conversationId: string, left: readonly Trace[]): void;
  /** Resolves when nothing of it runs any more. */
  stop(): Promise<void>;
}

/** How old news may get, where somebody waits for it. */
const LOOK_EVERY_MS = 25;
/** How long a dead instance's work may lie, and a destroyed key be remembered. */
const TIDY_EVERY_MS = 250;

export function createNeighbours(parts: NeighbourParts): Neighbours {
  const { db, onFault } = parts;
  const listeners = new Set<(conversationId: string) => void>();
  const erasures = createErasureNews(db);
  let news: ReturnType<typeof createSqliteNews> | undefined;
  let looking: NodeJS.Timeout | undefined;
  let tidying: Promise<void> | undefined;

  const tell = (conversations: readonly string[]) => {
    for (const id of conversations) for (const listener of listeners) listener(id);
  };
  const quietly = (step: () => void) => {
    try {
      step();
    } catch (cause) {
      onFault(toStoreFault(cause));
    }
  };
  const tidy = async () => {
    try {
      const erased = erasures();
      for (const id of erased) parts.forget(id);
      tell([...erased, ...(await takeBack(parts))]);
    } catch (cause) {
      onFault(toStoreFault(cause));
    } finally {
      tidying = undefined;
    }
  };
  const timer = setInterval(() => {
    tidying ??= tidy();
  }, TIDY_EVERY_MS).unref();

  return {
    committed: (conversationId, left) => news?.ours(conversationId, left),
    watch(listener) {
      listeners.add(listener);
      news ??= createSqliteNews(db);
      looking ??= setInterval(() => quietly(() => tell(news?.look() ?? [])), LOOK_EVERY_MS).unref();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(looking);
        [looking, news] = [undefined, undefined];
      };
    },
    async stop() {
      clearInterval(timer);
      clearInterval(looking);
      listeners.clear();
      await tidying;
    },
  };
}

/** Makes the work of instances that are gone due at once; gives the conversations it is of. */
async function takeBack({ work, others, write }: NeighbourParts): Promise<readonly string[]> {
  const freed: string[] = [];
  for (const claimant of work.claimants()) {
    const gone = others.gone(claimant);
    if (gone === undefined) continue;
    try {
      freed.push(...(await write(() => work.expireClaims(claimant))));
    } finally {
      gone.release();
    }
  }
  return freed;
}

/** The same at opening. Whoever had the own number before is gone; and where there are no others, everybody is. */
export function takeBackAtOpening({ instance, others }: Holding, work: NeighbourParts['work']): void {
  for (const claimant of work.claimants()) {
    const isLeftToUs = others === undefined || claimant === instance;
    const gone = isLeftToUs ? undefined : others.gone(claimant);
    if (isLeftToUs || gone !== undefined) work.expireClaims(claimant);
    gone?.release();
  }
}
