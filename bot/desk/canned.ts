import { isolate } from '../../dialogs/template';
import { localeChain, type TextKey } from '../../dialogs/texts';
import { textsOf } from '../../dialogs/textsOf';
import { referenceOf, variablesOf } from '../../dialogs/variables';
import type { View } from '../../dialogs/view';
import type { CannedReply, Composer } from './contract';

type Canned = Composer['canned'][number];

/** Replies that come with the product, in every language of every market; the titles are for those who send them. */
const SHIPPED: readonly { readonly id: Shipped; readonly title: string }[] = [
  { id: 'hello', title: 'Greeting' },
  { id: 'moment', title: 'One moment' },
  { id: 'saved', title: 'Answers are saved' },
  { id: 'card', title: 'Chosen card' },
  { id: 'reference', title: 'Reference number' },
  { id: 'hours', title: 'Hours, and an offer to call' },
  { id: 'safety', title: 'What not to send' },
  { id: 'thanks', title: 'Anything else?' },
  { id: 'sorry', title: 'Apology' },
  { id: 'back', title: 'Going back to the assistant' },
  { id: 'bye', title: 'Goodbye' },
];

type Shipped = Extract<TextKey, `canned.${string}`> extends `canned.${infer Id}` ? Id : never;

/** Stays in the text until it is sent, so that the desk shows no name that nobody asked to see. */
const CUSTOMER = '{customer}';

/**
 * The replies an agent has ready for this customer: the staff's own first, in the customer's language, with the
 * variables filled that tell nothing personal. One whose variable is not known yet is left out.
 */
export function cannedReplies(view: View, agent: string, own: readonly CannedReply[]): readonly Canned[] {
  const languages = localeChain(view.locale);
  const ofStaff = own
    .filter(({ markets, locale }) => markets.includes(view.market.market) && languages.includes(locale))
    .map(({ id, shortcut, title, text }) => ({ id, shortcut, title, text: filled(view, agent, text) }));
  const taken = new Set(ofStaff.map(({ shortcut }) => shortcut));
  const shipped = SHIPPED.filter(({ id }) => !taken.has(id) && isFillable(view, id)).map(({ id, title }) => ({
    id: `shipped:${id}`,
    shortcut: id,
    title,
    text: shippedText(view, agent, id),
  }));
  return [...ofStaff.filter((one): one is Canned => one.text !== undefined), ...shipped];
}

/** What is sent of an agent's text: with the customer's name where it is asked for, and with nothing where it is not known. */
export function withCustomerName(view: View, text: string): string {
  const name = customerName(view);
  const flow = textsOf(view).dir(view.locale);
  return name === undefined ? text.replace(NAMELESS, '').trimStart() : text.replaceAll(CUSTOMER, isolate(name, flow));
}

/** With what stands between it and the word before. */
const NAMELESS = /[ ,，、،]*\{customer\}/gu;

function isFillable(view: View, id: Shipped): boolean {
  if (id === 'card') return variablesOf(view).product !== '';
  return id !== 'reference' || referenceOf(view.facts) !== undefined;
}

function shippedText(view: View, agent: string, id: Shipped): string {
  const vars = Object.create(variablesOf(view), {
    customer: { value: CUSTOMER },
    agent: { value: agent },
  });
  // A direction mark around what is still to be filled would stay there.
  return textsOf(view)
    .say(view.locale, `canned.${id}`, vars)
    .replace(/\u2068(\{customer\})\u2069/g, '$1');
}

/** Undefined when it names something that is not known. */
function filled(view: View, agent: string, text: string): string | undefined {
  const { product, bank, contactHours } = variablesOf(view);
  const known: Readonly<Record<string, string | number | undefined>> = {
    agent,
    bank,
    hours: contactHours,
    product: product || undefined,
    reference: referenceOf(view.facts),
  };
  let isWhole = true;
  const whole = text.replace(/\{(agent|bank|hours|product|reference)\}/g, (_, name: string) => {
    if (known[name] === undefined) isWhole = false;
    return String(known[name] ?? '');
  });
  return isWhole ? whole : undefined;
}

/** As it is written where they live; undefined while nobody knows it. */
function customerName({ facts, market }: View): string | undefined {
  const { fullName, familyName, middleName, givenName, patronymic } = facts.fields;
  if (fullName?.value) return fullName.value;
  const isFamilyFirst = market.personName.scripts.includes('Hant') || market.personName.onTheWire === 'familyFirst';
  const parts = isFamilyFirst ? [familyName, middleName, givenName] : [givenName, middleName, patronymic, familyName];
  const name = parts.flatMap((part) => part?.value ?? []).join(' ');
  return name === '' ? undefined : name;
}
