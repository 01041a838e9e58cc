import { hash } from 'node:crypto';
import type { StepOf } from '../machines/flow';
import { isOffered } from './choices';
import type { Dialog, Method } from './dialog';
import { foldCase, stripInvisible } from './fold';
import { unrecognized } from './notice';
import type { TextKey } from './texts';
import { textsOf } from './textsOf';
import { variablesOf } from './variables';
import type { Understanding, View } from './view';
import { saysWord } from './words';

type Consent = StepOf<'consent'>;

/** A decision about personal data: two buttons of equal weight, or the exact listed words. Nothing else decides. */
export const consentDialog: Dialog<'consent'> = {
  speak(view, step) {
    const texts = textsOf(view);
    const { text, sha256 } = noticeShown(view, step);
    const { grant, refuse } = labelKeys(step);
    return {
      text,
      options: [
        { choice: 'grant', label: texts.say(view.locale, grant) },
        { choice: 'refuse', label: texts.say(view.locale, refuse) },
      ],
      input: 'none',
      noticeSha256: sha256,
    };
  },
  listen(view, step, text) {
    const granted = isListed(view, step, 'grant', text);
    const refused = isListed(view, step, 'refuse', text);
    return granted === refused ? unrecognized('error.consent') : decided(view, step, granted, 'text');
  },
  tap(view, step, choice, method) {
    if (choice.kind === 'grant') return decided(view, step, true, method);
    return choice.kind === 'refuse' ? decided(view, step, false, method) : unrecognized('error.consent');
  },
};

/** The exact words a customer decides on, and their fingerprint: what consent evidence is about. */
export function noticeShown(view: View, step: Consent): { readonly text: string; readonly sha256: string } {
  const text = textsOf(view).say(view.locale, step.notice.key, variablesOf(view));
  return { text, sha256: hash('sha256', text) };
}

function labelKeys({ purpose }: Consent): { readonly grant: TextKey; readonly refuse: TextKey } {
  return purpose === 'marketing'
    ? { grant: 'btn.optIn', refuse: 'btn.optOut' }
    : { grant: 'btn.agree', refuse: 'btn.decline' };
}

/** Letters, and what may stand in or after a listed word: a question or a remark is no decision. */
const STATEMENT = /^[\p{L}\p{M}\s'\u2019,،、-]+[.!。！।]*$/u;

function isListed(view: View, step: Consent, decision: 'grant' | 'refuse', text: string): boolean {
  const texts = textsOf(view);
  const typed = stripInvisible(text.normalize('NFKC')).trim();
  const label = texts.say(view.locale, labelKeys(step)[decision]).normalize('NFKC');
  if (typed.toLowerCase() === label.toLowerCase()) return true;
  if (!STATEMENT.test(typed)) return false;
  return (
    foldCase(typed) === foldCase(label) ||
    saysWord(texts, view.locale, decision === 'grant' ? 'accept' : 'refuse', typed)
  );
}

function decided(view: View, step: Consent, granted: boolean, method: Method): Understanding {
  // Without the notice in front of the customer there is nothing to agree to, and nothing to keep as evidence.
  if (!isOffered(view, granted ? 'grant' : 'refuse')) return unrecognized('error.consent');
  const { purpose, notice } = step;
  const type = granted ? 'consent.granted' : 'consent.declined';
  return { kind: 'event', event: { type, step: view.step, purpose, noticeVersion: notice.version }, method };
}
