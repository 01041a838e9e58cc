import { recognize } from '../../dialogs/recognize';
import { typed } from '../support/fixtures';
import { realViewAt } from '../support/realViews';
import { readCorpus, type Utterance } from './corpus';

type Fate = 'kept' | 'askedBack' | 'lost';

/** Names and addresses that sound like questions, beside ordinary ones; half of them not looked at while rules were made. */
const CORPUS = readCorpus('names');

/** As they are written on a card, and as they are typed in a hurry. */
function fates(isSmall: boolean, isHeldOut: boolean) {
  return CORPUS.filter((one) => one.isHeldOut === isHeldOut).map((one) => {
    const text = isSmall ? one.text.toLowerCase() : one.text;
    return { one, text, fate: fateOf(one, text) };
  });
}

function fateOf({ market, locale, want, at }: Utterance, text: string): Fate {
  const heard = recognize(realViewAt(market, locale, at === 'summary' ? want : at), typed(text));
  if (heard.kind === 'doubtedAnswer') return 'askedBack';
  // Obeyed, and the name when it is written again.
  if (heard.kind === 'command' && heard.value === text) return 'askedBack';
  return heard.kind === 'event' && heard.event.type === 'customer.answered' && heard.event.value === text
    ? 'kept'
    : 'lost';
}

function share(all: ReturnType<typeof fates>, ...wanted: readonly Fate[]): number {
  return all.filter(({ fate }) => wanted.includes(fate)).length / all.length;
}

function listed(all: ReturnType<typeof fates>, fate: Fate): readonly string[] {
  return all.filter((one) => one.fate === fate).map(({ one, text }) => `${one.language} ${text}`);
}

describe('names and addresses that sound like questions', () => {
  it.each([
    ['looked at', false],
    ['held out', true],
  ])('are kept as they are written on a card: those %s', (name, isHeldOut) => {
    const all = fates(false, isHeldOut);
    console.log(`Asked back, ${name}: ${listed(all, 'askedBack')}\nTaken for something else: ${listed(all, 'lost')}`);
    expect(share(all, 'kept')).toBeGreaterThan(0.95);
  });

  it.each([
    ['looked at', false],
    ['held out', true],
  ])('are kept or asked back in small letters: those %s', (name, isHeldOut) => {
    const all = fates(true, isHeldOut);
    console.log(`Asked back, ${name}: ${listed(all, 'askedBack')}\nTaken for something else: ${listed(all, 'lost')}`);
    expect(share(all, 'kept')).toBeGreaterThan(0.75);
    expect(share(all, 'kept', 'askedBack')).toBeGreaterThan(0.9);
  });
});
