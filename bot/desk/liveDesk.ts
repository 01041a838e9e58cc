import type { Market } from '../../machines/market';
import type { ConversationDocument } from '../../store/documents';
import type { Attention, Register, Store } from '../../store/store';
import type { Intake } from '../intake';
import type { Directory } from '../staff/directory';
import { hasRole, type Principal, worksFor } from '../staff/principal';
import { createBoard, type WorkBoard } from './board';
import { agentsView, boardView } from './boardView';
import type { Board, Presence, WorkList, WorkRow } from './contract';
import { createDeskEvents, type DeskEvents } from './events';
import { createLeases, type Leases } from './leases';
import { createPresence, type PresenceBook } from './presence';
import { offersTo } from './routing';
import { type WorkFilter, workList } from './workList';
import { anyRow, type RowTimes, rowFor } from './workRows';

export interface LiveDeskParts {
  readonly store: Store & Register & Attention;
  readonly intake: Pick<Intake, 'take'>;
  readonly staff: Directory;
  readonly times: RowTimes;
  /** As in `LeaseParts`. */
  readonly hub?: string;
  readonly clock: () => number;
  readonly onFault: (cause: unknown) => void;
}

/** Who and what is waited for, as this process knows it, and all who are told as it changes. */
export interface LiveDesk {
  work(who: Principal, filter: WorkFilter): Promise<WorkList>;
  board(who: Principal): Promise<Board>;
  /** Who of these is there, and how much they have. */
  agents(people: readonly Principal[]): Promise<Board['agents']>;
  rowOf(document: ConversationDocument, who: Principal): Promise<WorkRow>;
  /** Whether somebody who takes conversations of a market is there now; undefined while nobody looked. */
  attends(market: Market): boolean | undefined;
  presenceOf(agent: string): Presence;
  present(who: Principal, presence: Presence): Promise<void>;
  typing(conversationId: string, who: Principal | 'customer'): void;
  /** A turn was committed in this conversation: as it is now, where that is known. */
  readonly moved: WorkBoard['moved'];
  readonly events: DeskEvents;
  readonly leases: Leases;
  /** Resolves when nothing is being looked up. */
  settled(): Promise<void>;
}

const AT_DESK = ['agent', 'supervisor'] as const;

export function createLiveDesk(parts: LiveDeskParts): LiveDesk {
  const { store, intake, staff, times, hub, clock, onFault } = parts;
  const board = createBoard({ store, times, onFault });
  const presence: PresenceBook = createPresence({
    register: store,
    clock,
    onChange: (agent, now) => {
      const load = board.heldBy(agent).all.length;
      events.tell(undefined, { type: 'presence', agent, name: staff.nameOf(agent), presence: now, load });
    },
  });
  const available = (): readonly Principal[] => {
    const ids = new Set(presence.available());
    return staff.known().filter(({ id }) => ids.has(id));
  };
  const offered = (who: Principal) => offersTo(who, available(), clock());
  /** Away is not gone: who has a break comes back to it. */
  const isAttended = (market: Market): boolean =>
    staff.known().some((one) => worksFor(one, market) && hasRole(one, AT_DESK) && presence.of(one.id) !== 'offline');
  let hasLooked = false;
  const refresh = async () => {
    await Promise.all([presence.refresh(), staff.people()]);
    hasLooked = true;
  };
  const ready = async () => {
    await Promise.all([board.ready(), staff.people()]);
  };
  const events = createDeskEvents({ board: { ...board, ready }, offersTo: offered, nameOf: staff.nameOf });
  const heard = { ...presence, refresh };
  const leases = createLeases({ board, presence: heard, intake, ...(hub !== undefined && { hub }), clock, onFault });

  return {
    work: async (who, filter) => {
      await ready();
      const isSupervisor = hasRole(who, ['supervisor']);
      const { nameOf } = staff;
      return workList({ board, who, isSupervisor, isOffered: offered(who), nameOf, now: clock() }, filter);
    },
    board: async (who) => {
      const [people] = await Promise.all([staff.people(), board.ready()]);
      return boardView({ board, presence, people, now: clock() }, who);
    },
    agents: async (people) => {
      await board.ready();
      return agentsView({ board, presence, people });
    },
    rowOf: async (document, who) => {
      await staff.people();
      return rowFor(anyRow(document, times), who.id, staff.nameOf);
    },
    attends: (market) => (hasLooked ? isAttended(market) : undefined),
    presenceOf: presence.of,
    present: async (who, now) => {
      await staff.people();
      await presence.heard(who.id, now);
    },
    typing: (conversationId, who) => {
      const { market, rows = [] } = board.entry(conversationId) ?? {};
      // To the bot customers write without being watched.
      const isTold = who !== 'customer' || rows.some(({ view }) => view === 'held');
      if (market === undefined || !isTold) return;
      events.tell(market, { type: 'typing', conversationId, who: who === 'customer' ? who : who.name });
    },
    moved: board.moved,
    events,
    leases,
    settled: board.settled,
  };
}
