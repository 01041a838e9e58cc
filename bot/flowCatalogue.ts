import type { Callout } from '../adapters/callouts/callout';
import {
  MAX_BODY,
  MAX_BUTTON_TITLE,
  MAX_BUTTONS,
  MAX_PAYLOAD,
  MAX_ROW_TITLE,
} from '../adapters/channels/whatsapp/limits';
import { MARKET_PROFILES } from '../adapters/markets';
import type { Texts } from '../dialogs/texts';
import type { Catalogue, MarketCatalogue } from '../machines/check';
import type { Step } from '../machines/flow';
import { FIELDS, type FieldId } from '../machines/lead';
import { Market, type MarketProfile } from '../machines/market';
import type { ReferenceData } from './referenceData';

export interface FlowWorld extends Pick<ReferenceData, 'bank' | 'rows'> {
  readonly texts: Texts;
  /** Asked only for the fields it requires. */
  readonly callout: (market: MarketProfile) => Pick<Callout, 'requiredFields'>;
}

/** The world that flows are checked against: every market's profile and bank, and the texts. */
export function flowCatalogue(world: FlowWorld): Catalogue {
  return {
    text: createRawTexts(world.texts),
    buttons,
    linesBelow: (step) => (step.kind === 'ask' && step.choices?.from === 'list' ? ['list.search', 'list.page'] : []),
    // WhatsApp's, the narrowest of the channels.
    limits: {
      button: MAX_BUTTON_TITLE,
      row: MAX_ROW_TITLE,
      buttons: MAX_BUTTONS,
      body: MAX_BODY,
      payload: MAX_PAYLOAD - PAYLOAD_FRAME.length,
    },
    markets: Object.fromEntries(
      Market.options.map((market) => [market, marketCatalogue(MARKET_PROFILES[market], world)]),
    ),
  };
}

/** All of a payload that is neither its step nor its choice: the prompt, what stands between, and the seal. */
const PAYLOAD_FRAME = 'r9999q999999.|~sealsealseal';

function marketCatalogue(market: MarketProfile, { callout, bank, rows }: FlowWorld): MarketCatalogue {
  return {
    locales: market.locales.map(({ tag }) => tag),
    hasMessenger: market.channels.whatsapp !== 'prohibited',
    requiredConsents: market.requiredConsents,
    requiredFields: callout(market).requiredFields(market),
    mustNotCollect: [],
    rows: (list, locale) => rows(market, list, locale),
    longestValues: longestValues(market, bank(market)),
    longestAnswer: (field) => longestAnswer(market, field),
  };
}

function longestValues(market: MarketProfile, bank: ReturnType<FlowWorld['bank']>): MarketCatalogue['longestValues'] {
  const longest = (values: readonly string[]) => values.toSorted((one, two) => two.length - one.length)[0] ?? '';
  return {
    bank: bank.name,
    legalEntity: bank.legalEntity,
    contactPhone: bank.contactPhone,
    contactHours: market.contactHours,
    age: String(market.minAge),
    privacyUrl: bank.links.privacy,
    termsUrl: bank.links.terms,
    keyFactsUrl: longest([bank.links.keyFacts, ...bank.products.map(({ keyFactsUrl = '' }) => keyFactsUrl)]),
    product: longest(bank.products.map(({ name }) => name)),
    mobile: 'x'.repeat(LONGEST.mobile),
    page: '99',
    pages: '99',
  };
}

/** Of answers that are typed, in UTF-16 units: an email could be longer by its standard, but hardly anyone has one. */
const LONGEST = { name: 120, mobile: 20, email: 100, address: 200, choice: 0 } as const;

function longestAnswer({ personName: { maxLength } }: MarketProfile, field: FieldId): number {
  const { kind } = FIELDS[field];
  if (kind !== 'name') return LONGEST[kind];
  return Math.min(LONGEST.name, field === 'fullName' ? maxLength.full : maxLength.part);
}

/** Texts with their placeholders unfilled. Groups are put together once: a check asks for each text many times. */
function createRawTexts(texts: Texts): Catalogue['text'] {
  const groups = new Map<string, Readonly<Record<string, string>>>();
  return (locale, key) => {
    if (!texts.has(locale, key)) return undefined;
    const dot = key.lastIndexOf('.');
    const name = `${locale} ${key.slice(0, dot)}`;
    const group = groups.get(name) ?? texts.group(locale, key.slice(0, dot));
    groups.set(name, group);
    return group[key.slice(dot + 1)];
  };
}

function buttons(step: Step): readonly string[] {
  switch (step.kind) {
    case 'ask':
      return step.optional ? ['btn.skip'] : [];
    case 'consent':
      return step.purpose === 'marketing' ? ['btn.optIn', 'btn.optOut'] : ['btn.agree', 'btn.decline'];
    case 'review':
      return ['btn.edit'];
    case 'handoff':
      return ['btn.stayWithBot'];
    case 'end':
      return ['btn.checkStatus', 'btn.startOver', 'btn.agent'];
    default:
      return [];
  }
}
