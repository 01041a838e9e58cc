import type { Dialog } from './dialog';
import type { Texts } from './texts';
import { textsOf } from './textsOf';
import { referenceOf, variablesOf } from './variables';
import type { View } from './view';

/** A say never waits: whatever arrives while it is current is answered by where the conversation really is. */
export const sayDialog: Dialog<'say'> = {
  speak(view, step) {
    const texts = textsOf(view);
    const key = withoutLink(view, texts, step.text) ?? step.text;
    const text = texts.say(view.locale, key, variablesOf(view));
    return { text, ...extras(view, texts, key) };
  },
  listen: () => ({ kind: 'passed' }),
  tap: () => ({ kind: 'passed' }),
};

/** Some markets forbid links on some channels: there a text has a twin that does without. */
function withoutLink({ market, channel, locale }: View, texts: Texts, key: string): string | undefined {
  if (market.acknowledgement.linkDelivery.includes(channel)) return undefined;
  const twin = `${key}NoLink`;
  return texts.has(locale, twin) || texts.has('en', twin) ? twin : undefined;
}

function extras(view: View, texts: Texts, key: string): Pick<ReturnType<Dialog<'say'>['speak']>, 'link' | 'lead'> {
  if (key === 'say.continueOnline') {
    return { link: { label: texts.say(view.locale, 'btn.continueOnline'), url: view.bank.links.continueOnline } };
  }
  const reference = key === 'say.reference' ? referenceOf(view.facts) : undefined;
  return reference === undefined ? {} : { lead: { status: 'submitted', reference } };
}
