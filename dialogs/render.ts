import type { StepId, StepKind } from '../machines/flow';
import type { FieldId } from '../machines/lead';
import type { Option } from './choices';
import type { Speech } from './dialog';
import { dialogFor } from './index';
import type { PromptRef, QuickReply, Reply } from './message';
import { runOf, toPayload, toPromptId } from './payload';
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
  /** Of a question asked again: wrong answers so far, the part of a long list to show, a doubtful answer. */
  readonly repeat?: {
    readonly attempts: number;
    readonly search?: Prompt['search'];
    readonly doubted?: Prompt['doubted'];
  };
}

/** Without a prompt nothing new can be answered; the one before still stands while its question does. */
export interface Rendered {
  readonly replies: readonly Reply[];
  readonly prompt?: Prompt;
}

/**
 * Says what happened in the customer's language. Notices share a message with the question they lead to. Every reply
 * names what it is about; the last one carries the prompt, when it asks something.
 */
export function render(rendering: Rendering): Rendered {
  const spoken = gather(rendering);
  const { view, seq, run } = rendering;
  const last = spoken.at(-1);
  const replies = spoken.map((piece, index) => {
    const { text, link, lead } = piece;
    const prompt = promptRef(view, piece, toPromptId(run, seq + index));
    const reply = { text, locale: view.locale, link, lead, prompt };
    return piece === last ? whole(rendering, piece, reply) : reply;
  });
  const prompt = replies.at(-1)?.prompt;
  return last && prompt && isAsking(last)
    ? { replies, prompt: withSince(view.prompt, { ...prompt, ...memoryOf(rendering, last) }) }
    : { replies };
}

/** A text or a remark leaves the question before it standing; one with answers to choose from is a question itself. */
function isAsking({ kind, options = [] }: Piece): boolean {
  return (kind !== undefined && kind !== 'say') || options.length > 0;
}

/** One message to be, with the step it is of. */
type Piece = Speech & {
  readonly step?: StepId;
  readonly kind?: StepKind;
  readonly field?: FieldId;
  readonly again?: string;
};

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

function speakNotice(view: View, { text, vars, choices, lead, locale = view.locale }: Notice): Piece {
  // The notice's own variables over the general ones, which stay unread unless the text names them.
  const all = Object.create(variablesOf(view), Object.getOwnPropertyDescriptors(vars ?? {}));
  return {
    text: textsOf(view).say(locale, text, all),
    ...(isMistake(text) && { again: text }),
    ...(choices && { options: choices.map(({ payload, ...rest }) => ({ choice: payload, ...rest })) }),
    ...(lead && { lead }),
  };
}

/** Remarks on an answer, which count it as none. */
function isMistake(key: string): boolean {
  return key.startsWith('error.');
}

function joined(before: Piece | undefined, piece: Piece): Piece {
  return before ? { ...before, ...piece, text: `${before.text}\n\n${piece.text}` } : piece;
}

type BoundReply = Reply & { readonly prompt: PromptRef };

/** With the parts that only the last message has. What there is none of is undefined. */
function whole({ view, progress }: Rendering, piece: Piece, reply: BoundReply): BoundReply {
  const { prompt } = reply;
  const { options = [], summary, search, input } = piece;
  const cards = areCardsKnown(view, prompt) ? undefined : piece.cards;
  const bind = ({ choice, label, description }: Option): QuickReply => ({
    payload: toPayload(prompt.promptId, choice, prompt.step),
    label,
    description,
  });
  return {
    ...reply,
    choices: options.length > 0 ? options.map(bind) : undefined,
    cards: cards?.map((card) => ({ ...card, select: bind(card.select) })),
    summary: summary?.map(({ label, value, change }) => ({ label, value, change: change && bind(change) })),
    search,
    input,
    progress,
  };
}

/** On a messenger cards are written out: put again with every remark they would hide it. They are a little further up. */
function areCardsKnown(view: View, { step }: PromptRef): boolean {
  return view.channel === 'whatsapp' && view.prompt?.step === step;
}

/** A remark is a saying of the step where the customer is; a menu stands for that step's own question. */
function promptRef(view: View, piece: Piece, promptId: string): PromptRef {
  const { step = view.step, kind, field, again } = piece;
  const ofStep = isAsking(piece) ? view.flow.steps[step]?.kind : undefined;
  return { promptId, step, kind: kind ?? ofStep ?? 'say', field, again };
}

function memoryOf({ view, repeat }: Rendering, { options = [], noticeSha256 }: Piece) {
  return {
    offered: options.map(({ choice, label }) => ({ choice, label })),
    attempts: repeat?.attempts ?? 0,
    revision: view.facts.revision,
    noticeSha256,
    search: repeat?.search,
    ...(repeat?.doubted && { doubted: repeat.doubted }),
  };
}

/** A notice or summary put again in the very same words: a tap on either copy means the same. */
function withSince(before: Prompt | undefined, prompt: Prompt): Prompt {
  const isSame =
    before?.step === prompt.step &&
    before.revision === prompt.revision &&
    before.noticeSha256 === prompt.noticeSha256 &&
    runOf(before.promptId) === runOf(prompt.promptId);
  return isSame ? { ...prompt, since: before.since ?? before.promptId } : prompt;
}
