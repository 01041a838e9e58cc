import type { DeskCommand } from '../../../dialogs/deskCommand';
import type { ChannelId, CustomerMessage, Reply } from '../../../dialogs/message';
import type { StepId } from '../../../machines/flow';
import type { FieldId } from '../../../machines/lead';
import type { Locale, Market } from '../../../machines/market';
import type { Content } from '../contract';
import type { FunnelRoutes } from '../funnel/contract';
import type { ReplayRoutes } from '../replay/contract';
import type { MarketStorm } from '../storm/contract';
import type { ConversationTest, KeptTest, TestRun } from '../tests/contract';
import type { BankBehaviour } from './behaviours';

/** What the simulator is told and tells. The page imports this file alone, and only its types. */

export type Media = Extract<CustomerMessage, { kind: 'media' }>['media'];

/** What an agent does at the desk; without the epoch and ids that the desk's page sees to. */
export type AgentAct = Extract<
  DeskCommand,
  { kind: 'claim' | 'handBack' | 'resolve' | 'send' | 'fill' | 'offerConsent' | 'note' }
>;

/**
 * One thing that somebody does. It names no channel and no message id, so the same moves are played on the web chat and
 * on WhatsApp, on this version of a flow and on the next, and kept in a file.
 */
export type Move =
  /** The customer opens the chat; on WhatsApp they write a first word. */
  | { readonly kind: 'opens' }
  | { readonly kind: 'types'; readonly text: string }
  /** A button of the newest message that has one like it, or of the newest that asked `step`: `grant`, `pick:yes`. */
  | { readonly kind: 'taps'; readonly choice: string; readonly step?: StepId }
  | { readonly kind: 'sends'; readonly media: Media }
  | { readonly kind: 'waits'; readonly minutes: number }
  | { readonly kind: 'bank'; readonly is: BankBehaviour }
  | { readonly kind: 'agent'; readonly does: AgentAct };

/** Who the customer is, and where. */
export interface Setting {
  readonly market: Market;
  /** The language the page was opened in; without it the market's own. */
  readonly locale?: Locale;
  readonly channel: ChannelId;
}

/** One message as WhatsApp shows it: within its limits, or in several. */
export interface Bubble {
  readonly body: string;
  readonly options?: {
    readonly kind: 'buttons' | 'list';
    readonly open?: string;
    /** What a tap on it is called in a move, and what it shows. */
    readonly rows: readonly { readonly choice: string; readonly step?: StepId; readonly title: string }[];
  };
}

/** What was said, and from which texts. */
export interface Said {
  readonly from: 'bot' | 'agent';
  readonly reply: Reply;
  /** The keys of its texts, in order; what no key explains is left out. */
  readonly keys: readonly string[];
}

/** What came of one move. */
export interface Turn {
  readonly move: Move;
  /** What the customer's side of the chat shows of it. */
  readonly shown?: string;
  readonly said: readonly Said[];
  /** On WhatsApp: the very messages that were sent. */
  readonly bubbles?: readonly Bubble[];
  /** Where the conversation is afterwards. */
  readonly step: StepId;
  readonly status: 'bot' | 'pending' | 'open' | 'resolved';
  /** Why it could not be done: no such button, or the desk refused. Nothing happened then. */
  readonly refused?: string;
  /** Faults of ours: a turn that failed. There should be none. */
  readonly faults: readonly string[];
}

export interface KnownField {
  readonly field: FieldId;
  readonly value: string | null;
  readonly by: 'customer' | 'agent';
}

/** What is known and what comes next. */
export interface BoxState {
  readonly step: StepId;
  readonly status: Turn['status'];
  readonly locale: Locale;
  readonly dir: 'ltr' | 'rtl';
  readonly fields: readonly KnownField[];
  readonly consents: readonly { readonly purpose: string; readonly decision: string; readonly noticeVersion: string }[];
  readonly callouts: readonly { readonly step: StepId; readonly status: string; readonly reference?: string }[];
  /** Steps that were waited at, in order. */
  readonly path: readonly StepId[];
  /** Questions that are still open, in the order in which this customer comes to them. */
  readonly next: readonly StepId[];
  readonly progress: { readonly answered: number; readonly total: number };
  /** What an agent may fill in now, and which consents they may have offered. */
  readonly fillable: readonly FieldId[];
  readonly bank: { readonly is: BankBehaviour; readonly waiting: boolean; readonly received: readonly unknown[] };
  /** What waits for a person. */
  readonly cases: number;
  readonly callBacks: number;
  /** Virtual time, epoch milliseconds. */
  readonly now: number;
}

/** One channel's side of a simulation. */
export interface Side {
  readonly channel: ChannelId;
  readonly turns: readonly Turn[];
  /** Missing before the chat was opened. */
  readonly state?: BoxState;
}

export interface Simulation {
  readonly market: Market;
  readonly sides: readonly Side[];
  /** The moves as they were played; with a jump there are more of them than were sent. */
  readonly moves: readonly Move[];
  /** Where the jump could not get. */
  readonly missed?: string;
}

/** What is played: the content of the page, saved or not, and everything that was done so far. */
export interface Playing extends Content {
  readonly market: Market;
  readonly locale?: Locale;
  readonly channels: readonly ChannelId[];
  readonly moves: readonly Move[];
  /** Then on to this step, or back to it. */
  readonly to?: StepId;
}

/** The simulator's routes under `/api/studio/`: what goes in and what comes back. 422 with `NotAFlow` for no flow. */
export interface SimulatorRoutes extends ReplayRoutes, FunnelRoutes {
  readonly 'POST simulate': { readonly body: Playing; readonly answer: Simulation };
  /** 503 `Busy` while another storm runs in this process. */
  readonly 'POST storm': {
    readonly body: Content & { readonly market: Market; readonly seed: number; readonly customers: number };
    readonly answer: MarketStorm;
  };
  readonly 'GET drafts/:id/tests': { readonly answer: { readonly tests: readonly KeptTest[] } };
  /** Records what was played, on the first of the channels. */
  readonly 'POST drafts/:id/tests': {
    readonly body: Omit<Playing, 'to'> & { readonly name: string };
    readonly answer: KeptTest;
  };
  /** Puts a test in the place of one, such as what it has become. */
  readonly 'POST drafts/:id/tests/:test': {
    readonly body: { readonly test: ConversationTest };
    readonly answer: KeptTest;
  };
  /** 204. */
  readonly 'POST drafts/:id/tests/:test/remove': { readonly body: Record<string, never> };
  readonly 'POST tests/run': {
    readonly body: Content & { readonly tests: readonly ConversationTest[] };
    readonly answer: { readonly runs: readonly TestRun[] };
  };
}

export type { BankBehaviour };
