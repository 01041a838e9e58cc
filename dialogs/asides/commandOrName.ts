import { FIELDS } from '../../machines/lead';
import type { Understanding, View } from '../view';
import { answerIn, isSaidAgain } from './saidAgain';

/**
 * "Why", "Bakit" and "Почему" are commands, and names of people too. Where a name is asked the command is obeyed, and its word
 * taken for the name when it is written again. Only of commands that put the same question again: those that lead elsewhere
 * have an effect, and nobody is kept from `stop` by what they are called.
 */
export function commandOrName(view: View, command: Understanding, heard: () => Understanding): Understanding {
  if (command.kind !== 'command' || !ASKS_AGAIN.has(command.command) || !asksName(view)) return command;
  const name = heard();
  const value = answerIn(name);
  if (value === undefined) return command;
  return isSaidAgain(view, name) ? name : { ...command, value };
}

const ASKS_AGAIN: ReadonlySet<string> = new Set(['help', 'why', 'repeat', 'simpler', 'recap', 'receipt', 'status']);

function asksName({ flow, step }: View): boolean {
  const current = flow.steps[step];
  return current?.kind === 'ask' && !current.choices && FIELDS[current.field].kind === 'name';
}
