import { fold, foldCase } from '../../dialogs/fold';
import type { CustomerMessage } from '../../dialogs/message';
import { notice } from '../../dialogs/notice';
import { parsePayload } from '../../dialogs/payload';
import type { Texts } from '../../dialogs/texts';
import type { Notice } from '../../dialogs/view';
import { FIELDS } from '../../machines/lead';
import type { Locale } from '../../machines/market';
import { isBesideAgent } from '../besideAgent';
import { obey } from '../commands';
import type { OpenConversation } from '../conversation';
import { stay } from '../moves';
import type { Next } from '../next';
import { askMarket } from './marketQuestion';

/**
 * Whether the whole message is a word or button that ends all messages. A word of any of the product's languages
 * counts, since people use the one they know from elsewhere.
 */
export function wantsOut(open: OpenConversation, message: CustomerMessage): boolean {
  if (message.kind === 'choice') return commandOf(message.payload) === 'stop';
  return message.kind === 'text' && says(open, 'stop', message.text);
}

/** Whether the message takes that back: who begins again wants to be answered. */
export function wantsIn(open: OpenConversation, message: CustomerMessage): boolean {
  if (message.kind === 'choice') return BACK_IN.has(commandOf(message.payload) ?? '');
  if (message.kind !== 'text') return false;
  return says(open, 'start', message.text) || says(open, 'restart', message.text);
}

const BACK_IN: ReadonlySet<string> = new Set(['start', 'restart', 'new']);

/** Stops as at any other time, confirms it once, and is silent from then on. */
export function optOut(open: OpenConversation): Next {
  const isNowhere = open.begins || open.document.marketChoices !== undefined;
  const stopped = isNowhere ? stay(open) : obey(open, 'stop');
  const said = notice(hasApplied(open) ? 'say.optedOutApplied' : 'say.optedOut');
  return { ...stopped, optedOut: { at: open.now, toldTo: 'us' }, utterances: [said] };
}

/** What was agreed to before is not in force any more, so an application that was not sent begins afresh. */
export function optIn(open: OpenConversation): Next {
  const next = isBesideAgent(open) ? stay(open) : after(notice('say.optedIn'), goOn(open));
  return { ...next, optedOut: undefined };
}

function goOn(open: OpenConversation): Next {
  if (open.document.marketChoices !== undefined) return askMarket(open);
  return obey(open, hasApplied(open) ? 'status' : 'new');
}

function after(first: Notice, next: Next): Next {
  return { ...next, utterances: [first, ...next.utterances] };
}

function hasApplied({ document }: OpenConversation): boolean {
  return document.submitted.some(({ status }) => status !== 'rejected');
}

function commandOf(payload: string): string | undefined {
  const tap = parsePayload(payload);
  return tap?.kind === 'command' ? tap.command : undefined;
}

type Command = 'stop' | 'start' | 'restart';

/** Accents may be left out, but not where a name or an address is asked: many a name is such a word without them. */
function says(open: OpenConversation, command: Command, text: string): boolean {
  const words = wordsIn(open)[command];
  const typed = foldCase(text);
  if (words.accented.has(typed)) return true;
  return words.plain.has(typed) && fold(text) === typed && !isFreeText(open);
}

function isFreeText({ view }: OpenConversation): boolean {
  const step = view.flow.steps[view.step];
  if (step?.kind !== 'ask' || step.choices) return false;
  const { kind } = FIELDS[step.field];
  return kind === 'name' || kind === 'address';
}

interface Words {
  readonly accented: ReadonlySet<string>;
  readonly plain: ReadonlySet<string>;
}

const known = new WeakMap<Texts, Readonly<Record<Command, Words>>>();

/** Put together once: every market's languages, and English. */
function wordsIn({ view: { texts }, markets }: OpenConversation): Readonly<Record<Command, Words>> {
  const found = known.get(texts);
  if (found) return found;
  const locales = Object.values(markets).flatMap((market) => market.locales.map(({ tag }) => tag));
  const of = (command: Command) => wordsFor(texts, locales, command);
  const words = { stop: of('stop'), start: of('start'), restart: of('restart') };
  known.set(texts, words);
  return words;
}

function wordsFor(texts: Texts, locales: readonly Locale[], command: Command): Words {
  const tags = [...locales, 'en'];
  return {
    accented: new Set(tags.flatMap((tag) => texts.accentedWords(tag, command))),
    plain: new Set(tags.flatMap((tag) => texts.commandWords(tag, command))),
  };
}
