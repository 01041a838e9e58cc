import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { NameOf } from '../staff/directory';
import { hasRole, type Principal, worksFor } from '../staff/principal';
import type { Entry, Left, WorkBoard } from './board';
import type { DeskEvent } from './contract';
import { agentOf } from './holder';
import { rowFor, type SharedRow } from './workRows';

export interface EventParts {
  readonly board: Pick<WorkBoard, 'ready' | 'watch' | 'since' | 'change'>;
  /** Who of those that wait is offered to somebody now. */
  readonly offersTo: (who: Principal) => (row: SharedRow) => boolean;
  readonly nameOf: NameOf;
}

/** What the desk's pages are told as it happens. */
export interface DeskEvents {
  /** As server-sent events, from where the page left off; `busy`: there are too many, of them or of all. */
  open(reader: EventReader): Promise<Readable | 'busy'>;
  /** To whoever works for the market; kept nowhere. */
  tell(market: Entry['market'] | undefined, event: Extract<DeskEvent, { type: 'typing' | 'presence' }>): void;
  streams(): number;
  /** Ends every stream; none is opened any more. Pages come back by themselves, to whoever is there then. */
  close(): void;
}

export interface EventReader {
  readonly who: Principal;
  /** The id of the last event they had. */
  readonly lastId?: string | undefined;
}

/** So long news are gathered, so that a rush is one message. */
const GATHER_MS = 100;
/** A line that says nothing, so that nobody on the way takes it for dead. */
const HEARTBEAT_MS = 20_000;
const MOST_UNREAD_BYTES = 512 * 1024;
const MOST_STREAMS = 1_000;
const MOST_OF_ONE = 8;

interface Stream {
  readonly who: Principal;
  readonly out: Readable;
}

/**
 * An id names this process's run and a change of its board. One of another process or of an earlier run says nothing
 * here, and neither does one from long ago: then the page is told to ask for everything.
 */
export function createDeskEvents({ board, offersTo, nameOf }: EventParts): DeskEvents {
  const run = randomBytes(6).toString('base64url');
  const streams = new Set<Stream>();
  const dirty = new Map<string, { now: Entry | Left; before: Entry | undefined }>();
  let gathering: NodeJS.Timeout | undefined;
  let isClosed = false;
  const idOf = (change: number) => `${run}.${change}`;

  const unwatch = board.watch((now, before) => {
    if (streams.size === 0) return;
    const known = dirty.get(now.conversationId);
    // Moved to the end: in the order of their last changes an id says that all before it were told.
    dirty.delete(now.conversationId);
    dirty.set(now.conversationId, { now, before: known === undefined ? before : known.before });
    gathering ??= setTimeout(flush, GATHER_MS);
  });
  const flush = () => {
    gathering = undefined;
    const changes = [...dirty.values()];
    dirty.clear();
    const texts = new Map<string, string>();
    for (const stream of streams) send(stream, toldTo(stream.who, changes, texts));
  };
  const toldTo = (who: Principal, changes: readonly Change[], texts: Map<string, string>): string => {
    const isOffered = offersTo(who);
    const lines = changes.flatMap(({ now, before }) => {
      if (!worksFor(who, now.market)) return [];
      return [textOf(textsOf({ now, before }, who, { isOffered, nameOf }), now, texts)];
    });
    return lines.join('');
  };
  /** The same text for all who see the same of it, put into words once. */
  const textOf = ({ key, events }: Told, { conversationId, change }: Entry | Left, texts: Map<string, string>) => {
    const name = `${conversationId} ${key}`;
    const known = texts.get(name) ?? inWords(events(), idOf(change));
    texts.set(name, known);
    return known;
  };

  const beat = setInterval(() => {
    for (const stream of streams) send(stream, ':\n\n');
  }, HEARTBEAT_MS).unref();

  return {
    open: async ({ who, lastId }) => {
      await board.ready();
      const own = [...streams].filter((one) => one.who.id === who.id).length;
      if (isClosed || streams.size >= MOST_STREAMS || own >= MOST_OF_ONE) return 'busy';
      const out = new Readable({ read: () => {} });
      const stream: Stream = { who, out };
      streams.add(stream);
      out.once('close', () => streams.delete(stream));
      send(stream, `retry: 1000\n\n${lastId === undefined ? '' : missed(who, lastId)}`);
      return out;
    },
    tell: (market, event) => {
      const text = written(event);
      for (const stream of streams) if (market === undefined || worksFor(stream.who, market)) send(stream, text);
    },
    streams: () => streams.size,
    close: () => {
      isClosed = true;
      unwatch();
      clearInterval(beat);
      clearTimeout(gathering);
      for (const { out } of streams) out.push(null);
    },
  };

  function missed(who: Principal, lastId: string): string {
    const [of, change] = lastId.split('.');
    const changes = of === run && /^\d+$/.test(change ?? '') ? board.since(Number(change)) : undefined;
    if (changes === undefined) return written({ type: 'reload' }, idOf(board.change()));
    // What it was before is not known any more: whatever is not theirs now is taken off their lists.
    return toldTo(
      who,
      changes.map((now) => ({ now, before: UNKNOWN })),
      new Map(),
    );
  }

  /** Who does not read is let go: they come back, and are told what they missed. */
  function send(stream: Stream, text: string): void {
    const { out } = stream;
    if (text === '' || out.destroyed || out.readableEnded) return;
    out.push(text);
    if (out.readableLength <= MOST_UNREAD_BYTES) return;
    streams.delete(stream);
    out.destroy();
  }
}

interface Change {
  readonly now: Entry | Left;
  readonly before: Pick<Entry, 'rows'> | typeof UNKNOWN | undefined;
}
const UNKNOWN = 'unknown';

interface Told {
  /** The same for all who are told the same. */
  readonly key: string;
  readonly events: () => readonly DeskEvent[];
}

/** What somebody is told of one conversation: that it moved on, and its lines, as far as they see them. */
function textsOf(
  { now, before }: Change,
  who: Principal,
  { isOffered, nameOf }: { readonly isOffered: (row: SharedRow) => boolean; readonly nameOf: NameOf },
): Told {
  const { conversationId, version } = now;
  if (!('rows' in now)) return { key: 'left', events: () => [{ type: 'gone', conversationId }] };
  const isSupervisor = hasRole(who, ['supervisor']);
  const isSeen = (row: SharedRow) => {
    if (row.view === 'needsPerson') return isOffered(row);
    return row.view !== 'held' || isSupervisor || agentOf(row) === who.id;
  };
  const seen = now.rows.filter(isSeen);
  const keys = new Set(seen.map(({ itemId }) => itemId));
  const isLess = before === UNKNOWN || (before?.rows.some(({ itemId }) => !keys.has(itemId)) ?? false);
  const holder = now.rows.some((row) => row.view === 'held' && agentOf(row) === who.id);
  const events = (): readonly DeskEvent[] => [
    ...(isLess ? [{ type: 'gone', conversationId } as const] : []),
    ...seen.map((row) => ({ type: 'row', row: rowFor(row, who.id, nameOf), version }) as const),
    { type: 'changed', conversationId, seq: now.seq, version },
  ];
  return { key: `${seen.length} ${isLess} ${holder} ${[...keys].join()}`, events };
}

/** The last of them has the id: who was cut off before it is told all of them again. */
function inWords(events: readonly DeskEvent[], id: string): string {
  return events.map((event, at) => written(event, at === events.length - 1 ? id : undefined)).join('');
}

function written(event: DeskEvent, id?: string): string {
  return `${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(event)}\n\n`;
}
