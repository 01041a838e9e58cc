import { aboutTopic, isTopic } from './asides/topics';
import { readCallTime } from './callTimes';
import { dialogFor } from './index';
import { isOpenQuestion, recognizeOldTap } from './oldTap';
import { isField, type Payload, parsePayload } from './payload';
import type { Understanding, View } from './view';

/** What a payload that came back means: a command, a choice of the open question, or a tap on an earlier one. */
export function recognizeTap(view: View, payload: string): Understanding {
  const parsed = parsePayload(payload);
  if (parsed === undefined) return { kind: 'passed' };
  if (parsed.kind === 'command') return commandOf(view, parsed);
  const step = view.flow.steps[view.step];
  if (step && isOpenQuestion(view, parsed)) return dialogFor(step).tap(view, step, parsed.choice, 'button');
  return recognizeOldTap(view, parsed);
}

const COMMANDS = [
  'back',
  'help',
  'restart',
  'status',
  'agent',
  'stop',
  'bot',
  'new',
  'receipt',
  'deleteData',
  'forget',
  'keepData',
  'repeat',
] as const;

function commandOf({ market }: View, { command, argument }: Extract<Payload, { kind: 'command' }>): Understanding {
  const plain = COMMANDS.find((known) => known === command);
  if (plain) return { kind: 'command', command: plain };
  if (command === 'ask') return isTopic(argument) ? aboutTopic(argument) : { kind: 'passed' };
  if (command === 'neither') return { kind: 'unanswered' };
  if (command === 'change') return changeOf(argument ?? '');
  if (command === 'call') return callOf(argument ?? '');
  if (command === 'score' && /^[1-5]$/.test(argument ?? '')) return { kind: 'score', score: Number(argument) };
  if (command !== 'language') return { kind: 'passed' };
  const locale = market.locales.find(({ tag }) => tag === argument)?.tag;
  return locale ? { kind: 'language', locale } : { kind: 'language' };
}

function callOf(argument: string): Understanding {
  const time = readCallTime(argument);
  return time === undefined ? { kind: 'passed' } : { kind: 'call', time };
}

function changeOf(argument: string): Understanding {
  if (isField(argument)) return { kind: 'change', field: argument };
  return /^\d$/.test(argument) ? { kind: 'change', page: Number(argument) } : { kind: 'change' };
}
