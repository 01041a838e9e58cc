import { valueLabel } from '../../dialogs/labels';
import type { Reply, TranscriptEntry } from '../../dialogs/message';
import type { View } from '../../dialogs/view';
import { FIELD_IDS } from '../../machines/lead';
import type { ConversationDocument, Delivery, WorkItem } from '../../store/documents';
import type { DeskEntry } from './contract';
import { type Shown, tappedAnswer, typedAnswer } from './heardAnswer';
import { createPersonalWords, type PersonalWords } from './personalWords';
import { plain } from './plain';
import { afterReply, isPersonal, NOTHING_ASKED, type Standing } from './standing';
import { ticksOf } from './ticks';
import { toldAnswers } from './toldAnswers';

export interface TranscriptSource {
  /** In the customer's language. */
  readonly view: View;
  readonly document: ConversationDocument;
  /** From the beginning: what an answer answers is known by the question before it. */
  readonly entries: readonly TranscriptEntry[];
  readonly work: readonly WorkItem[];
  readonly deliveries: readonly Delivery[];
}

export interface TranscriptView {
  readonly entries: readonly DeskEntry[];
  /** What is personal in it, for what is shown beside it. */
  readonly words: PersonalWords;
}

/**
 * The conversation as an agent reads it: all of it as text, with ticks, and with everything personal masked by its
 * class. A customer's answer is known by the question before it; whatever repeats one, whoever says it, by the answer.
 * Pure.
 */
export function transcriptView(source: TranscriptSource): TranscriptView {
  const { document, entries, work, deliveries } = source;
  const words = knownWords(source.view);
  const tick = ticksOf(document, work, deliveries);
  const read = readerOf(source, words);
  const heard = entries.map((entry) => ({ ...entry, ...read(entry) }));
  // Only now all is known that stands anywhere in it.
  const shown = heard.map(({ seq, at, body, text: own, masked, about }): DeskEntry => {
    const text = words.mask(own);
    const hides = masked || text !== own;
    return { seq, at, ...about, text, ...(hides && { masked: true }), ...(body.from !== 'customer' && tick(seq)) };
  });
  return { entries: shown, words };
}

/** The answers as they are kept, and as the customer reads them. */
export function knownWords(view: View): PersonalWords {
  const words = createPersonalWords();
  for (const field of FIELD_IDS.filter(isPersonal)) {
    const value = view.facts.fields[field]?.value;
    if (!value) continue;
    words.learn(field, value);
    words.learn(field, valueLabel(view, field, value));
  }
  return words;
}

type Heard = Shown & { readonly about: Pick<DeskEntry, 'from' | 'name' | 'media' | 'choices' | 'locale'> };

/** Reads entry after entry, and knows at each what the customer had in front of them. */
function readerOf({ view, document }: TranscriptSource, words: PersonalWords): (entry: TranscriptEntry) => Heard {
  let standing: Standing = NOTHING_ASKED;
  let lastHidden = '';
  const withPersonSince = personSince(document);
  return ({ at, body }) => {
    if (body.from === 'bot') {
      const text = toldAnswers(view, body.reply, lastHidden, words);
      standing = afterReply(view, body.reply, standing);
      return { about: aboutReply(body.reply, 'bot'), text, masked: text !== plain(body.reply.text) };
    }
    // Once a person speaks the customer answers a person.
    if (body.from === 'agent' || at >= withPersonSince) standing = { ...standing, question: undefined };
    if (body.from === 'agent') {
      return { about: aboutReply(body.reply, 'agent'), text: plain(body.reply.text), masked: false };
    }
    const shown = customerSaid(view, body, standing, words);
    lastHidden = shown.masked ? plain(wordsOf(body)) : '';
    return shown;
  };
}

/** Since then what the customer writes is for a person, whatever question stands open. */
function personSince({ status, desk }: ConversationDocument): number {
  const since = status === 'pending' ? desk?.waitingSince : status === 'open' ? desk?.lastAgent?.at : undefined;
  return since ?? Number.POSITIVE_INFINITY;
}

type CustomerBody = Extract<TranscriptEntry['body'], { from: 'customer' }>;

function customerSaid(view: View, body: CustomerBody, standing: Standing, words: PersonalWords): Heard {
  const about = { from: 'customer' } as const;
  if (body.kind === 'media') return { about: { ...about, media: body.media }, text: '', masked: false };
  const shown =
    body.kind === 'choice' ? tappedAnswer(body.label, standing) : typedAnswer(view, body.text, standing, words);
  return { about, text: plain(shown.text), masked: shown.masked };
}

function wordsOf(body: CustomerBody): string {
  if (body.kind === 'media') return '';
  return body.kind === 'choice' ? body.label : body.text;
}

function aboutReply({ choices = [], cards = [], locale, speaker }: Reply, from: 'bot' | 'agent'): Heard['about'] {
  const offered = [...cards.map(({ title }) => title), ...choices.map(({ label }) => label)].map(plain);
  return {
    from,
    locale,
    ...(speaker !== undefined && { name: plain(speaker) }),
    ...(offered.length > 0 && { choices: [...new Set(offered)] }),
  };
}
