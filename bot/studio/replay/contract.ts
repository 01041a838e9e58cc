import type { ChannelId } from '../../../dialogs/message';
import type { StepId } from '../../../machines/flow';
import type { Locale, Market } from '../../../machines/market';
import type { Content } from '../contract';
import type { Move } from '../simulator/contract';

/** Real conversations on a draft. The page imports this file alone, and only its types. */

/** What one flow did with one thing that a customer had said. */
export interface ReplayedTurn {
  readonly says: readonly string[];
  readonly at: StepId;
  /** It was taken for a mistake, and the question put again. */
  readonly isAskedAgain: boolean;
  /** Where it was not said at all: its question is not asked any more, or has no such button. */
  readonly isPassedOver?: true;
  /** A person has the conversation, or is waited for: nothing is taken for an answer. */
  readonly isWithPerson?: true;
}

/** How one flow fared with one conversation. */
export interface ReplayedPath {
  /** Questions, consents and summaries that were put for the first time. */
  readonly questions: number;
  readonly askedAgain: number;
  /** Questions that the recorded customer was never asked; the example customer answered them. */
  readonly newQuestions: readonly StepId[];
  readonly end: 'ended' | 'withPerson' | 'open';
  readonly applications: number;
}

export interface ChangedTurn {
  /** Of the moves. */
  readonly turn: number;
  readonly live: ReplayedTurn;
  readonly draft: ReplayedTurn;
}

export interface ReplayedConversation {
  readonly market: Market;
  readonly locale: Locale;
  readonly channel: ChannelId;
  /** The version it was held on. */
  readonly version: number;
  readonly moves: readonly Move[];
  readonly changed: readonly ChangedTurn[];
  readonly live: ReplayedPath;
  readonly draft: ReplayedPath;
}

export interface MarketReplay {
  readonly market: Market;
  readonly conversations: number;
  /** In which any turn is otherwise. */
  readonly changed: number;
  readonly changedTurns: number;
  /** Mistakes that customers would make on the draft and do not make now, and the other way round. */
  readonly newMistakes: number;
  readonly savedMistakes: number;
  /** Questions a conversation, on average. */
  readonly questions: { readonly live: number; readonly draft: number };
  /** Ended by themselves. */
  readonly ended: { readonly live: number; readonly draft: number };
}

export interface Replay {
  readonly markets: readonly MarketReplay[];
  readonly conversations: readonly ReplayedConversation[];
}

export interface ReplayRoutes {
  /** The latest conversations of the asker's markets, with everything personal replaced before they get here. */
  readonly 'POST replay': {
    readonly body: Content & { readonly markets: readonly Market[]; readonly most: number };
    readonly answer: Replay;
  };
}
