import type { ListId, Step, StepId } from '../flow';
import type { FieldId } from '../lead';
import type { Locale, Market, Purpose } from '../market';

/** What a check needs to know of the world around a flow. Gathered by the caller, so that checking stays pure. */
export interface Catalogue {
  /** The shipped wording in the locale's own language; undefined where only another language has it. */
  text(locale: Locale, key: string): string | undefined;
  /** Keys of the titles a step shows besides its own choices: agree, change, skip. */
  buttons(step: Step): readonly string[];
  /** Keys of the lines a step puts below its own text. */
  linesBelow(step: Step): readonly string[];
  /** In UTF-16 units. */
  readonly limits: {
    /** Titles: of a button, and of a row where there are more choices than a message can show as buttons. */
    readonly button: number;
    readonly row: number;
    readonly buttons: number;
    /** The text above buttons or rows. */
    readonly body: number;
    /** What is left of a button's payload for the names of its step and choice. */
    readonly payload: number;
  };
  readonly markets: Readonly<Partial<Record<Market, MarketCatalogue>>>;
}

export interface MarketCatalogue {
  readonly locales: readonly Locale[];
  /** Whether customers may be served on a messenger, where the limits on titles and texts hold. */
  readonly hasMessenger: boolean;
  /** What must be granted before a callout may run. */
  readonly requiredConsents: readonly Purpose[];
  /** Fields without which the bank refuses the callout's body. */
  readonly requiredFields: readonly string[];
  readonly mustNotCollect: readonly string[];
  /** Rows of a reference list; empty when the market has none. */
  rows(list: ListId, locale: Locale): readonly { readonly code: string; readonly label: string }[];
  /** The longest that each placeholder of a text can stand for. */
  readonly longestValues: Readonly<Record<string, string>>;
  /** The longest answer to a question that is answered in writing, in UTF-16 units. */
  longestAnswer(field: FieldId): number;
}

/** One thing to correct before publishing. The message says how. */
export interface Issue {
  /** Undefined for what is wrong in every market. */
  readonly market: Market | undefined;
  /** Undefined for what is wrong with the flow as a whole. */
  readonly step: StepId | undefined;
  readonly code: string;
  readonly message: string;
}

/** An issue before it is known which market is being checked. */
export type Finding = Omit<Issue, 'market'>;
