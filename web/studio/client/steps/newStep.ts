import type { Flow, Step, StepId, StepKind } from '../../../../machines/flow';
import type { Edit } from '../../../../machines/flowEdit/edits';
import { exitsOf } from '../../../../machines/flowEdit/references';
import { FIELD_IDS } from '../../../../machines/lead';
import { PURPOSES } from '../../../../machines/market';

/** A new step behind another: it takes over where that one led, and that one leads to it. */
export function newStepEdit(flow: Flow, kind: StepKind, after: StepId): { readonly id: StepId; readonly edit: Edit } {
  const before = flow.steps[after];
  const main = before && exitsOf(before)[0];
  const id = freeId(flow, kind);
  const next = typeof main?.[1] === 'string' ? main[1] : flow.interrupts.stop;
  const add: Edit = { kind: 'addStep', id, step: plainStep(flow, kind, next), after };
  if (main === undefined || typeof main[1] !== 'string') return { id, edit: add };
  const lead: Edit = { kind: 'setProperty', id: after, property: main[0], value: id };
  return { id, edit: { kind: 'all', edits: [add, lead] } };
}

function freeId(flow: Flow, stem: string): StepId {
  let at = 1;
  while (Object.hasOwn(flow.steps, `${stem}${at}`)) at += 1;
  return `${stem}${at}`;
}

/** A step of a kind with nothing decided that could be left open. */
function plainStep(flow: Flow, kind: StepKind, next: StepId): Step {
  const { agent, stop } = flow.interrupts;
  switch (kind) {
    case 'say':
      return { kind, text: 'say.offer', next };
    case 'ask': {
      const field = firstUnasked(flow);
      return { kind, field, text: `ask.${field}`, optional: false, rules: [], attempts: 3, exhausted: agent, next };
    }
    case 'consent': {
      const purpose = firstUnconsented(flow);
      return { kind, purpose, notice: { key: `consent.${purpose}`, version: '1' }, granted: next, declined: stop };
    }
    case 'review':
      return { kind, fields: ['mobile'], text: 'review.summary', accept: 'btn.looksRight', next };
    case 'callout':
      return { kind, operation: 'submitLead', text: 'say.submitting', next, failed: agent };
    case 'handoff':
      return { kind, queue: 'general', text: 'say.handoff' };
    case 'end':
      return { kind, outcome: 'declined', text: 'say.stopped' };
  }
}

function firstUnasked(flow: Flow) {
  const asked = new Set(Object.values(flow.steps).map((step) => (step.kind === 'ask' ? step.field : undefined)));
  return FIELD_IDS.find((field) => !asked.has(field)) ?? 'mobile';
}

function firstUnconsented(flow: Flow) {
  const asked = new Set(Object.values(flow.steps).map((step) => (step.kind === 'consent' ? step.purpose : undefined)));
  return PURPOSES.find((purpose) => !asked.has(purpose)) ?? 'marketing';
}
