import { recognize } from '../../dialogs/recognize';
import type { Understanding } from '../../dialogs/view';
import { walkFacts } from '../../machines/fastForward';
import type { Step } from '../../machines/flow';
import { FIELDS } from '../../machines/lead';
import { typed } from '../support/fixtures';
import { realViewAt } from '../support/realViews';
import { readCorpus, type Utterance } from './corpus';
import { type Heard, missed, report, scores } from './score';

/** A file of its own each: what the phrases were tried on, and what was written down before there were any. */
const SEEN = readCorpus('asides').map(hear);
const HELD_OUT = readCorpus('asidesHeldOut').map(hear);

function hear(one: Utterance): Heard {
  const as = inWords(recognize(realViewAt(one.market, one.locale, one.at), typed(one.text)));
  return { one, as, isFound: as !== 'none', isRight: as.split(' or ').includes(one.want) };
}

/** An answer, or the choice of two. */
function inWords(heard: Understanding): string {
  if (heard.kind === 'aside') return heard.topic;
  if (heard.kind === 'doubt') return heard.topics.join(' or ');
  return heard.kind === 'command' && heard.command === 'status' ? 'status' : 'none';
}

describe('questions asked besides, as people write them', () => {
  it.each([
    ['that the phrases were tried on', SEEN],
    ['held out', HELD_OUT],
  ])('are understood nine times in ten, and eight in every language: those %s', (name, heard) => {
    const all = scores(heard);
    report(`Asides ${name}; ${straight(heard)}`, all);
    const isPoor = ({ language, precision, recall }: (typeof all)[number]) =>
      Math.min(precision, recall) < (language === 'all' ? 0.9 : 0.8);
    expect({ poor: all.filter(isPoor), missed: all.some(isPoor) ? missed(heard) : [] }).toEqual({
      poor: [],
      missed: [],
    });
  });

  it('are never an answer to a question that has rows, form or a decision', () => {
    expect(taken(['choice', 'mobile', 'email', 'consent'])).toEqual([]);
  });

  it('are never kept as a name or an address', () => {
    expect(taken(['name', 'address'])).toEqual([]);
  });
});

const QUESTIONS = [...SEEN, ...HELD_OUT].map(({ one }) => one).filter(({ want }) => want !== 'none');

/** How many were answered at once, and for how many it was asked which of two is meant. */
function straight(heard: readonly Heard[]): string {
  const right = heard.filter(({ one, isRight }) => one.want !== 'none' && isRight);
  const asked = right.filter(({ as }) => as.includes(' or ')).length;
  return `${right.length - asked} answered at once, ${asked} after a choice of two`;
}

/** The questions that are taken as the answer to a step of such a kind. */
function taken(kinds: readonly string[]): readonly string[] {
  return QUESTIONS.filter((one) => {
    const { flow, facts } = realViewAt(one.market, one.locale, 'summary');
    const steps = walkFacts(flow, facts).passed;
    const at = kinds.flatMap((kind) => steps.find((id) => kindOf(flow.steps[id]) === kind) ?? []);
    return at.some((id) => VALUES.has(recognize(realViewAt(one.market, one.locale, id), typed(one.text)).kind));
  }).map(({ language, text }) => `${language}: ${text}`);
}

const VALUES: ReadonlySet<string> = new Set(['event', 'told', 'edit']);

function kindOf(step: Step | undefined): string | undefined {
  return step?.kind === 'ask' ? FIELDS[step.field].kind : step?.kind;
}
