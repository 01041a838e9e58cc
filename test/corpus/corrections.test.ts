import { recognize } from '../../dialogs/recognize';
import type { Understanding } from '../../dialogs/view';
import { typed } from '../support/fixtures';
import { realViewAt } from '../support/realViews';
import { readCorpus, type Utterance } from './corpus';
import { type Heard, missed, report, scores } from './score';

const HEARD = [...readCorpus('corrections'), ...readCorpus('correctionsHeldOut')].map(hear);

function hear(one: Utterance): Heard {
  const as = inWords(recognize(realViewAt(one.market, one.locale, one.at), typed(one.text)), one);
  // A text that is no correction is whatever the question makes of it.
  const isNothing = as === 'none' || as === `answer = ${one.text}`;
  return { one, as, isFound: !isNothing, isRight: one.want === 'none' ? isNothing : as === one.want };
}

/** What was made of a text, as the corpus says it. */
function inWords(heard: Understanding, { at }: Utterance): string {
  if (heard.kind === 'told') return heard.answers.map(({ field, value }) => `${field} = ${value}`).join('; ');
  if (heard.kind === 'change') return heard.field ? `ask ${heard.field}` : 'menu';
  const isAnswer = heard.kind === 'event' && heard.event.type === 'customer.answered' && at !== 'summary';
  return isAnswer && 'value' in heard.event ? `answer = ${heard.event.value}` : 'none';
}

describe('corrections, as people write them', () => {
  it('takes no value that was not given', () => {
    expect(missed(HEARD.filter(({ as }) => as.includes(' = ')))).toEqual([]);
  });

  it('understands what its rules were made from', () => {
    expect(missed(HEARD.filter(({ one }) => !one.isHeldOut))).toEqual([]);
  });

  it('understands nine in ten of those it was not, and eight in ten in every language', () => {
    const held = HEARD.filter(({ one }) => one.isHeldOut);
    const all = scores(held);
    report('Corrections held out', all);
    const isPoor = ({ language, precision, recall }: (typeof all)[number]) =>
      Math.min(precision, recall) < (language === 'all' ? 0.9 : 0.8);
    expect({ poor: all.filter(isPoor), missed: all.some(isPoor) ? missed(held) : [] }).toEqual({
      poor: [],
      missed: [],
    });
  });
});
