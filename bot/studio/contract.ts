import type { Issue } from '../../machines/check';
import type { FlowFile, StepId } from '../../machines/flow';
import type { Words } from '../../machines/flowEdit/content';
import type { ContentDiff } from '../../machines/flowEdit/diff';
import type { Locale, Market, Purpose } from '../../machines/market';
import type { Role } from '../desk/contract';

export type { Words } from '../../machines/flowEdit/content';

/**
 * What the studio and its page say to each other: the shapes of every answer. Types alone, so that the page can share
 * them. Times are epoch milliseconds.
 */

/** Somebody signed in, as the studio knows them. */
export interface StudioMe {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /** The markets they work for: where they may approve and publish. */
  readonly markets: readonly Market[];
  /** Goes back with everything that changes something, as `X-CSRF-Token`. */
  readonly csrf: string;
  /** When the session ends if nothing is done. */
  readonly idleEndsAt: number;
}

/** `flow` is kept as it was written, so that a file goes in and out unchanged. Publishing gives it its own version. */
export interface Content {
  readonly flow: FlowFile;
  readonly words: Words;
}

export interface DraftRow {
  readonly id: string;
  readonly title: string;
  readonly flowId: string;
  /** The version it was begun from. */
  readonly base: number;
  readonly owner: string;
  /** Everybody who changed it: none of them may approve it. */
  readonly makers: readonly string[];
  /** Grows by one with each saving; what the next saving names. */
  readonly revision: number;
  /** Of its content: what an approval is bound to. */
  readonly hash: string;
  readonly savedAt: number;
  readonly savedBy: string;
}

export interface Draft extends DraftRow, Content {}

/** 409 of a saving: somebody saved since. Both sides are merged over the base and saved again under `theirs.revision`. */
export interface DraftConflict {
  readonly code: 'DraftChanged';
  readonly message: string;
  readonly theirs: Draft;
}

/** 422: what was sent is no flow. Each problem is a sentence that says where it is and what to correct. */
export interface NotAFlow {
  readonly code: 'NotAFlow';
  readonly message: string;
  readonly problems: readonly string[];
}

/** What a content may be published with: the issues of `checkFlow`, and of its words. */
export interface CheckResult {
  readonly hash: string;
  readonly issues: readonly Issue[];
  /** What was proved, by market. Missing for a market with an issue that leaves it unproved. */
  readonly proofs: readonly Proof[];
}

/** No way leads to the bank without these consents granted and these fields collected. */
export interface Proof {
  readonly market: Market;
  /** The steps that hand an application to the bank. */
  readonly callouts: readonly StepId[];
  readonly consents: readonly string[];
  readonly fields: readonly string[];
}

export interface VersionRow {
  readonly flowId: string;
  readonly version: number;
  readonly title: string;
  readonly hash: string;
  readonly markets: readonly Market[];
  /** It came with the product, or was published here. */
  readonly from: 'product' | 'studio';
  readonly publishedAt?: number;
  readonly publishedBy?: string;
  readonly base?: number;
  readonly note?: string;
  readonly approvals?: readonly Approval[];
  /** Markets whose new conversations begin on it. */
  readonly serves: readonly Market[];
}

export interface Version extends VersionRow, Content {}

/** Everything published, the newest first, and who begins where. */
export interface Library {
  readonly versions: readonly VersionRow[];
  readonly pointers: readonly PointerRow[];
}

/** Where new conversations of a market begin. */
export interface PointerRow extends Pointer {
  readonly market: Market;
  /** Nobody has set it: it is the newest version of the product's own that serves the market. */
  readonly isDefault: boolean;
  /** The version it was set from, to which it can be rolled back. */
  readonly before?: number;
  readonly setAt?: number;
  readonly setBy?: string;
}

export interface Pointer {
  readonly version: number;
  /** An experiment: this share of the market's customers, from 0 to 1 and always the same ones, begin on `version`. */
  readonly challenger?: {
    readonly version: number;
    readonly share: number;
    /** The difference worth finding, in points of a hundred: what is fixed before anybody looks. Missing: 5. */
    readonly points?: number;
  };
}

/** Somebody who did not make it agrees to it for one market. It holds for this very content. */
export interface Approval {
  readonly market: Market;
  readonly hash: string;
  readonly by: string;
  readonly at: number;
}

/** What customers of one market agree to at one step, in every language that is read there. */
export interface LegalText {
  readonly market: Market;
  readonly step: StepId;
  readonly purpose: Purpose;
  /** Of the notice. */
  readonly version: string;
  readonly texts: Readonly<Record<Locale, string>>;
  /** Of purpose, version and all texts. */
  readonly hash: string;
}

/**
 * `toApprove`: nobody else has agreed to it yet. `versionTaken`: other words have been agreed to under this version, so
 * that nobody would be asked again; it needs a version of its own.
 */
export interface LegalRow extends LegalText {
  readonly state: 'approved' | 'toApprove' | 'versionTaken';
  readonly mayApprove: MayApprove;
  /** What customers agree to now, if they do. */
  readonly before?: Pick<LegalText, 'version' | 'texts'>;
  readonly by?: string;
}

/** Whether who asks may approve something; if not, why. */
export type MayApprove = 'yes' | 'maker' | 'notApprover' | 'notYourMarket';

/** How one draft stands in each of its markets. */
export interface ApprovalState {
  readonly hash: string;
  readonly markets: readonly {
    readonly market: Market;
    readonly approval?: Approval;
    /** An approval of an earlier content: it holds no longer. */
    readonly voided?: Approval;
    readonly mayApprove: MayApprove;
    /** Whether the market's customers would meet anything else than they do now. */
    readonly isChanged: boolean;
  }[];
  /** Texts that customers would agree to and do not yet: approved by themselves, before anything they are in. */
  readonly legal: readonly LegalRow[];
}

/** What differs between two contents, each a version or a draft. */
export interface FlowDiff extends ContentDiff {
  readonly from: string;
  readonly to: string;
}

/** What becomes of an open conversation when it is moved. */
export const MOVE_OUTCOMES = ['unaffected', 'sameQuestion', 'newQuestion', 'askedAgain', 'stays'] as const;
/**
 * `unaffected`: nothing changes where it stands. `sameQuestion`: the question goes by another name or other words.
 * `newQuestion`: one that the version before did not ask. `askedAgain`: one that was answered already, such as a notice
 * that changed. `stays`: its customer has applied, and is asked nothing any more.
 */
export type MoveOutcome = (typeof MOVE_OUTCOMES)[number];

/** Everybody who is inside, looked at and left alone. */
export interface PreFlight {
  readonly hash: string;
  readonly at: number;
  readonly inside: number;
  readonly counts: Readonly<Record<MoveOutcome, number>>;
  readonly markets: readonly {
    readonly market: Market;
    readonly inside: number;
    readonly counts: Readonly<Record<MoveOutcome, number>>;
  }[];
  /** Who goes from which question to which, the most first. */
  readonly ways: readonly {
    readonly market: Market;
    readonly version: number;
    readonly from: StepId;
    readonly to?: StepId;
    readonly outcome: MoveOutcome;
    readonly count: number;
  }[];
  /** Notices that changed: moved by default. */
  readonly legal: readonly { readonly market: Market; readonly step: StepId; readonly purpose: string }[];
  /** What is chosen when nobody chooses. */
  readonly suggested: 'pin' | 'move';
}

/** Everybody who began before and has not applied goes on on this version, each with their next message. */
export interface MoveRow {
  readonly version: number;
  readonly markets: readonly Market[];
  readonly startedAt: number;
  readonly startedBy: string;
}

/** What was published, or why it was not. */
export interface Published {
  readonly version: number;
  readonly hash: string;
  readonly markets: readonly Market[];
  readonly open: 'pin' | 'move';
  /** The draft's tests could not be kept for the version: it has none of its own. */
  readonly hasNoTests?: true;
}

export interface Comment {
  readonly id: string;
  readonly by: string;
  readonly name: string;
  readonly at: number;
  readonly text: string;
  readonly step?: StepId;
}

/** One line of what was done in the studio. */
export interface StudioLine {
  readonly at: number;
  readonly by: string;
  readonly action: string;
  readonly subject: string;
  readonly details: Readonly<Record<string, string | number | boolean>>;
}

/** What the page needs of the product to edit, and does not change while it is open. */
export interface StudioWorld {
  readonly markets: readonly {
    readonly market: Market;
    readonly name: string;
    readonly locales: readonly { readonly tag: Locale; readonly name: string; readonly dir: 'ltr' | 'rtl' }[];
    readonly defaultLocale: Locale;
    readonly channels: readonly ('webchat' | 'whatsapp')[];
    readonly requiredConsents: readonly string[];
    readonly requiredFields: readonly string[];
    /** The longest that each placeholder of a text can stand for. */
    readonly longestValues: Readonly<Record<string, string>>;
  }[];
  /** In UTF-16 units, as WhatsApp counts. */
  readonly limits: { readonly button: number; readonly row: number; readonly buttons: number; readonly body: number };
  /** The product's own texts: locale → key → text. A locale file holds only what it says otherwise than its parent. */
  readonly texts: Words;
}

/**
 * What each route under `/api/studio/` is asked with and answers. Besides: 400 for a body of another shape, 401 to 404 as
 * everywhere, 409 `DraftConflict`, 422 `NotAFlow` or `{ error: { code, message } }` for what cannot be done.
 */
export interface StudioRoutes {
  readonly 'GET me': { readonly answer: StudioMe };
  readonly 'GET world': { readonly answer: StudioWorld };
  readonly 'GET drafts': { readonly answer: { readonly drafts: readonly DraftRow[] } };
  readonly 'POST drafts': { readonly body: Content & Pick<DraftRow, 'title' | 'base'>; readonly answer: Draft };
  readonly 'GET drafts/:id': { readonly answer: Draft };
  readonly 'POST drafts/:id': { readonly body: Content & Pick<DraftRow, 'title' | 'revision'>; readonly answer: Draft };
  /** 204. */
  readonly 'POST drafts/:id/remove': { readonly body: Record<string, never> };
  /** Of what is on the page, saved or not. */
  readonly 'POST check': { readonly body: Content; readonly answer: CheckResult };
  readonly 'GET library': { readonly answer: Library };
  readonly 'GET versions/:version': { readonly answer: Version };
  /** `?from=` and `?to=`: a version's number or a draft's id. */
  readonly 'GET diff': { readonly answer: FlowDiff };
  readonly 'GET drafts/:id/approvals': { readonly answer: ApprovalState };
  /** `hash`: of the content that was looked at. */
  readonly 'POST drafts/:id/approve': {
    readonly body: { readonly hash: string; readonly markets: readonly Market[] };
    readonly answer: ApprovalState;
  };
  /** `texts`: the hashes of what was read, each in one market. */
  readonly 'POST drafts/:id/approve-legal': {
    readonly body: { readonly texts: readonly Pick<LegalText, 'market' | 'hash'>[] };
    readonly answer: ApprovalState;
  };
  readonly 'POST drafts/:id/withdraw': {
    readonly body: { readonly markets: readonly Market[] };
    readonly answer: ApprovalState;
  };
  readonly 'GET drafts/:id/comments': { readonly answer: { readonly comments: readonly Comment[] } };
  readonly 'POST drafts/:id/comments': {
    readonly body: { readonly text: string; readonly step?: StepId };
    readonly answer: { readonly comments: readonly Comment[] };
  };
  /** `?markets=HK,PL`: what would become of everybody inside. */
  readonly 'GET drafts/:id/pre-flight': { readonly answer: PreFlight };
  readonly 'POST drafts/:id/publish': {
    readonly body: {
      readonly hash: string;
      readonly markets: readonly Market[];
      readonly open: 'pin' | 'move';
      readonly note: string;
      /** As an experiment: only this share of new customers, from 0 to 1, begin on it. */
      readonly share?: number;
      /** Of an experiment. */
      readonly points?: number;
    };
    readonly answer: Published;
  };
  /** Rolling back and forth: new conversations of the market begin on `to`. `from` is where they began so far. */
  readonly 'POST pointers/:market': {
    readonly body: { readonly from: number; readonly to: number; readonly note: string };
    readonly answer: Library;
  };
  /** `null` ends it. */
  readonly 'POST pointers/:market/challenger': {
    readonly body: { readonly from: number; readonly challenger: NonNullable<Pointer['challenger']> | null };
    readonly answer: Library;
  };
  readonly 'GET moves': { readonly answer: { readonly moves: readonly MoveRow[] } };
  readonly 'GET history': { readonly answer: { readonly lines: readonly StudioLine[] } };
}
