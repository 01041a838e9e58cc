import type { Flow } from '../flow';
import type { Locale } from '../market';

/** Texts that are published with a version and stand before those that ship: locale → key → text. */
export type Words = Readonly<Record<Locale, Readonly<Record<string, string>>>>;

/** All that a designer edits: the flow, and the words that differ from those that ship. */
export interface FlowContent {
  readonly flow: Flow;
  readonly words: Words;
}
