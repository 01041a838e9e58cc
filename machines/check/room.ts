import type { ResolvedFlow, Step, StepId, StepOf } from '../flow';
import type { FieldId } from '../lead';
import type { Locale } from '../market';
import type { Catalogue, Finding, MarketCatalogue } from './catalogue';
import { labelsOf } from './choices';
import { filledLength, ISOLATES } from './filled';
import { createLookup, type Lookup } from './wording';

/**
 * What a step says has room where it is said. A question or summary too long for the place above its buttons would
 * reach a messenger in pieces, with the buttons under the last of them. A notice may be longer: it is sent whole before
 * its buttons. Questions without buttons have no such limit.
 */
export function roomFindings(flow: ResolvedFlow, catalogue: Catalogue, market: MarketCatalogue): Finding[] {
  const world: World = { flow, catalogue, market, lookup: createLookup(flow, catalogue) };
  return Object.entries(flow.steps).flatMap(([id, step]) => [
    ...payloadFindings(id, step, world),
    ...(market.hasMessenger ? market.locales.flatMap((locale) => textFindings(id, step, locale, world)) : []),
  ]);
}

interface World {
  readonly flow: ResolvedFlow;
  readonly catalogue: Catalogue;
  readonly market: MarketCatalogue;
  readonly lookup: Lookup;
}

/** What a button sends back names its step, so a long name can leave no room for the choice. */
function payloadFindings(id: StepId, step: Step, { flow, catalogue, market }: World): Finding[] {
  const { payload } = catalogue.limits;
  const length = id.length + Math.max(0, ...choicesOf(step, flow, market).map((choice) => choice.length));
  if (length <= payload) return [];
  const message = `The buttons of '${id}' would send ${length} characters where ${payload} fit. Give the step or its codes shorter names.`;
  return [{ step: id, code: 'payloadTooLong', message }];
}

function choicesOf(step: Step, flow: ResolvedFlow, market: MarketCatalogue): string[] {
  if (step.kind === 'review') return step.fields.map((field) => `change:${field}`);
  if (step.kind !== 'ask' || step.choices === undefined) return step.kind === 'consent' ? ['refuse'] : [];
  const { choices } = step;
  const rows =
    choices.from === 'inline' ? choices.options : market.rows(choices.list, market.locales[0] ?? flow.market);
  return rows.map(({ code }) => `pick:${code}`);
}

function textFindings(step: StepId, spec: Step, locale: Locale, world: World): Finding[] {
  const { body } = world.catalogue.limits;
  const length = lengthOf(spec, locale, world);
  if (length <= body) return [];
  const remedy = spec.kind === 'review' ? 'Shorten its text, or show fewer answers.' : 'Shorten its text.';
  const message = `'${step}' (${locale}) can need ${length} characters where ${body} fit above its buttons. ${remedy}`;
  return [{ step, code: 'textTooLong', message }];
}

function lengthOf(step: Step, locale: Locale, world: World): number {
  if (step.kind === 'review') return filled(step.text, locale, world) + summaryLength(step, locale, world);
  if (step.kind !== 'ask' || step.choices === undefined) return 0;
  const keys = [step.text, ...world.catalogue.linesBelow(step)];
  return keys.reduce((sum, key) => sum + filled(key, locale, world) + LINE_BREAK, 0);
}

const LINE_BREAK = 1;
const COLON = 2;

function filled(key: string, locale: Locale, { lookup, market }: World): number {
  return filledLength(lookup(locale, key) ?? '', market.longestValues);
}

function summaryLength(step: StepOf<'review'>, locale: Locale, world: World): number {
  return step.fields.reduce((sum, field) => {
    const label = world.lookup(locale, `field.${field}`)?.length ?? 0;
    return sum + LINE_BREAK + label + COLON + longestValue(field, locale, world) + ISOLATES;
  }, 0);
}

function longestValue(field: FieldId, locale: Locale, { flow, market, lookup }: World): number {
  const asks = Object.values(flow.steps).filter((step) => step.kind === 'ask' && step.field === field);
  const labels = asks.flatMap((ask) =>
    ask.kind === 'ask' && ask.choices
      ? labelsOf(ask.choices, locale, market, (key) => lookup(locale, key) ?? '')
      : 'x'.repeat(market.longestAnswer(field)),
  );
  return Math.max(0, ...labels.map(({ length }) => length));
}
