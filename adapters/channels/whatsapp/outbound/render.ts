import type { Card, QuickReply, Reply } from '../../../../dialogs/message';
import type { Texts } from '../../../../dialogs/texts';
import type { Outgoing } from '../../channel';
import {
  MAX_BODY,
  MAX_BUTTON_TITLE,
  MAX_BUTTONS,
  MAX_LIST_OPENER,
  MAX_LIST_ROWS,
  MAX_PAYLOAD,
  MAX_ROW_TITLE,
  MAX_TEXT,
} from '../limits';
import { bold, plain } from './markup';
import { splitText } from './splitText';
import { isCut, writtenChoices } from './writtenChoices';

export interface ComposeParts {
  readonly texts: Pick<Texts, 'say'>;
  /** Marks a payload as ours. */
  readonly seal: (payload: string) => string;
  /** Without buttons and lists. */
  readonly asText: boolean;
}

/**
 * What one turn said as one message with the last reply's choices; more only where a limit asks for it, or a reference
 * number, which customers keep and pass on: no question is asked in its message. Titles are never cut: choices that do
 * not fit their place are written out. Pure.
 */
export function compose(replies: readonly Reply[], parts: ComposeParts): readonly Outgoing[] {
  const last = replies.at(-1);
  if (last === undefined) return [];
  const tellsReference = replies.slice(0, -1).some(({ lead }) => lead?.reference !== undefined);
  if (tellsReference && last.choices !== undefined)
    return [...textMessages(replies.slice(0, -1).map(wholeText)), ...compose([last], parts)];
  const earlier = replies.slice(0, -1).map(wholeText);
  const choices = last.choices ?? [];
  if (choices.length === 0) return textMessages([...earlier, wholeText(last)]);
  const content = parts.asText ? undefined : contentOf(choices, last, parts);
  const written = writtenChoices(choices, last, parts.texts);
  if (content === undefined) return textMessages([...earlier, wholeText(last), written]);
  return withContent({ earlier, last, written, content }, parts.texts);
}

type Content = NonNullable<Outgoing['content']>;

/** Undefined when the choices fit neither buttons nor a list. */
function contentOf(choices: readonly QuickReply[], reply: Reply, { texts, seal }: ComposeParts): Content | undefined {
  const options = choices.map(({ payload, label }) => ({ id: seal(payload), title: label }));
  const titles = options.map(({ title }) => title);
  const longest = Math.max(...titles.map(({ length }) => length));
  const isSendable =
    !choices.some(isCut) &&
    titles.every((title) => title.trim() !== '') &&
    new Set(titles).size === titles.length &&
    options.every(({ id }) => id.length <= MAX_PAYLOAD);
  if (!isSendable) return undefined;
  if (options.length <= MAX_BUTTONS && longest <= MAX_BUTTON_TITLE) return { kind: 'buttons', options };
  if (options.length > MAX_LIST_ROWS || longest > MAX_ROW_TITLE) return undefined;
  const open = texts.say(reply.locale, 'btn.choose');
  return open.length <= MAX_LIST_OPENER ? { kind: 'list', options, open } : undefined;
}

interface Interactive {
  readonly earlier: readonly string[];
  readonly last: Reply;
  readonly written: string;
  readonly content: Content;
}

/** The question stays with its buttons; what does not fit beside it goes before. */
function withContent(
  { earlier, last, written, content }: Interactive,
  texts: ComposeParts['texts'],
): readonly Outgoing[] {
  const whole = joined([...earlier, wholeText(last)]);
  const bubble = (body: string): Outgoing => {
    const shown = body === '' ? texts.say(last.locale, 'btn.choose') : body;
    return { body: shown, content: { ...content, asText: joined([shown, written]) } };
  };
  if (whole.length <= MAX_BODY) return [bubble(whole)];
  const own = wholeText(last);
  if (own.length <= MAX_BODY) return [...textMessages(earlier), bubble(own)];
  const question = clean(plain(last.text));
  const besides = [...cardsOf(last), ...linkOf(last)];
  if (question.length <= MAX_BODY) return [...textMessages([...earlier, ...besides]), bubble(question)];
  return [...textMessages([...earlier, question, ...besides]), bubble(lastWords(question))];
}

/** The last paragraph that fits above buttons, or its last line: what the buttons answer. */
function lastWords(question: string): string {
  const pieces = [...question.split(/\n\s*\n/).reverse(), ...question.split('\n').reverse()];
  const whole = pieces.map((piece) => piece.trim()).find((piece) => piece !== '' && piece.length <= MAX_BODY);
  return whole ?? splitText(question, MAX_BODY).at(-1) ?? '';
}

/** Everything a reply says but its choices: the question comes last, next to what answers it. */
function wholeText(reply: Reply): string {
  return joined([...cardsOf(reply), clean(spoken(reply)), ...linkOf(reply)]);
}

/** There is one sender for all, so a person's name stands above what they say. */
function spoken({ speaker, text }: Reply): string {
  return speaker === undefined ? plain(text) : `${bold(speaker)}\n${plain(text)}`;
}

function cardsOf({ cards = [] }: Reply): readonly string[] {
  return cards.map((card) => clean(cardText(card)));
}

function linkOf({ link }: Reply): readonly string[] {
  return link ? [clean(`${plain(link.label)}: ${link.url}`)] : [];
}

function cardText({ title, subtitle, lines, link }: Card): string {
  const rows = [subtitle ?? '', ...lines].map(plain);
  const shown = [bold(title), ...rows, ...(link ? [`${plain(link.label)}: ${link.url}`] : [])];
  return shown.filter((row) => row !== '').join('\n');
}

function textMessages(pieces: readonly string[]): readonly Outgoing[] {
  return splitText(joined(pieces), MAX_TEXT).map((body) => ({ body }));
}

function joined(pieces: readonly string[]): string {
  return pieces.filter((piece) => piece !== '').join('\n\n');
}

/** As it will be listed by the provider: half a character would come back as another. */
function clean(text: string): string {
  return Buffer.from(text.replace(/\r\n?/g, '\n')).toString().trim();
}
