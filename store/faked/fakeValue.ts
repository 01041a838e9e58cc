import { parseField } from '../../dialogs/fields';
import { toAsciiDigits } from '../../dialogs/fold';
import type { View } from '../../dialogs/view';
import type { StepOf } from '../../machines/flow';
import { FIELDS } from '../../machines/lead';
import { type Below, sameShape } from './sameShape';

const MOST_TRIES = 40;
/** So many digits of a telephone number tell people apart, and are never those of an example. */
const OWN_DIGITS = 5;

/**
 * An answer in place of another: of its shape, and heard by the bot as the other one was, be that as an answer or as the
 * same mistake. Where no such thing is drawn it is the example of the texts, or just of the shape.
 */
export function fakeValue(text: string, view: View, step: StepOf<'ask'>, below: Below): string {
  const heard = heardAs(text, view, step);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const fake = draw(text, view, step, below);
    if (fake !== text && heardAs(fake, view, step) === heard) return fake;
  }
  return heard === 'ok' ? exampleOf(view, step) : sameShape(text, below);
}

function heardAs(text: string, view: View, step: StepOf<'ask'>): string {
  const parsed = parseField(text, view, step);
  return parsed.ok ? 'ok' : parsed.error.text;
}

function draw(text: string, view: View, step: StepOf<'ask'>, below: Below): string {
  return FIELDS[step.field].kind === 'mobile' ? likeExample(text, view.market.phone, below) : sameShape(text, below);
}

/** Which first digits are a mobile's is a market's matter: they are the example's, and the rest is drawn. */
function likeExample(text: string, { example, callingCode }: View['market']['phone'], below: Below): string {
  const digits = digitsOf(text);
  const national = digitsOf(example);
  const model = [national, callingCode + national.replace(/^0/, '')].find(({ length }) => length === digits.length);
  if (model === undefined) return sameShape(text, below);
  const kept = [...model.slice(0, -OWN_DIGITS)];
  const drawn = [...sameShape(digits.slice(-OWN_DIGITS), below)];
  const next = [...kept, ...drawn];
  return [...toAsciiDigits(text)].map((one) => (/\d/.test(one) ? (next.shift() ?? '0') : one)).join('');
}

function digitsOf(text: string): string {
  return toAsciiDigits(text).replace(/\D/g, '');
}

function exampleOf(view: View, { field }: StepOf<'ask'>): string {
  return FIELDS[field].kind === 'mobile' ? view.market.phone.example : view.texts.say(view.locale, `example.${field}`);
}
