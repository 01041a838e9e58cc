import { askDialog } from '../../dialogs/ask';
import { askOf } from '../../dialogs/labels';
import { rowsOf } from '../../dialogs/rows';
import type { StepId, StepOf } from '../../machines/flow';
import { FIELDS } from '../../machines/lead';
import { fieldsInReach } from '../../machines/navigate';
import { withAnswer, withoutAnswer } from '../../machines/record';
import { boundedText } from '../boundedText';
import type { OpenConversation } from '../conversation';
import { stay } from '../moves';
import type { Next, Refusal } from '../next';
import { type Act, audited, refuse } from './act';
import { textRefusal } from './words';

/** More than any field takes. */
const LONGEST_VALUE = 1_000;

/**
 * Fills in an answer for the customer, by the very rules by which the bot hears it. What depends on it is asked again,
 * and a summary accepted before is void: the customer accepts what an agent filled in.
 */
export function fill(open: OpenConversation, message: Act<'fill'>): Next {
  const { field, value } = message.action;
  const { facts } = open.document;
  const id = fieldsInReach(open.flow.machine, facts).get(field);
  const step = id === undefined ? undefined : open.view.flow.steps[id];
  if (FIELDS[field].customerOnly) return refuse(open, 'CustomerOnly', 'Only the customer can answer that.');
  if (id === undefined || step?.kind !== 'ask') return { ...stay(open), refusal: whyOutOfReach(open, message) };
  if (value === null && !step.optional) {
    const emptied = facts.fields[field] === undefined ? facts : withoutAnswer(facts, field);
    return filled(open, message, emptied);
  }
  const heard = value === null ? null : heardAs(open, id, step, value);
  if (typeof heard === 'object' && heard !== null) return { ...stay(open), refusal: heard };
  // Who said it first stays the one it is known from.
  const isKnown = facts.fields[field]?.value === heard;
  return filled(open, message, isKnown ? facts : withAnswer(facts, field, { value: heard, by: 'agent' }));
}

function filled(open: OpenConversation, message: Act<'fill'>, facts: Next['facts']): Next {
  if (facts === open.document.facts) return stay(open);
  const locale = facts.fields.language?.value ?? open.document.locale;
  return audited(open, message, { ...stay(open), facts, locale }, { field: message.action.field });
}

function whyOutOfReach(open: OpenConversation, { action: { field } }: Act<'fill'>): Refusal {
  if (askOf(open.view, field) === undefined) return { code: 'Unknown', message: 'This market does not ask for that.' };
  const isSubmitted = Object.keys(open.document.facts.callouts).length > 0;
  const why = isSubmitted
    ? 'The application is with the bank already.'
    : 'The customer has to decide on something first, such as the privacy notice. Offer it to them.';
  return { code: 'NotAllowed', message: why };
}

/** The value in its kept form, or what is wrong with it. A row goes by its code, or by whatever the bot would hear. */
function heardAs(open: OpenConversation, id: StepId, step: StepOf<'ask'>, value: string): string | null | Refusal {
  const typed = boundedText(value).trim();
  const refusal = textRefusal(typed, LONGEST_VALUE);
  if (refusal !== undefined) return refusal;
  // Nothing is in front of the agent, so a number is no place in a list.
  const { prompt: _none, ...seen } = open.view;
  const view = { ...seen, step: id };
  if (rowsOf(view, step).some(({ code }) => code === typed)) return typed;
  const heard = askDialog.listen(view, step, typed);
  if (heard.kind === 'event' && heard.event.type === 'customer.answered') return heard.event.value;
  const { text, vars } =
    heard.kind === 'unrecognized' ? heard.error : ({ text: 'error.choiceAmbiguous', vars: {} } as const);
  return { code: 'Invalid', message: view.texts.say('en', text, vars) };
}
