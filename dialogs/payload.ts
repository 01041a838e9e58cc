import type { StepId } from '../machines/flow';
import { FIELDS, type FieldId } from '../machines/lead';

/** What a quick reply of a prompt stands for. */
export type Choice =
  | { readonly kind: 'pick'; readonly code: string }
  | { readonly kind: 'skip' | 'grant' | 'refuse' | 'accept' }
  | { readonly kind: 'change'; readonly field?: FieldId }
  | { readonly kind: 'page'; readonly page: number }
  /** "Yes, that is my answer", about the text at that place of the transcript. */
  | { readonly kind: 'keep'; readonly at: number };

/** A payload that came back from a channel. Commands work at any time; a choice only means something to its prompt. */
export type Payload = { readonly kind: 'command'; readonly command: string; readonly argument?: string } | Tap;

/** A tapped choice. `step` is the question it was shown under; messages from before it was written into them lack it. */
export interface Tap {
  readonly kind: 'choice';
  readonly promptId: string;
  readonly step?: StepId;
  readonly choice: Choice;
}

const COMMAND = 'cmd';
const SIMPLE = new Set(['skip', 'grant', 'refuse', 'accept'] as const);

/** `<promptId>.<step>|<choice>` or `cmd|<choice>`, and without a step as buttons once were. */
const PAYLOAD = /^(?:r\d{1,9}q\d{1,9}(?:\.[A-Za-z0-9]{1,64})?|cmd)\|[^\p{Cc}]{1,180}$/u;

/** Whether a value from outside has the form of what our buttons carry. What it means is for `parsePayload` to find. */
export function isPayload(value: unknown): value is string {
  return typeof value === 'string' && PAYLOAD.test(value);
}

/** Undefined for anything we did not send: payloads come from outside and may be old or made up. */
export function parsePayload(payload: string): Payload | undefined {
  const bar = payload.indexOf('|');
  if (bar <= 0) return undefined;
  const head = payload.slice(0, bar);
  const rest = payload.slice(bar + 1);
  if (head === COMMAND) return parseCommand(rest);
  const choice = parseChoice(rest);
  const [promptId, step] = splitOnce(head, '.');
  if (choice === undefined || promptId === '' || step === '') return undefined;
  return { kind: 'choice', promptId, ...(step && { step }), choice };
}

/** Undefined for a choice that is none of ours. */
export function parseChoice(text: string): Choice | undefined {
  if (isSimple(text)) return { kind: text };
  if (text === 'change') return { kind: 'change' };
  const [kind, argument] = splitOnce(text, ':');
  if (!argument) return undefined;
  if (kind === 'pick') return { kind: 'pick', code: argument };
  if (kind === 'change') return isField(argument) ? { kind: 'change', field: argument } : undefined;
  if (kind === 'page') return /^\d{1,4}$/.test(argument) ? { kind: 'page', page: Number(argument) } : undefined;
  if (kind === 'keep') return /^\d{1,9}$/.test(argument) ? { kind: 'keep', at: Number(argument) } : undefined;
  return undefined;
}

/**
 * `choice` is the part after the bar; commands carry their own head and pass unchanged. The step goes along, so that a
 * button far up in the chat still says which question it answers.
 */
export function toPayload(promptId: string, choice: string, step: StepId): string {
  return choice.startsWith(`${COMMAND}|`) ? choice : `${promptId}.${step}|${choice}`;
}

/** `r<run>q<seq>`: unique in a conversation, and tells one application from the next. */
export function toPromptId(run: number, seq: number): string {
  return `r${run}q${seq}`;
}

/** The application a prompt belongs to. */
export function runOf(promptId: string): string {
  return promptId.split('q', 1)[0] ?? '';
}

/** Its place among the prompts of the conversation; not a number for one that we never sent. */
export function seqOf(promptId: string): number {
  return Number(promptId.split('q')[1]);
}

export function isField(name: string): name is FieldId {
  return Object.hasOwn(FIELDS, name);
}

function parseCommand(text: string): Payload {
  const [command, argument] = splitOnce(text, ':');
  return argument ? { kind: 'command', command, argument } : { kind: 'command', command };
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function isSimple(text: string): text is 'skip' | 'grant' | 'refuse' | 'accept' {
  return (SIMPLE as ReadonlySet<string>).has(text);
}
