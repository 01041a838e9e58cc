import type { Dialog } from './dialog';
import { textsOf } from './textsOf';
import { variablesOf } from './variables';

/** The bank is at work: whatever is said meanwhile is answered with how the application stands. */
export const calloutDialog: Dialog<'callout'> = {
  speak: (view, step) => ({ text: textsOf(view).say(view.locale, step.text, variablesOf(view)), input: 'none' }),
  listen: () => ({ kind: 'command', command: 'status' }),
  tap: () => ({ kind: 'command', command: 'status' }),
};
