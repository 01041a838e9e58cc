import type { Step, StepKind } from '../machines/flow';
import { askDialog } from './ask';
import { calloutDialog } from './callout';
import { consentDialog } from './consent';
import type { Dialog } from './dialog';
import { endDialog } from './end';
import { handoffDialog } from './handoff';
import { reviewDialog } from './review';
import { sayDialog } from './say';

/** One dialog per step kind: a kind without one does not compile. */
export const DIALOGS = {
  say: sayDialog,
  ask: askDialog,
  consent: consentDialog,
  review: reviewDialog,
  callout: calloutDialog,
  handoff: handoffDialog,
  end: endDialog,
} satisfies { readonly [K in StepKind]: Dialog<K> };

/** The dialog of a step, typed for any kind. The table guarantees that it is given only steps of its own. */
export function dialogFor(step: Step): Dialog<StepKind> {
  // The table pairs every kind with its own dialog, which a lookup by a union of kinds cannot express.
  return DIALOGS[step.kind] as unknown as Dialog<StepKind>;
}
