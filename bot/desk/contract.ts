import type { CallOutcome } from '../../dialogs/deskCommand';
import type { CaseAction } from '../../dialogs/message';
import type { StepId } from '../../machines/flow';
import type { Pen, PenState } from '../../machines/handoff';
import type { FieldId } from '../../machines/lead';
import type { Locale, Market, Purpose } from '../../machines/market';

export {
  CALL_OUTCOMES,
  type CallOutcome,
  type DeskCommand,
  WRAP_UP_CODES,
  type WrapUpCode,
} from '../../dialogs/deskCommand';

/**
 * What the desk and its page say to each other: the shapes of every answer and event. Types alone, so that the page can
 * share them. Times are epoch milliseconds. Values of fields are masked unless they were revealed.
 */

/** What somebody signed in may do, and where. */
export interface Me {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /** The markets they work for. */
  readonly markets: readonly Market[];
  /** Languages they write. */
  readonly languages: readonly string[];
  /** The queues they work; none named: all. */
  readonly queues?: readonly string[] | undefined;
  readonly presence: Presence;
  /** Goes back with every command as `X-CSRF-Token`. */
  readonly csrf: string;
  /** When the session ends if nothing is done. */
  readonly idleEndsAt: number;
}

export type Role = 'agent' | 'supervisor' | 'designer' | 'approver' | 'auditor' | 'operator';
export type Presence = 'available' | 'away' | 'offline';

/** `team`: what is in the hands of others. Supervisors see it, to take over and to reassign; for others it is empty. */
export type WorkView = 'needsPerson' | 'mine' | 'bot' | 'cases' | 'callBacks' | 'team';

/** One line of the work list. Nothing a customer said is in it. */
export interface WorkRow {
  readonly conversationId: string;
  readonly view: WorkView;
  readonly market: Market;
  readonly locale: Locale;
  readonly channel: 'webchat' | 'whatsapp';
  readonly status: PenState['status'];
  readonly owner: Pen['owner'];
  readonly epoch: number;
  /** Who the customer is, masked: `•••• 567`, or a short code where nothing is known. */
  readonly customer: string;
  /** Why a person is needed, as a key of the page's texts: `asked`, `attempts`, `fault`, `case`, `callBack`. */
  readonly reason: string;
  /** Since when a person is waited for. */
  readonly waitingSince?: number;
  readonly lastInboundAt: number;
  /** Where it waits for a person, as the flow or whoever passed it on names it. */
  readonly queue?: string;
  /** When the service level is missed. */
  readonly slaAt?: number;
  /** How long they were to wait at most while there are people: what `slaAt` is counted from. */
  readonly withinMs?: number;
  /** When free text can no longer be sent; missing where there is no window. */
  readonly windowClosesAt?: number;
  /** When the market's people begin and end today, where that matters. */
  readonly opensAt?: number;
  /** A call-back's or a case's own id. */
  readonly itemId?: string;
  /** What the list is ordered by: the soonest of all that is due. */
  readonly dueAt: number;
  /** Who had this customer last. */
  readonly lastAgent?: StaffName;
  /** Who has the conversation. */
  readonly holder?: StaffName;
}

/** One of the staff: what they sign in with, and how they are called. */
export interface StaffName {
  readonly id: string;
  readonly name: string;
}

export interface WorkList {
  readonly rows: readonly WorkRow[];
  /** How many there are in each view under the same filters, however few `rows` shows. */
  readonly counts: Readonly<Record<WorkView, number>>;
  readonly next?: string;
}

/** One conversation as an agent sees it. */
export interface DeskConversation {
  readonly row: WorkRow;
  readonly flow: { readonly id: string; readonly version: number };
  readonly summary: readonly { readonly label: string; readonly value: string }[];
  readonly transcript: readonly DeskEntry[];
  /** Position of the newest entry. */
  readonly seq: number;
  readonly lead: LeadPanel;
  readonly notes: readonly DeskNote[];
  readonly cases: readonly DeskCase[];
  readonly callBacks: readonly DeskCallBack[];
  readonly composer: Composer;
  /** What the bot would say if it were handed back now, and which questions it could be asked to go on with. */
  readonly handBack: HandBack;
  /** When a call could be promised, within the market's hours, soonest first. */
  readonly callBackSlots?: readonly { readonly from: number; readonly to: number }[];
  /** Where the customer's clock is: `Asia/Bangkok`. Times of calls are said by it. */
  readonly timeZone?: string;
  readonly csat?: { readonly score: number; readonly at: number };
}

export interface DeskEntry {
  readonly seq: number;
  readonly at: number;
  readonly from: 'customer' | 'bot' | 'agent';
  /** Of an agent: the name. */
  readonly name?: string;
  /** The page shows it as text alone. Answers to questions of personal fields are masked unless revealed. */
  readonly text: string;
  /** An answer is hidden in it. */
  readonly masked?: true;
  readonly media?: string;
  readonly choices?: readonly string[];
  readonly locale?: Locale;
  /** How far it got, where the channel tells. `inFlight`: handed to the provider before the takeover. */
  readonly delivery?: 'waiting' | 'inFlight' | 'sent' | 'delivered' | 'read' | 'failed' | 'notSent';
  readonly code?: string;
}

export interface DeskNote {
  readonly id: string;
  readonly at: number;
  readonly by: StaffName;
  readonly text: string;
  /** From a supervisor, for the agent alone. */
  readonly whisper?: true;
}

export interface LeadPanel {
  readonly run: number;
  readonly fields: readonly LeadField[];
  readonly consents: readonly LeadConsent[];
  readonly applications: readonly {
    readonly product: string;
    readonly at: number;
    readonly status: 'pending' | 'delayed' | 'done' | 'rejected';
    readonly reference?: string;
  }[];
}

export interface LeadField {
  readonly field: FieldId;
  readonly step?: StepId;
  readonly label: string;
  readonly state: 'empty' | 'invalid' | 'botHeard' | 'agentEntered' | 'customerConfirmed' | 'skipped';
  /** With `invalid`: the rule in words, and an example. */
  readonly rule?: string;
  /** Masked, by the field's class. */
  readonly value?: string;
  readonly masked: boolean;
  readonly by?: 'customer' | 'agent';
  readonly required: boolean;
  /** False: nobody but the customer may give it, or they must decide on something else first. */
  readonly editable: boolean;
  readonly input: 'text' | 'tel' | 'email' | 'choice';
  /** What may be chosen, in English; `spoken` as the customer reads it, where that differs. */
  readonly choices?: readonly { readonly code: string; readonly label: string; readonly spoken?: string }[];
}

export interface LeadConsent {
  readonly purpose: Purpose;
  readonly label: string;
  readonly state: 'granted' | 'declined' | 'open' | 'outdated';
  readonly required: boolean;
  /** The customer can be asked for it now. */
  readonly offerable: boolean;
}

export interface Composer {
  readonly may: 'write' | 'templateOnly' | 'claimFirst' | 'notYours' | 'optedOut' | 'closed';
  readonly windowClosesAt?: number;
  /** Most characters of one message on this channel. */
  readonly maxLength: number;
  readonly locale: Locale;
  readonly template?: { readonly name: string; readonly text: string };
  readonly canned: readonly {
    readonly id: string;
    readonly shortcut: string;
    readonly title: string;
    readonly text: string;
  }[];
}

/**
 * A reply that staff keep ready, of `GET /api/desk/canned`. `POST` of one without `id` adds it, with `id` and `version`
 * changes it, and with `remove` besides takes it away. Its text may name `{customer}`, `{product}`, `{reference}`,
 * `{agent}`, `{bank}` and `{hours}`. `{customer}` stays as it is until the reply is sent: nobody at the desk reads it.
 */
export interface CannedReply {
  readonly id: string;
  readonly version: number;
  readonly markets: readonly Market[];
  /** Of the customers it is for: `th`, or `zh-Hant-HK` where it is for them alone. */
  readonly locale: Locale;
  readonly shortcut: string;
  readonly title: string;
  readonly text: string;
}

/** Of another question than the one it would go on with: `GET /api/desk/conversations/:id/hand-back?step=`. */
export interface HandBack {
  /** What the bot says next, as the customer would read it. */
  readonly next: readonly { readonly text: string; readonly locale: Locale; readonly choices?: readonly string[] }[];
  /** The step it would stand at, in words: "monthly income". */
  readonly asks: string;
  readonly step: StepId;
  /** Open questions it could go on with instead. */
  readonly others: readonly { readonly step: StepId; readonly label: string }[];
}

export interface DeskCase {
  readonly id: string;
  readonly at: number;
  readonly reason: string;
  readonly status: 'open' | 'settled';
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly possible: readonly CaseAction['kind'][];
  readonly proposal?: { readonly action: CaseAction; readonly by: StaffName; readonly at: number };
  readonly settlement?: {
    readonly action: CaseAction;
    readonly by: StaffName;
    readonly confirmedBy?: StaffName;
    readonly at: number;
  };
}

export interface DeskCallBack {
  readonly id: string;
  readonly market: Market;
  readonly at: number;
  readonly status: 'open' | 'done';
  /** When it is to be made, within the market's hours; missing: at any of them. */
  readonly slot?: { readonly from: number; readonly to: number };
  /** The market's hours, in words. */
  readonly hours: string;
  readonly reference?: string;
  readonly tries: readonly {
    readonly at: number;
    readonly by: StaffName;
    readonly outcome: CallOutcome;
    readonly note?: string;
  }[];
}

/** What may follow a command. A refusal says why and changes nothing. */
export type CommandOutcome =
  | { readonly status: 'done'; readonly epoch: number; readonly seq: number }
  | {
      readonly status: 'refused';
      readonly code: RefusalCode;
      /** Who holds the pen now, where that is the reason. */
      readonly owner?: Pen['owner'];
      readonly ownerName?: string;
      readonly message: string;
    };

export type RefusalCode =
  /** Another agent was faster, or the pen was taken away. */
  | 'PenLost'
  /** The pen changed since the page looked: its epoch is old. */
  | 'StalePage'
  | 'WindowClosed'
  | 'OptedOut'
  | 'TooLong'
  | 'NotAllowed'
  | 'Invalid'
  | 'WrapUpNeeded'
  | 'CustomerOnly'
  | 'Unknown';

/** What comes over the push channel, each with an id to resume from. */
export type DeskEvent =
  /** A row is new, or changed: the page puts it where it belongs or takes it out. */
  | { readonly type: 'row'; readonly row: WorkRow; readonly version: number }
  /** This conversation left the list for this agent. */
  | { readonly type: 'gone'; readonly conversationId: string }
  /** The conversation that is open moved on: ask for what is after `seq`. */
  | { readonly type: 'changed'; readonly conversationId: string; readonly seq: number; readonly version: number }
  | { readonly type: 'typing'; readonly conversationId: string; readonly who: 'customer' | string }
  | {
      readonly type: 'presence';
      readonly agent: string;
      readonly name: string;
      readonly presence: Presence;
      readonly load: number;
    }
  /** Ask for everything: too much was missed. */
  | { readonly type: 'reload' };

export interface Board {
  readonly waiting: readonly {
    readonly market: Market;
    readonly locale: Locale;
    readonly queue?: string;
    readonly count: number;
    readonly oldestSince: number;
    /** How many of them wait for longer than they were to, and how long that is. */
    readonly overdue: number;
    readonly withinMs: number;
  }[];
  readonly agents: readonly {
    readonly id: string;
    readonly name: string;
    readonly presence: Presence;
    readonly load: number;
    readonly markets: readonly Market[];
    readonly languages: readonly string[];
    readonly queues?: readonly string[];
  }[];
  readonly open: number;
  readonly withBot: number;
}

/** `GET /api/desk/people?market=`: whom a conversation of that market can be passed to. */
export interface People {
  readonly agents: Board['agents'];
  readonly queues: readonly string[];
}

/** One look at something masked, as an auditor reads it. The value is not in it. */
export interface RevealRecord {
  readonly at: number;
  readonly by: string;
  readonly name: string;
  readonly market: Market;
  readonly conversationId: string;
  /** A field's name in words, or `message`. */
  readonly what: string;
  readonly reason: string;
}

/** `GET /api/desk/reveals?market=&by=&after=`, newest first. */
export interface Reveals {
  readonly rows: readonly RevealRecord[];
  readonly next?: string;
}

/**
 * Every answer of `/api/desk/*` names the page that this server has in the header `X-Desk-Version`; the page itself
 * holds the name it was built under in `<html data-version>`. Another one means that it was deployed again since.
 */
export type DeskVersion = string;
