import type { ResolvedFlow, Step, StepId, StepOf } from '../flow';
import type { Locale } from '../market';
import type { Catalogue, Finding, MarketCatalogue } from './catalogue';
import { nextsOf } from './knowledge';
import { createLookup, type Lookup } from './wording';

/** Quick replies exist, differ, and fit their channel in every language; and branches ask for codes that can be picked. */
export function choiceFindings(flow: ResolvedFlow, catalogue: Catalogue, market: MarketCatalogue): Finding[] {
  const lookup = createLookup(flow, catalogue);
  return Object.entries(flow.steps).flatMap(([id, step]) => [
    ...listFindings(id, step, market),
    ...market.locales.flatMap((locale) =>
      titleFindings(
        id,
        titlesOf(step, locale, { lookup, catalogue, market }),
        locale,
        market.hasMessenger ? catalogue.limits : undefined,
      ),
    ),
    ...branchFindings(id, step, flow, market),
  ]);
}

function listFindings(step: StepId, spec: Step, market: MarketCatalogue): Finding[] {
  if (spec.kind !== 'ask' || spec.choices?.from !== 'list') return [];
  const { list } = spec.choices;
  if (market.locales.every((locale) => market.rows(list, locale).length > 0)) return [];
  return [
    {
      step,
      code: 'listMissing',
      message: `The market has no list '${list}'. Leave '${step}' out with 'except', or add the list.`,
    },
  ];
}

function titlesOf(
  step: Step,
  locale: Locale,
  around: { lookup: Lookup; catalogue: Catalogue; market: MarketCatalogue },
): string[] {
  const text = (key: string) => around.lookup(locale, key) ?? '';
  const buttons = around.catalogue.buttons(step).map(text);
  if (step.kind === 'review') return [text(step.accept), ...buttons];
  if (step.kind !== 'ask' || step.choices === undefined) return buttons;
  return [...labelsOf(step.choices, locale, around.market, text), ...buttons];
}

/** What the choices of a question read in a language. */
export function labelsOf(
  choices: NonNullable<StepOf<'ask'>['choices']>,
  locale: Locale,
  market: MarketCatalogue,
  text: (key: string) => string,
): string[] {
  if (choices.from === 'inline') return choices.options.map((option) => text(option.text));
  return market.rows(choices.list, locale).map(({ label }) => label);
}

/** Messengers count UTF-16 units, which is what `length` counts; pages of our own show a title of any length. */
function titleFindings(
  step: StepId,
  titles: readonly string[],
  locale: Locale,
  limits: Catalogue['limits'] | undefined,
): Finding[] {
  const limit =
    limits === undefined ? Number.POSITIVE_INFINITY : titles.length <= limits.buttons ? limits.button : limits.row;
  const long = titles
    .filter((title) => title.length > limit)
    .map((title) => ({
      step,
      code: 'titleTooLong',
      message: `'${title}' (${locale}) has ${title.length} characters where ${limit} fit. Shorten it.`,
    }));
  const alike = titles
    .filter((title, index) => titles.indexOf(title) !== index)
    .map((title) => ({
      step,
      code: 'titlesAlike',
      message: `Two choices read '${title}' (${locale}). Make them differ.`,
    }));
  return [...long, ...alike];
}

function branchFindings(step: StepId, spec: Step, flow: ResolvedFlow, market: MarketCatalogue): Finding[] {
  return nextsOf(spec).flatMap((next) => {
    if (typeof next === 'string') return [];
    const defaultAt = next.findIndex(({ when }) => when === undefined);
    const order = defaultAt === next.length - 1 ? [] : [defaultFinding(step, defaultAt)];
    return [
      ...order,
      ...next.flatMap(({ when }) => (when === undefined ? [] : codeFindings(step, when, flow, market))),
    ];
  });
}

function defaultFinding(step: StepId, at: number): Finding {
  if (at === -1)
    return {
      step,
      code: 'noDefaultExit',
      message: `No branch of '${step}' holds for every answer. End the list with one that has no "when".`,
    };
  return {
    step,
    code: 'branchAfterDefault',
    message: `Branches of '${step}' after the one without "when" are never taken. Put that one last.`,
  };
}

function codeFindings(
  step: StepId,
  when: { field: string; is: string },
  flow: ResolvedFlow,
  market: MarketCatalogue,
): Finding[] {
  const asks = Object.values(flow.steps).filter((other) => other.kind === 'ask' && other.field === when.field);
  const isPossible = asks.length === 0 || asks.some((ask) => ask.kind === 'ask' && canBe(ask, when.is, market));
  if (isPossible) return [];
  return [
    {
      step,
      code: 'branchNeverHolds',
      message: `'${when.field}' is never '${when.is}'. Use a code its question offers.`,
    },
  ];
}

function canBe({ choices }: StepOf<'ask'>, code: string, market: MarketCatalogue): boolean {
  if (choices === undefined) return true;
  if (choices.from === 'inline') return choices.options.some((option) => option.code === code);
  return market.locales.some((locale) => market.rows(choices.list, locale).some((row) => row.code === code));
}
