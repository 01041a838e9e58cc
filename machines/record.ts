import type { FlowEvent } from './events';
import type { CalloutFact, ConsentFact, Facts, FieldFact } from './facts';
import type { StepId } from './flow';
import { FIELDS, type FieldId } from './lead';
import type { Purpose } from './market';

/** What is known after an event that was taken. Pure; the same facts object comes back when the event tells nothing. */
export function record(facts: Facts, event: FlowEvent): Facts {
  switch (event.type) {
    case 'customer.answered':
      return withAnswer(facts, event.field, { value: event.value, by: event.by });
    case 'consent.granted':
      return withConsent(facts, event.purpose, { decision: 'granted', noticeVersion: event.noticeVersion });
    case 'consent.declined':
      return withConsent(facts, event.purpose, { decision: 'declined', noticeVersion: event.noticeVersion });
    case 'review.accepted':
      return { ...facts, reviews: { ...facts.reviews, [event.step]: event.revision } };
    case 'callout.succeeded':
      return withCallout(facts, event.step, {
        status: 'succeeded',
        reference: event.reference,
        details: event.details,
      });
    case 'callout.failed':
      return withCallout(facts, event.step, { status: 'failed', reason: event.reason });
    default:
      return facts;
  }
}

/**
 * Stores an answer. Another value than before makes reviews void and has the fields that depend on it asked again; what
 * was told ahead of its first answer rests on no other.
 */
export function withAnswer(facts: Facts, field: FieldId, answer: FieldFact): Facts {
  const fields = { ...facts.fields, [field]: answer };
  const before = facts.fields[field];
  if (before?.value === answer.value) return { ...facts, fields };
  const kept = before === undefined ? fields : omit(fields, FIELDS[field].dependants);
  return { ...facts, fields: kept, revision: facts.revision + 1 };
}

/** Forgets an answer and what depends on it, so that both are asked again; everything else stays. */
export function withoutAnswer(facts: Facts, field: FieldId): Facts {
  const fields = omit(facts.fields, [field, ...FIELDS[field].dependants]);
  return { ...facts, fields, revision: facts.revision + 1 };
}

/** Forgets a decision. The ledger of consent events is kept elsewhere and forgets nothing. */
export function withoutConsent(facts: Facts, purpose: Purpose): Facts {
  return { ...facts, consents: omit(facts.consents, [purpose]) };
}

export function withoutReview(facts: Facts, step: StepId): Facts {
  return { ...facts, reviews: omit(facts.reviews, [step]) };
}

/** Marks a callout as begun, unless anything is known of it already: a step never begins a second one. */
export function withStarted(facts: Facts, step: StepId): Facts {
  return facts.callouts[step] === undefined ? withCallout(facts, step, { status: 'started' }) : facts;
}

function withConsent(facts: Facts, purpose: Purpose, consent: ConsentFact): Facts {
  return { ...facts, consents: { ...facts.consents, [purpose]: consent } };
}

function withCallout(facts: Facts, step: StepId, callout: CalloutFact): Facts {
  return { ...facts, callouts: { ...facts.callouts, [step]: callout } };
}

function omit<Value>(from: Readonly<Record<string, Value>>, keys: readonly string[]): Readonly<Record<string, Value>> {
  if (!keys.some((key) => from[key] !== undefined)) return from;
  return Object.fromEntries(Object.entries(from).filter(([key]) => !keys.includes(key)));
}
