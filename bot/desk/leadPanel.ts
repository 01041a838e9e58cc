import { parseField } from '../../dialogs/fields';
import { fieldLabel } from '../../dialogs/labels';
import { notice } from '../../dialogs/notice';
import { rowsOf } from '../../dialogs/rows';
import { textsOf } from '../../dialogs/textsOf';
import type { Notice, View } from '../../dialogs/view';
import type { Facts, FieldFact } from '../../machines/facts';
import type { StepId, StepOf } from '../../machines/flow';
import { FIELDS, type FieldId } from '../../machines/lead';
import type { ConversationDocument } from '../../store/documents';
import type { LeadConsent, LeadField, LeadPanel } from './contract';
import { maskedValue } from './maskedValue';
import { plain } from './plain';
import { PURPOSE_WORDS } from './stepWords';

/** What the panel is made of: the conversation as it stands, and what the customer typed last to an open question. */
export interface LeadSource {
  /** In the customer's language. */
  readonly view: View;
  readonly document: Pick<ConversationDocument, 'run' | 'submitted'>;
  /** What may be filled in now; none of it lies behind a consent that is still open. */
  readonly reach: ReadonlyMap<FieldId, StepId>;
  readonly lastTyped?: string;
}

type Asked = readonly [step: StepId, spec: StepOf<'ask'>];

/**
 * The lead as an agent sees it: every field this market's flow asks for, in its order, with how far it is and who gave
 * it, every value masked by its class. Pure; what is accepted is decided by the same rules as in the chat.
 */
export function leadPanel(source: LeadSource): LeadPanel {
  const { view, document } = source;
  const steps = Object.entries(view.flow.steps);
  const asked = steps.flatMap(([id, step]): Asked[] => (step.kind === 'ask' ? [[id, step]] : []));
  const consents = steps.flatMap(([, step]) => (step.kind === 'consent' ? [step] : []));
  return {
    run: document.run,
    fields: asked.map((one) => fieldOf(source, one)),
    consents: consents.map((step) => consentOf(view, step)),
    applications: document.submitted.map(({ product, at, status, reference }) => ({
      product: plain(view.bank.products.find(({ code }) => code === product)?.name ?? product),
      at,
      status,
      ...(reference !== undefined && { reference: plain(reference) }),
    })),
  };
}

function fieldOf(source: LeadSource, [id, step]: Asked): LeadField {
  const { view } = source;
  const english = inEnglish(view);
  const fact = view.facts.fields[step.field];
  const broken = ruleBroken(source, id, step, fact);
  const value = fact?.value ?? undefined;
  return {
    field: step.field,
    step: id,
    label: fieldLabel(english, step.field),
    state: broken ? 'invalid' : stateOf(view, step.field, fact),
    ...(broken && { rule: inWords(english, broken) }),
    ...(value !== undefined && { value: maskedValue(english, step.field, value) }),
    masked: value !== undefined && FIELDS[step.field].privacy !== 'none',
    ...(fact && { by: fact.by }),
    required: !step.optional,
    editable: !FIELDS[step.field].customerOnly && source.reach.has(step.field),
    input: step.choices ? 'choice' : INPUT[FIELDS[step.field].kind],
    ...(step.choices && { choices: choicesOf(view, english, step) }),
  };
}

const INPUT = { choice: 'choice', name: 'text', mobile: 'tel', email: 'email', address: 'text' } as const;

function stateOf({ facts, flow }: View, field: FieldId, fact: FieldFact | undefined): LeadField['state'] {
  if (fact === undefined) return 'empty';
  if (fact.value === null) return 'skipped';
  if (isConfirmed(facts, flow.steps, field)) return 'customerConfirmed';
  return fact.by === 'agent' ? 'agentEntered' : 'botHeard';
}

/** Shown in a summary that the customer accepted, and nothing changed since. */
function isConfirmed({ reviews, revision }: Facts, steps: View['flow']['steps'], field: FieldId): boolean {
  return Object.entries(reviews).some(([id, accepted]) => {
    const step = steps[id];
    return accepted === revision && step?.kind === 'review' && step.fields.includes(field);
  });
}

/** Of an answer that is kept: the rule it does not meet any more. Of one that was not taken: the rule it did not meet. */
function ruleBroken(
  { view, lastTyped = '' }: LeadSource,
  id: StepId,
  step: StepOf<'ask'>,
  fact: FieldFact | undefined,
): Notice | undefined {
  if (fact?.value) return ruleAgainst(view, step, fact.value);
  const isWrong = fact === undefined && view.prompt?.step === id && view.prompt.attempts > 0;
  return isWrong ? (typedRule(view, step, lastTyped) ?? typedRule(view, step, '')) : undefined;
}

/** Codes a list has no more, such as a card that is offered no longer, and what a later version of the rules refuses. */
function ruleAgainst(view: View, step: StepOf<'ask'>, value: string): Notice | undefined {
  if (!step.choices) return typedRule(view, step, value);
  const rows = rowsOf(view, step);
  return rows.length === 0 || rows.some(({ code }) => code === value) ? undefined : notice('error.choice');
}

function typedRule(view: View, step: StepOf<'ask'>, text: string): Notice | undefined {
  const parsed = parseField(text, view, step);
  return parsed.ok ? undefined : parsed.error;
}

function inWords(english: View, { text, vars }: Notice): string {
  return textsOf(english).say(english.locale, text, vars);
}

function choicesOf(view: View, english: View, step: StepOf<'ask'>): LeadField['choices'] {
  const spoken = new Map(rowsOf(view, step).map(({ code, label }) => [code, plain(label)]));
  return rowsOf(english, step).map(({ code, label: own }) => {
    const label = plain(own);
    const heard = spoken.get(code);
    return { code, label, ...(heard !== undefined && heard !== label && { spoken: heard }) };
  });
}

function consentOf({ market, facts }: View, { purpose, notice: shown }: StepOf<'consent'>): LeadConsent {
  const fact = facts.consents[purpose];
  const isCurrent = fact?.noticeVersion === shown.version;
  const state = fact === undefined ? 'open' : isCurrent ? fact.decision : 'outdated';
  const isSubmitted = Object.keys(facts.callouts).length > 0;
  return {
    purpose,
    label: PURPOSE_WORDS[purpose],
    state,
    required: market.requiredConsents.includes(purpose),
    offerable: state !== 'granted' && !(isSubmitted && market.requiredConsents.includes(purpose)),
  };
}

/** The same, as somebody reads it who works in English: in the market's own English where there is one. */
export function inEnglish(view: View): View {
  const own = view.market.locales.find(({ tag }) => tag === 'en' || tag.startsWith('en-'));
  return { ...view, locale: own?.tag ?? 'en' };
}
