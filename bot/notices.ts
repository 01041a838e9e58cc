import type { Topic } from '../dialogs/asides/topics';
import { recap } from '../dialogs/mask';
import type { QuickReply } from '../dialogs/message';
import { notice } from '../dialogs/notice';
import { MAX_ROWS } from '../dialogs/rows';
import type { TextKey } from '../dialogs/texts';
import type { Notice } from '../dialogs/view';
import { FIELD_IDS } from '../machines/lead';
import type { OpenConversation } from './conversation';

/** Welcomes a customer back with what we kept, masked: the phone may have changed hands meanwhile. */
export function recapNotice(open: OpenConversation): Notice {
  const answers = recap(open.view);
  return answers === '' ? notice('say.resumedEmpty') : notice('say.resumed', { recap: answers });
}

/** What the customer has told so far, masked, for one who asks. */
export function answersSoFar(open: OpenConversation): Notice {
  const answers = recap(open.view);
  return answers === '' ? notice('say.recapEmpty') : notice('say.recap', { recap: answers });
}

/** How the application stands, for a customer who asks for what it no longer allows. */
export function submittedNotice(reference: string | undefined): Notice {
  if (reference === undefined) return { ...notice('say.alreadySubmittedPending'), lead: { status: 'pending' } };
  return { ...notice('say.alreadySubmitted', { reference }), lead: { status: 'submitted', reference } };
}

/** One choice for every answer given so far, in parts when they are more than one message can show. */
export function changeChoices(open: OpenConversation, page: number): readonly QuickReply[] {
  const { facts } = open.document;
  const asked = new Set(
    Object.values(open.view.flow.steps).flatMap((step) => (step.kind === 'ask' ? [step.field] : [])),
  );
  const fields = FIELD_IDS.filter((field) => asked.has(field) && facts.fields[field] !== undefined);
  if (fields.length <= MAX_ROWS) return fields.map((field) => changeChoice(open, field, `field.${field}`));
  const from = page * FIELDS_A_PAGE;
  return [
    ...(from > 0 ? [changeChoice(open, String(page - 1), 'btn.previous')] : []),
    ...fields.slice(from, from + FIELDS_A_PAGE).map((field) => changeChoice(open, field, `field.${field}`)),
    ...(from + FIELDS_A_PAGE < fields.length ? [changeChoice(open, String(page + 1), 'btn.more')] : []),
  ];
}

/** Leaves room for "previous" and "more". */
const FIELDS_A_PAGE = MAX_ROWS - 2;

function changeChoice({ view, document }: OpenConversation, argument: string, label: string): QuickReply {
  return { payload: `cmd|change:${argument}`, label: view.texts.say(document.locale, label) };
}

/** The topics that a question may be about, and that it is about neither. */
export function topicChoices({ view, document }: OpenConversation, topics: readonly Topic[]): readonly QuickReply[] {
  const label = (key: string) => view.texts.say(document.locale, key);
  return [
    ...topics.map((topic) => ({ payload: `cmd|ask:${topic}`, label: label(`btn.ask.${topic}`) })),
    { payload: 'cmd|neither', label: label('btn.neither') },
  ];
}

/** That it is the answer, bound to the question; and that it is not, which puts the question again. */
export function answerChoices({ view, document }: OpenConversation, at: number): readonly QuickReply[] {
  const label = (key: string) => view.texts.say(document.locale, key);
  return [
    { payload: `keep:${at}`, label: label('btn.yes') },
    { payload: 'cmd|repeat', label: label('btn.no') },
  ];
}

export function languageChoices(open: OpenConversation): readonly QuickReply[] {
  return open.market.locales.map(({ tag, name }) => ({ payload: `cmd|language:${tag}`, label: name }));
}

export function commandChoices(
  open: OpenConversation,
  commands: Readonly<Record<string, TextKey>>,
): readonly QuickReply[] {
  return Object.entries(commands).map(([command, label]) => ({
    payload: `cmd|${command}`,
    label: open.view.texts.say(open.document.locale, label),
  }));
}
