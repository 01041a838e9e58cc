import type { Bot } from '../../bot/composeBot';
import type { CannedShelf } from '../../bot/desk/cannedShelf';
import type { Board, DeskVersion, Presence, WorkList, WorkRow, WorkView } from '../../bot/desk/contract';
import type { Revealed, RevealWish } from '../../bot/desk/reveal';
import type { Casework } from '../../bot/operator/casework';
import type { Principal } from '../../bot/staff/principal';
import type { Locale, Market } from '../../machines/market';
import type { ConversationDocument } from '../../store/documents';
import type { Register, Store } from '../../store/store';

/** What the routes of the desk are made from. */
export interface DeskRoutesParts {
  readonly store: Store & Register;
  readonly bot: Pick<Bot, 'intake' | 'look' | 'sight'>;
  /** Everybody whose account is in use. */
  readonly people: () => Promise<readonly Principal[]>;
  readonly casework: Pick<Casework, 'decide'>;
  readonly shelf: CannedShelf;
  readonly reveal: (who: Principal, conversationId: string, wish: RevealWish) => Promise<Revealed | undefined>;
  readonly board: DeskBoard;
  /** Where a conversation of a market can wait for a person. */
  readonly queues: (market: Market) => readonly string[];
  readonly version: DeskVersion;
  readonly clock: () => number;
}

/** Who and what is waited for, as this process knows it. */
export interface DeskBoard {
  work(who: Principal, filter: WorkFilter): Promise<WorkList>;
  board(who: Principal): Promise<Board>;
  rowOf(document: ConversationDocument, who: Principal): WorkRow;
  presenceOf(agent: string): Presence;
  present(who: Principal, presence: Presence): Promise<void>;
  typing(conversationId: string, who: Principal): void;
}

export interface WorkFilter {
  readonly view: WorkView;
  readonly market?: Market | undefined;
  readonly locale?: Locale | undefined;
  readonly channel?: 'webchat' | 'whatsapp' | undefined;
  readonly after?: string | undefined;
}
