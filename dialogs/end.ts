import type { Option } from './choices';
import type { Dialog } from './dialog';
import type { Reply } from './message';
import { notice } from './notice';
import { textsOf } from './textsOf';
import { referenceOf, variablesOf } from './variables';
import type { View } from './view';

/** The conversation's last word. Only commands lead on from here. */
export const endDialog: Dialog<'end'> = {
  speak: (view, step) => ({
    text: textsOf(view).say(view.locale, applied(view, step.text) ?? step.text, variablesOf(view)),
    options:
      step.outcome === 'submitted' || hasApplied(view)
        ? [option(view, 'status'), option(view, 'receipt')]
        : [option(view, 'restart')],
    input: 'text',
    lead: standing(view),
  }),
  listen: (view) => ({ kind: 'unrecognized', error: notice('say.ended', undefined, endedChoices(view)) }),
  tap: () => ({ kind: 'passed' }),
};

/** How the application stands when the conversation ends, for pages and analytics. */
function standing(view: View): NonNullable<Reply['lead']> {
  const reference = referenceOf(view.facts);
  if (reference !== undefined) return { status: 'submitted', reference };
  return { status: hasApplied(view) ? 'pending' : 'closed' };
}

function hasApplied({ facts }: View): boolean {
  return Object.values(facts.callouts).some(({ status }) => status !== 'failed');
}

/** Once the application is on its way, stopping does not call it back: a text has a twin that says so. */
function applied(view: View, key: string): string | undefined {
  const twin = `${key}Applied`;
  return hasApplied(view) && textsOf(view).has('en', twin) ? twin : undefined;
}

const LABELS = {
  status: 'btn.checkStatus',
  receipt: 'btn.receipt',
  restart: 'btn.startOver',
  agent: 'btn.agent',
} as const;

function option(view: View, command: keyof typeof LABELS): Option {
  return { choice: `cmd|${command}`, label: textsOf(view).say(view.locale, LABELS[command]) };
}

function endedChoices(view: View) {
  const commands = referenceOf(view.facts) === undefined ? [] : (['status'] as const);
  return [...commands, 'restart' as const, 'agent' as const].map((command) => {
    const { choice, label } = option(view, command);
    return { payload: choice, label };
  });
}
