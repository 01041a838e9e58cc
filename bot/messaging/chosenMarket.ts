import { stripInvisible, toAsciiDigits, unquoted } from '../../dialogs/fold';
import type { CustomerMessage, InboundMessage, Start } from '../../dialogs/message';
import { parsePayload } from '../../dialogs/payload';
import type { Locale, Market, MarketProfile } from '../../machines/market';
import type { ConversationDocument } from '../../store/documents';
import { isFromCustomer, isLate } from '../inbound';
import { namedMarket } from './namedMarket';

type Markets = Readonly<Record<Market, MarketProfile>>;

/**
 * The market a message chooses: while it is asked for, by a tap, its number, its code or its name; and afterwards, as
 * long as it may be chosen again, by a tap on another one in the old question.
 */
export function chosenMarket(
  markets: Markets,
  document: ConversationDocument,
  message: InboundMessage,
): Market | undefined {
  if (document.optedOut !== undefined || document.status === 'open') return undefined;
  if (!isFromCustomer(message) || isLate(document, message)) return undefined;
  const { marketChoices: choices } = document;
  if (message.kind === 'choice') return choices ? tapped(choices, message) : tappedLater(document, message);
  const isHeard = message.kind === 'text' && !message.cardNumberRemoved && document.status !== 'pending';
  if (choices === undefined || !isHeard) return undefined;
  return numbered(document, choices, message.text) ?? namedMarket(markets, choices, message.text);
}

/** Whether a new application may be in another market: what the bank has not answered for good stays in its own. */
export function mayChooseAgain({ marketsOffered, status, submitted }: ConversationDocument): boolean {
  return marketsOffered !== undefined && status !== 'open' && submitted.every((one) => one.status === 'done');
}

/** Whose words the question is asked in: of the market that the customer's number is from, else of the first, in English. */
export function standIn(markets: Markets, { markets: choices, address }: Start): StandIn {
  const number = /\+(\d+)$/.exec(address.user)?.[1] ?? '';
  const own = choices.find((market) => number.startsWith(markets[market].phone.callingCode));
  return own === undefined ? { market: choices[0], locale: ENGLISH } : { market: own, locale: undefined };
}

interface StandIn {
  readonly market: Market;
  /** Undefined: the market's own. */
  readonly locale: Locale | undefined;
}

const ENGLISH: Locale = 'en';

type Choice = Extract<CustomerMessage, { kind: 'choice' }>;

function tapped(choices: readonly Market[], { payload }: Choice): Market | undefined {
  const tap = parsePayload(payload);
  if (tap?.kind !== 'command' || tap.command !== 'market') return undefined;
  return choices.find((market) => market === tap.argument);
}

function tappedLater(document: ConversationDocument, message: Choice): Market | undefined {
  const market = tapped(document.marketsOffered ?? [], message);
  const isElsewhere = market !== document.market && mayChooseAgain(document);
  return isElsewhere && !mayHaveSubmitted(document) ? market : undefined;
}

/** A tap on an old message ends no application that has left, or of which a backup does not know. */
function mayHaveSubmitted({ run, submitted, restored }: ConversationDocument): boolean {
  return restored?.run === run || submitted.some((one) => one.run === run);
}

/** Of the choices as they were shown: before that, and with a sign before it, a number says nothing. */
function numbered({ version }: ConversationDocument, choices: readonly Market[], text: string): Market | undefined {
  const typed = toAsciiDigits(unquoted(stripInvisible(text.normalize('NFKC')).trim()));
  const number = version > 0 ? NUMBER.exec(typed)?.[1] : undefined;
  return number === undefined ? undefined : choices[Number(number) - 1];
}

/** As typed, as in a list, or as a key of a telephone. */
const NUMBER = /^([1-9]\d?)(?:[.)]|\u20e3)?$/u;
