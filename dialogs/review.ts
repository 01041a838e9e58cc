import type { StepOf } from '../machines/flow';
import type { FieldId } from '../machines/lead';
import { isOffered, offeredChoice } from './choices';
import type { Dialog, Method, Speech } from './dialog';
import { fieldLabel, valueLabel } from './labels';
import { unrecognized } from './notice';
import { parseChoice } from './payload';
import { isolate } from './template';
import { textsOf } from './textsOf';
import { variablesOf } from './variables';
import type { Understanding, View } from './view';
import { saysWord } from './words';

type Review = StepOf<'review'>;

/** The answers in one view. Accepting is bound to the revision that was shown. */
export const reviewDialog: Dialog<'review'> = {
  speak(view, step) {
    const texts = textsOf(view);
    const summary = summaryOf(view, step);
    const flow = texts.dir(view.locale);
    const lines = summary.map(({ label, value }) => `${label}: ${isolate(value, flow)}`);
    return {
      text: [texts.say(view.locale, step.text, variablesOf(view)), ...lines].join('\n'),
      options: [
        { choice: 'accept', label: texts.say(view.locale, step.accept) },
        { choice: 'change', label: texts.say(view.locale, 'btn.edit') },
      ],
      summary,
      input: 'none',
    };
  },
  listen(view, step, text) {
    const offered = offeredChoice(view, text);
    const choice = offered === undefined ? undefined : parseChoice(offered);
    if (choice) return reviewDialog.tap(view, step, choice, 'text');
    const texts = textsOf(view);
    const says = (command: string) => saysWord(texts, view.locale, command, text);
    const confirms = says('confirm');
    const changes = says('change') || says('no');
    if (confirms === changes) return unrecognized('error.review');
    return confirms ? accept(view, 'text') : { kind: 'change' };
  },
  tap(view, _step, choice, method) {
    if (choice.kind === 'accept') return accept(view, method);
    if (choice.kind === 'change') return choice.field ? { kind: 'change', field: choice.field } : { kind: 'change' };
    return unrecognized('error.review');
  },
};

function summaryOf(view: View, step: Review): NonNullable<Speech['summary']> {
  return step.fields.flatMap((field) => {
    const fact = view.facts.fields[field];
    return fact ? [summaryLine(view, field, fact.value)] : [];
  });
}

function summaryLine(view: View, field: FieldId, value: string | null): NonNullable<Speech['summary']>[number] {
  const label = fieldLabel(view, field);
  const change = {
    choice: `change:${field}`,
    label: textsOf(view).say(view.locale, 'review.changeField', { field: label }),
  };
  return { label, value: valueLabel(view, field, value), change };
}

function accept(view: View, method: Method): Understanding {
  const { prompt, step } = view;
  // A menu shown meanwhile is no summary: only the message with the answers in it can be accepted.
  if (prompt === undefined || !isOffered(view, 'accept')) return unrecognized('error.review');
  if (prompt.revision !== view.facts.revision) return unrecognized('review.stale');
  return { kind: 'event', event: { type: 'review.accepted', step, revision: prompt.revision }, method };
}
