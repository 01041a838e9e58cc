import { recap } from '../dialogs/mask';
import type { QuickReply } from '../dialogs/message';
import type { TextKey } from '../dialogs/texts';
import type { Notice } from '../dialogs/view';
import { FIELD_IDS } from '../machines/lead';
import type { OpenConversation } from './conversation';

/** Something to say that is not a step of the flow. */
export function notice(text: TextKey, vars: Readonly<Record<string, string>> = {}, choices: readonly QuickReply[] = []): Notice {
  return { type: 'notice', text, vars, ...(choices.length > 0 ? { choices } : {}) };
}

/** Welcomes a customer back with what we kept, masked: the phone may have changed hands meanwhile. */
export function recapNotice(open: OpenConversation): Notice {
  const answers = recap(open.view);
  return answers === '' ? notice('say.resumedEmpty') : notice('say.resumed', { recap: answers });
}

/** One choice for every answer given so far. */
export function changeChoices(open: OpenConversation): readonly QuickReply[] {
  const { facts, locale } = open.document;
  const asked = new Set(Object.values(open.view.flow.steps).flatMap((step) => (step.kind === 'ask' ? [step.field] : [])));
  return FIELD_IDS.filter((field) => asked.has(field) && facts.fields[field] !== undefined).map((field) => ({
    payload: `cmd|change:${field}`,
    label: open.view.texts.say(locale, `field.${field}`),
  }));
}

export function languageChoices(open: OpenConversation): readonly QuickReply[] {
  return open.market.locales.map(({ tag, name }) => ({ payload: `cmd|language:${tag}`, label: name }));
}

export function commandChoices(open: OpenConversation, commands: Readonly<Record<string, TextKey>>): readonly QuickReply[] {
  return Object.entries(commands).map(([command, label]) => ({
    payload: `cmd|${command}`,
    label: open.view.texts.say(open.document.locale, label),
  }));
}
