import cardLead from '../../dialogs/flows/card-lead/1.json';
import type { Position } from '../../machines/advance';
import { compile, type FlowMachine } from '../../machines/compile';
import type { FlowEvent } from '../../machines/events';
import { stepAt } from '../../machines/exits';
import type { Flow } from '../../machines/flow';
import type { Market } from '../../machines/market';
import { resolveFlow } from '../../machines/resolve';
import { parseFlow } from '../../machines/upgrade';

export const CARD_LEAD = parseFlow(cardLead);

export function cardLeadIn(market: Market): FlowMachine {
  return compile(resolveFlow(CARD_LEAD, market));
}

type StepInput = Readonly<Record<string, unknown>> & { readonly kind: string };

export const say = (next: unknown, more = {}): StepInput => ({ kind: 'say', text: 'say.hello', next, ...more });
export const ask = (field: string, next: unknown, more = {}): StepInput => ({
  kind: 'ask',
  field,
  text: `ask.${field}`,
  exhausted: 'agent',
  next,
  ...more,
});
export const yesNo = (field: string, next: unknown, more = {}): StepInput =>
  ask(field, next, {
    choices: {
      from: 'inline',
      options: [
        { code: 'yes', text: 'btn.yes' },
        { code: 'no', text: 'btn.no' },
      ],
    },
    ...more,
  });
export const consent = (purpose: string, granted: unknown, more = {}): StepInput => ({
  kind: 'consent',
  purpose,
  notice: { key: `consent.${purpose}`, version: 'v1' },
  granted,
  declined: 'declined',
  ...more,
});
export const review = (fields: readonly string[], next: unknown, more = {}): StepInput => ({
  kind: 'review',
  fields,
  text: 'review.summary',
  accept: 'btn.accept',
  next,
  ...more,
});
export const callout = (next: unknown, more = {}): StepInput => ({
  kind: 'callout',
  operation: 'submitLead',
  text: 'say.submitting',
  next,
  failed: 'agent',
  ...more,
});

/** A flow in one market, with the ends that every flow needs. */
export function flowOf(steps: Readonly<Record<string, StepInput>>, more = {}): Flow {
  return parseFlow({
    schemaVersion: 1,
    id: 'test',
    version: 1,
    title: 'Test',
    markets: ['SG'],
    initial: Object.keys(steps)[0],
    interrupts: { stop: 'stopped', agent: 'agent' },
    steps: {
      ...steps,
      declined: { kind: 'end', outcome: 'declined', text: 'say.declined' },
      done: { kind: 'end', outcome: 'submitted', text: 'say.done' },
      stopped: { kind: 'end', outcome: 'optedOut', text: 'say.stopped' },
      agent: { kind: 'handoff', queue: 'general', text: 'say.handoff' },
    },
    ...more,
  });
}

export function machineOf(steps: Readonly<Record<string, StepInput>>, more = {}): FlowMachine {
  return compile(resolveFlow(flowOf(steps, more), 'SG'));
}

/** The event with which a customer, or the bank, moves on from a position; undefined where nothing more is expected. */
export function answerTo(machine: FlowMachine, { step, facts }: Position, pick = 0): FlowEvent | undefined {
  const spec = stepAt(machine.flow, step);
  switch (spec.kind) {
    case 'ask': {
      const codes = spec.choices?.from === 'inline' ? spec.choices.options.map(({ code }) => code) : ['A', 'B', 'C'];
      const values = spec.optional ? [...codes, null] : codes;
      const value = values[pick % values.length] ?? null;
      return { type: 'customer.answered', step, field: spec.field, value, by: 'customer' };
    }
    case 'consent': {
      const type = pick % 4 === 3 ? 'consent.declined' : 'consent.granted';
      return { type, step, purpose: spec.purpose, noticeVersion: spec.notice.version };
    }
    case 'review':
      return { type: 'review.accepted', step, revision: facts.revision };
    case 'callout':
      if (pick % 4 === 3) return { type: 'callout.failed', step, reason: 'REFUSED' };
      return { type: 'callout.succeeded', step, reference: 'R1', details: {} };
    default:
      return undefined;
  }
}
