import { isWithBot } from '../../store/attention';
import type { ConversationDocument } from '../../store/documents';
import { isOperatorsThread } from '../../store/operatorsThread';
import type { Attention, Store } from '../../store/store';
import { unlessErased } from '../unlessErased';
import { type BoardLists, createBoardLists } from './boardLists';
import { deskOf } from './deskOf';
import { type RowTimes, type SharedRow, sharedRows } from './workRows';

export interface BoardParts {
  readonly store: Attention & Pick<Store, 'load' | 'records'>;
  readonly times: RowTimes;
  /** Told of what could not be loaded. */
  readonly onFault: (cause: unknown) => void;
}

/** One conversation on the board. */
export interface Entry {
  readonly conversationId: string;
  readonly market: ConversationDocument['market'];
  readonly version: number;
  readonly seq: number;
  /** Since when it is in the hands of whoever has it. */
  readonly heldSince: number | undefined;
  readonly rows: readonly SharedRow[];
  /** Grows with every change on this board. */
  readonly change: number;
}

/** One that left the board. */
export interface Left extends Pick<Entry, 'conversationId' | 'market' | 'version' | 'change'> {}

/**
 * Everything people of the bank may have to do, in the memory of this process: loaded once, then kept up by the turns of
 * this process and the news of the others. What the store holds is what counts; a board that starts again is the same.
 */
export interface WorkBoard extends Omit<BoardLists, 'add' | 'remove'> {
  /** Resolves when everything is on it. */
  ready(): Promise<void>;
  /** A turn was committed in this conversation: as it is now, where that is known. */
  moved(conversationId: string, document?: ConversationDocument): void;
  entry(conversationId: string): Entry | undefined;
  entries(): Iterable<Entry>;
  /** The newest change. */
  change(): number;
  /** What changed or left after that change, the earliest first; undefined: too long ago to say. */
  since(change: number): readonly (Entry | Left)[] | undefined;
  /** Told of each change, with what was there before. */
  watch(listener: (now: Entry | Left, before: Entry | undefined) => void): () => void;
  /** Resolves when nothing is being looked up. */
  settled(): Promise<void>;
}

const PAGE = 200;
/** Of those with the bot, only the latest are watched. */
const MOST_WITH_BOT = 500;
/** So many that left are remembered. */
const MOST_LEFT = 5_000;

export function createBoard({ store, times, onFault }: BoardParts): WorkBoard {
  const entries = new Map<string, Entry>();
  const { add, remove, ...lists } = createBoardLists();
  const left = new Map<string, Left>();
  const listeners = new Set<(now: Entry | Left, before: Entry | undefined) => void>();
  const looking = new Map<string, Promise<void>>();
  let latest = 0;
  let forgotten = 0;
  let loading: Promise<void> | undefined;

  const tell = (now: Entry | Left, before: Entry | undefined) => {
    for (const listener of listeners) listener(now, before);
  };
  const takeOff = (conversationId: string, version: number) => {
    const before = entries.get(conversationId);
    if (before === undefined) return;
    for (const row of before.rows) remove(row);
    entries.delete(conversationId);
    latest += 1;
    const gone = { conversationId, market: before.market, version, change: latest };
    left.delete(conversationId);
    left.set(conversationId, gone);
    const [oldest] = left.values();
    if (left.size > MOST_LEFT && oldest !== undefined) {
      left.delete(oldest.conversationId);
      forgotten = oldest.change;
    }
    tell(gone, before);
  };
  const put = (document: ConversationDocument) => {
    const { id: conversationId, market, version, seq, desk } = document;
    if (isOperatorsThread(conversationId)) return;
    const before = entries.get(conversationId);
    if ((before ?? left.get(conversationId) ?? NEVER).version > version) return;
    const rows = sharedRows(document, times);
    if (rows.length === 0) return takeOff(conversationId, version);
    for (const row of before?.rows ?? []) remove(row);
    for (const row of rows) add(row);
    latest += 1;
    const heldSince = document.status === 'open' ? desk?.lastAgent?.at : undefined;
    const after = { conversationId, market, version, seq, heldSince, rows, change: latest };
    entries.set(conversationId, after);
    left.delete(conversationId);
    tell(after, before);
    makeRoom();
  };
  const makeRoom = () => {
    const { all } = lists.rows('bot');
    const oldest = all.length > MOST_WITH_BOT ? all.at(-1) : undefined;
    const entry = oldest && entries.get(oldest.conversationId);
    if (entry?.rows.length === 1) takeOff(entry.conversationId, entry.version);
  };
  const look = async (conversationId: string): Promise<void> => {
    const document = await unlessErased(() => store.load(conversationId));
    if (document === undefined) takeOff(conversationId, Number.POSITIVE_INFINITY);
    else put({ ...document, desk: await deskOf(store, document) });
  };
  /** One look at a time: a turn that is told of while one runs is seen by the next. */
  const lookSoon = (conversationId: string) => {
    const before = looking.get(conversationId) ?? Promise.resolve();
    const done = before
      .then(() => look(conversationId))
      .catch(onFault)
      .finally(() => {
        if (looking.get(conversationId) === done) looking.delete(conversationId);
      });
    looking.set(conversationId, done);
  };
  const load = async (): Promise<void> => {
    for (let after: string | undefined = ''; after !== undefined; ) {
      const page = await store.needing({ ...(after === '' ? {} : { after }), limit: PAGE });
      for (const document of page.documents) put({ ...document, desk: await deskOf(store, document) });
      after = page.next;
    }
    const latest = await store.lately(MOST_WITH_BOT);
    for (const document of latest.filter(isWithBot)) put({ ...document, desk: await deskOf(store, document) });
  };

  return {
    ready: () => {
      loading ??= load().catch((cause: unknown) => {
        loading = undefined;
        throw cause;
      });
      return loading;
    },
    moved: (conversationId, document) => {
      // Nobody has looked yet: who looks first finds it in the store.
      if (loading === undefined) return;
      if (document?.desk === undefined) lookSoon(conversationId);
      else put(document);
    },
    ...lists,
    entry: (conversationId) => entries.get(conversationId),
    entries: () => entries.values(),
    change: () => latest,
    since: (change) => {
      if (change < forgotten || change > latest) return undefined;
      const changed = [...entries.values(), ...left.values()].filter((one) => one.change > change);
      return changed.sort((one, other) => one.change - other.change);
    },
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    settled: async () => {
      while (looking.size > 0) await Promise.all(looking.values());
    },
  };
}

const NEVER = { version: 0 };
