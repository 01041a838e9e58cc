import { FIELDS } from '../../machines/lead';
import type { Understanding, View } from '../view';
import { asksSomething, hasQuestionMark, isSeveralWords } from './asks';
import { soundsLikeQuestion } from './doubted';
import { answerIn, isSaidAgain } from './saidAgain';
import { type Found, topicIndexOf } from './topicIndex';
import { aboutTopic } from './topics';

/**
 * What a customer asks instead of answering: "what are the fees?", "is this a scam". Looked for only where the text is no
 * answer to the open question; where any words are one, as for a name, only in what is clearly a question, and what may
 * be either is asked back. It has an answer, or may mean one of two things, or is a question that we have no answer to;
 * else it is what was heard. An aside decides nothing, and nothing is kept of it.
 */
export function recognizeAside(view: View, text: string, heard: Understanding): Understanding {
  if (text.length > LONGEST || !mayBeOther(view, heard)) return heard;
  if (heard.kind === 'unrecognized' || isMarked(view, text, heard)) return asideIn(view, text) ?? heard;
  if (isSaidAgain(view, heard)) return heard;
  return withAnswer(clearAside(view, text), heard) ?? doubtedAnswer(view, text, heard) ?? heard;
}

function withAnswer(found: Understanding | undefined, heard: Understanding): Understanding | undefined {
  const value = answerIn(heard);
  const isOther = found?.kind === 'aside' || found?.kind === 'doubt';
  return isOther && value !== undefined ? { ...found, value } : found;
}

function doubtedAnswer(view: View, text: string, heard: Understanding): Understanding | undefined {
  const value = answerIn(heard);
  const isDoubtful = value !== undefined && soundsLikeQuestion(view, text) && soundsLikeQuestion(view, value);
  if (!isDoubtful) return undefined;
  return { kind: 'doubtedAnswer', value };
}

const LONGEST = 240;

/** Topics by how sure it is that the text is about them, and how much surer than about any other. */
const SHARE = { question: 0.3, remark: 0.45, words: 0.8, answer: 0.45, doubtful: 0.2 };
const LEAD = { question: 1.3, remark: 3 };

function asideIn(view: View, text: string): Understanding | undefined {
  const asks = asksSomething(view, text);
  const isLong = isSeveralWords(text);
  const [first, second] = topicIndexOf(view).find(text);
  const lead = first ? first.score / (second?.score ?? 0) : 0;
  const isMuch = asks || (isLong && lead >= LEAD.remark);
  const enough = isMuch ? SHARE.question : isLong ? SHARE.remark : SHARE.words;
  if (first && lead >= LEAD.question && first.share >= enough) return aboutTopic(first.topic);
  if (!asks || !isLong) return undefined;
  if (first && second && first.share >= SHARE.doubtful) return doubtful(first, second);
  return isOpen(view) ? { kind: 'unanswered' } : undefined;
}

/**
 * Where the words may be the answer as well: one of our phrases in full, or several words that nearly all belong to a
 * topic. Words that all begin with a capital, and few words, are a name: for most nothing is looked up.
 */
function clearAside(view: View, text: string): Understanding | undefined {
  if (text.split(/\s+/u).every((word) => CAPITAL.test(word))) return undefined;
  const index = topicIndexOf(view);
  if (!index.isPhrase(text) && !isSeveralWords(text)) return undefined;
  const [first, second] = index.find(text);
  if (first === undefined || !(index.isPhrase(text) || first.share >= SHARE.answer)) return undefined;
  return second && first.score < LEAD.question * second.score ? doubtful(first, second) : aboutTopic(first.topic);
}

const CAPITAL = /^\p{Lu}/u;

function doubtful(first: Found, second: Found): Understanding {
  return { kind: 'doubt', topics: [first.topic, second.topic] };
}

/** Nothing was understood, rows of a long list have such letters, or any words would do. */
function mayBeOther(view: View, heard: Understanding): boolean {
  return heard.kind === 'unrecognized' || heard.kind === 'narrow' || isFreeAnswer(view, heard);
}

function isFreeAnswer({ flow, step }: View, heard: Understanding): boolean {
  const current = flow.steps[step];
  if (heard.kind !== 'event' || current?.kind !== 'ask' || current.choices) return false;
  const { kind } = FIELDS[current.field];
  return kind === 'name' || kind === 'address';
}

/** No name and no address ends in a question mark. */
function isMarked(view: View, text: string, heard: Understanding): boolean {
  return hasQuestionMark(text) && isFreeAnswer(view, heard);
}

function isOpen({ flow, step }: View): boolean {
  const kind = flow.steps[step]?.kind;
  return kind === 'ask' || kind === 'consent' || kind === 'review';
}
