import { dialogFor } from './index';
import { type Choice, isField, type Payload, parsePayload, runOf } from './payload';
import { rowsOf } from './rows';
import type { Understanding, View } from './view';

/** What a payload that came back means: a command, a choice of the current prompt, or a tap on an older one. */
export function recognizeTap(view: View, payload: string): Understanding {
  const parsed = parsePayload(payload);
  if (parsed === undefined) return { kind: 'passed' };
  if (parsed.kind === 'command') return commandOf(view, parsed);
  const step = view.flow.steps[view.step];
  const isCurrent = view.prompt?.promptId === parsed.promptId && view.prompt.step === view.step;
  if (step && (isCurrent || isSameQuestion(view, parsed.promptId, parsed.choice)))
    return dialogFor(step).tap(view, step, parsed.choice, 'button');
  return olderTap(view, parsed.promptId, parsed.choice);
}

const COMMANDS = ['back', 'help', 'restart', 'status', 'agent', 'stop', 'bot', 'new'] as const;

function commandOf({ market }: View, { command, argument }: Extract<Payload, { kind: 'command' }>): Understanding {
  const plain = COMMANDS.find((known) => known === command);
  if (plain) return { kind: 'command', command: plain };
  if (command === 'change') return changeOf(argument ?? '');
  if (command !== 'language') return { kind: 'passed' };
  const locale = market.locales.find(({ tag }) => tag === argument)?.tag;
  return locale ? { kind: 'language', locale } : { kind: 'language' };
}

/**
 * A tap on an earlier copy of the question that is still open, say above an error. Sure only for a row that no other
 * question of the flow has, and that is no answer yet.
 */
function isSameQuestion(view: View, promptId: string, choice: Choice): boolean {
  if (choice.kind !== 'pick' || view.prompt?.step !== view.step) return false;
  if (runOf(view.prompt.promptId) !== runOf(promptId) || isFactAlready(view, choice)) return false;
  const owners = Object.entries(view.flow.steps).filter(
    ([, step]) => step.kind === 'ask' && rowsOf(view, step).some(({ code }) => code === choice.code),
  );
  return owners.length === 1 && owners[0]?.[0] === view.step;
}

function changeOf(argument: string): Understanding {
  if (isField(argument)) return { kind: 'change', field: argument };
  return /^\d$/.test(argument) ? { kind: 'change', page: Number(argument) } : { kind: 'change' };
}

/** A double tap changes nothing; "change" still means what it said; anything else has been answered since. */
function olderTap(view: View, promptId: string, choice: Choice): Understanding {
  if (view.prompt && runOf(view.prompt.promptId) !== runOf(promptId)) return { kind: 'passed' };
  if (choice.kind === 'change') return choice.field ? { kind: 'change', field: choice.field } : { kind: 'change' };
  const { callouts } = view.facts;
  if (choice.kind === 'accept' && Object.keys(callouts).length > 0) return { kind: 'command', command: 'status' };
  return isFactAlready(view, choice) ? { kind: 'repeat' } : { kind: 'passed' };
}

function isFactAlready({ facts }: View, choice: Choice): boolean {
  const values = Object.values(facts.fields).map(({ value }) => value);
  const decisions = Object.values(facts.consents).map(({ decision }) => decision);
  switch (choice.kind) {
    case 'pick':
      return values.includes(choice.code);
    case 'skip':
      return values.includes(null);
    case 'grant':
      return decisions.includes('granted');
    case 'refuse':
      return decisions.includes('declined');
    case 'accept':
      return Object.values(facts.reviews).includes(facts.revision);
    default:
      return false;
  }
}
