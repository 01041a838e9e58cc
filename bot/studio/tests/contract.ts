import type { ChannelId } from '../../../dialogs/message';
import type { StepId } from '../../../machines/flow';
import type { FieldId } from '../../../machines/lead';
import type { Locale, Market } from '../../../machines/market';
import type { Move } from '../simulator/contract';

/** Conversations as tests. The page imports this file alone, and only its types. */

/**
 * What is said stands in it by the keys of the texts, so it holds in every language and other wording does not break it;
 * what is asked next, what is known in the end and what the bank has stand in it as they are.
 */
export interface ConversationTest {
  readonly format: 1;
  readonly name: string;
  readonly market: Market;
  readonly locale?: Locale;
  readonly channel: ChannelId;
  readonly turns: readonly { readonly does: Move; readonly says: readonly string[]; readonly at: StepId }[];
  readonly knows: Readonly<Partial<Record<FieldId, string | null>>>;
  readonly applications: number;
}

export interface KeptTest {
  readonly id: string;
  readonly test: ConversationTest;
}

/** What is otherwise than a test expects. */
export type Difference =
  | {
      readonly kind: 'turn';
      /** From 0. */
      readonly turn: number;
      readonly does: Move;
      readonly expected: TurnSeen;
      readonly got: TurnSeen & { readonly refused?: string; readonly faults?: readonly string[] };
    }
  | {
      readonly kind: 'knows';
      readonly field: string;
      readonly expected: string | null | undefined;
      readonly got: string | null | undefined;
    }
  | { readonly kind: 'applications'; readonly expected: number; readonly got: number };

export interface TurnSeen {
  readonly says: readonly string[];
  readonly at: string;
}

export interface TestRun {
  readonly name: string;
  readonly market: Market;
  readonly channel: ChannelId;
  readonly differences: readonly Difference[];
  /** The test as it would be if all of that is right. */
  readonly now: ConversationTest;
}
