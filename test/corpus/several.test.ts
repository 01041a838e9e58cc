import { recognize } from '../../dialogs/recognize';
import type { Understanding } from '../../dialogs/view';
import { typed } from '../support/fixtures';
import { realViewAt } from '../support/realViews';
import { readCorpus, type Utterance } from './corpus';
import { type Heard, missed, report, scores } from './score';

const HEARD = readCorpus('several').map(hear);

function hear(one: Utterance): Heard {
  const as = inWords(recognize(realViewAt(one.market, one.locale, one.at), typed(one.text)));
  return { one, as, isFound: as !== 'none', isRight: as === sorted(one.want) };
}

/** The answers by the names of their fields. An income's band is named by the amount, which the market's own test is about. */
function inWords(heard: Understanding): string {
  if (heard.kind !== 'told') return 'none';
  return sorted(
    heard.answers.map(({ field, value }) => `${field} = ${field === 'incomeBand' ? '*' : value}`).join('; '),
  );
}

function sorted(answers: string): string {
  return answers.split('; ').sort().join('; ');
}

describe('several answers in one text', () => {
  it('takes none that was not given', () => {
    const isGiven = ({ one, as }: Heard) => as.split('; ').every((answer) => one.want.split('; ').includes(answer));
    expect(missed(HEARD.filter((heard) => heard.isFound && !isGiven(heard)))).toEqual([]);
  });

  it('understands what its rules were made from', () => {
    expect(missed(HEARD.filter(({ one }) => !one.isHeldOut))).toEqual([]);
  });

  it('understands nine in ten of those it was not, and one of two in every language', () => {
    const held = HEARD.filter(({ one }) => one.isHeldOut);
    const all = scores(held);
    report('Several answers held out', all);
    expect(all.find(({ language }) => language === 'all')?.recall).toBeGreaterThanOrEqual(0.9);
    expect({ poor: all.filter(({ recall }) => recall < 0.5), missed: missed(held) }).toMatchObject({ poor: [] });
  });
});
