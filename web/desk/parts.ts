import type { Bot } from '../../bot/composeBot';
import type { CannedShelf } from '../../bot/desk/cannedShelf';
import type { DeskVersion } from '../../bot/desk/contract';
import type { LiveDesk } from '../../bot/desk/liveDesk';
import type { Revealed, RevealWish } from '../../bot/desk/reveal';
import type { Casework } from '../../bot/operator/casework';
import type { Directory } from '../../bot/staff/directory';
import type { Principal } from '../../bot/staff/principal';
import type { Market } from '../../machines/market';
import type { ConversationDocument } from '../../store/documents';
import type { Register, Store } from '../../store/store';

/** What the routes of the desk are made from. */
export interface DeskRoutesParts {
  readonly store: Store & Register;
  readonly bot: Pick<Bot, 'intake' | 'look' | 'sight'>;
  /** Everybody whose account is in use. */
  readonly people: () => Promise<readonly Principal[]>;
  /** For what is read: a few seconds old. */
  readonly staff: Directory;
  readonly casework: Pick<Casework, 'decide'>;
  readonly shelf: CannedShelf;
  readonly reveal: (who: Principal, document: ConversationDocument, wish: RevealWish) => Promise<Revealed>;
  /** Who and what is waited for. */
  readonly live: Pick<LiveDesk, 'work' | 'board' | 'agents' | 'rowOf' | 'presenceOf' | 'present' | 'typing'>;
  /** Where a conversation of a market can wait for a person. */
  readonly queues: (market: Market) => readonly string[];
  readonly version: DeskVersion;
  readonly clock: () => number;
}
