import type { StepId, StepKind } from '../machines/flow';
import type { FieldId } from '../machines/lead';
import type { Speech } from './dialog';
import { dialogFor } from './index';
import type { QuickReply, Reply } from './message';
import { toPayload, toPromptId } from './payload';
import { textsOf } from './textsOf';
import { variablesOf } from './variables';
import type { Notice, Prompt, Utterance, View } from './view';

export interface Rendering {
  /** After the turn: new facts, step and locale. */
  readonly view: View;
  readonly utterances: readonly Utterance[];
  /** Transcript position the first reply will get. */
  readonly seq: number;
  /** The application's number in this conversation, from 1. */
  readonly run: number;
  readonly progress?: Reply['progress'];
  /** Of a question asked again: wrong answers so far, and the part of a long list to show. */
  readonly repeat?: { readonly attempts: number; readonly search?: Prompt['search'] };
}

/** Without a prompt nothing new can be answered; the one before still stands while its question does. */
export interface Rendered {
  readonly replies: readonly Reply[];
  readonly prompt?: Prompt;
}

/**
 * Says what happened in the customer's language. Notices share a message with the question they lead to; the last
 * reply carries the prompt.
 */
export function render(rendering: Rendering): Rendered {
  const spoken = gather(rendering);
  const last = spoken.at(-1);
  if (last === undefined) return { replies: [] };
  const { view, seq, run, progress } = rendering;
  const promptId = toPromptId(run, seq + spoken.length - 1);
  const replies = spoken.slice(0, -1).map((piece) => plainReply(view, piece));
  const isPrompt = last.kind !== undefined || (last.options ?? []).length > 0;
  const reply = { ...plainReply(view, last), ...boundParts(last, promptId), ...(progress && { progress }) };
  if (!isPrompt) return { replies: [...replies, reply] };
  const ref = promptRef(view, last, promptId);
  return { replies: [...replies, { ...reply, prompt: ref }], prompt: { ...ref, ...memoryOf(rendering, last) } };
}

/** One message to be, with the step it is of. */
type Piece = Speech & { readonly step?: StepId; readonly kind?: StepKind; readonly field?: FieldId };

function gather({ view, utterances, repeat }: Rendering): Piece[] {
  const pieces: Piece[] = [];
  let waiting: Piece | undefined;
  for (const utterance of utterances) {
    if (utterance.type === 'notice') {
      waiting = joined(waiting, speakNotice(view, utterance));
      continue;
    }
    const speech = dialogFor(utterance.spec).speak(view, utterance.spec, repeat?.search);
    const field = utterance.type === 'ask' ? { field: utterance.spec.field } : {};
    const piece: Piece = { ...speech, step: utterance.step, kind: utterance.type, ...field };
    // A reference number is the end of its message: pages show it as a ticket below the text.
    const isApart = utterance.type === 'say' || waiting?.lead?.reference !== undefined;
    if (waiting && isApart) pieces.push(waiting, piece);
    else pieces.push(joined(waiting, piece));
    waiting = undefined;
  }
  return waiting ? [...pieces, waiting] : pieces;
}

function speakNotice(view: View, { text, vars, choices, lead }: Notice): Piece {
  // The notice's own variables over the general ones, which stay unread unless the text names them.
  const all = Object.create(variablesOf(view), Object.getOwnPropertyDescriptors(vars ?? {}));
  return {
    text: textsOf(view).say(view.locale, text, all),
    ...(choices && { options: choices.map(({ payload, ...rest }) => ({ choice: payload, ...rest })) }),
    ...(lead && { lead }),
  };
}

function joined(before: Piece | undefined, piece: Piece): Piece {
  return before ? { ...before, ...piece, text: `${before.text}\n\n${piece.text}` } : piece;
}

function plainReply(view: View, { text, link, lead }: Piece): Reply {
  return { text, locale: view.locale, ...(link && { link }), ...(lead && { lead }) };
}

function boundParts(piece: Piece, promptId: string): Partial<Reply> {
  const bind = ({ choice, ...rest }: { choice: string; label: string; description?: string }): QuickReply => ({
    payload: toPayload(promptId, choice),
    ...rest,
  });
  const { options, cards, summary, search, input } = piece;
  return {
    ...(options && options.length > 0 && { choices: options.map(bind) }),
    ...(cards && { cards: cards.map((card) => ({ ...card, select: bind(card.select) })) }),
    ...(summary && {
      summary: summary.map(({ change, ...line }) => ({ ...line, ...(change && { change: bind(change) }) })),
    }),
    ...(search && { search }),
    ...(input && { input }),
  };
}

function promptRef(
  view: View,
  { step = view.step, kind, field }: Piece,
  promptId: string,
): NonNullable<Reply['prompt']> {
  const current = kind ?? view.flow.steps[step]?.kind ?? 'say';
  return { promptId, step, kind: current, ...(field && { field }) };
}

function memoryOf({ view, repeat }: Rendering, { options = [], noticeSha256 }: Piece) {
  return {
    offered: options.map(({ choice, label }) => ({ choice, label })),
    attempts: repeat?.attempts ?? 0,
    revision: view.facts.revision,
    ...(noticeSha256 && { noticeSha256 }),
    ...(repeat?.search && { search: repeat.search }),
  };
}
