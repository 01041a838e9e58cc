import { parseFlow } from '../../../../machines/upgrade';
import { sectionsOf, waysOf } from '../../../../web/studio/client/canvas/graph';
import { layoutOf } from '../../../../web/studio/client/canvas/layout';
import { CARD_LEAD } from '../../../machines/fixtures';

const NONE = new Set<never>();
const drawn = (flow = CARD_LEAD) => layoutOf(sectionsOf(flow), waysOf(flow, undefined), NONE);

it('draws every step once, apart from every other, in the section that says what it is for', () => {
  const { steps, sections } = drawn();
  expect([...steps.keys()].sort()).toEqual(Object.keys(CARD_LEAD.steps).sort());
  const boxes = [...steps.values()];
  const meeting = boxes.filter((one, at) =>
    boxes.some(
      (other, next) => next > at && Math.abs(one.x - other.x) < one.width && Math.abs(one.y - other.y) < one.height,
    ),
  );
  expect(meeting).toEqual([]);
  const names = sections.map(({ name, steps: ids }) => [name, ids[0]]);
  expect(names).toEqual([
    ['opening', 'welcome'],
    ['consent', 'privacy'],
    ['questions', 'existingCardholder'],
    ['questions', 'employmentStatus'],
    ['review', 'summary'],
    ['submission', 'submit'],
    ['endings', 'declinedPrivacy'],
  ]);
});

it('draws a flow that goes round, and one whose steps nothing joins', () => {
  const step = { kind: 'say', text: 'say.offer', next: 'two' };
  const end = CARD_LEAD.steps.done;
  const steps = { one: step, two: { ...step, next: 'one' }, three: { ...step, next: 'gone' }, done: end };
  const flow = parseFlow({ ...CARD_LEAD, steps, overrides: {}, initial: 'one' });
  expect([...drawn(flow).steps.keys()].sort()).toEqual(['done', 'one', 'three', 'two']);
});

it('folded, a section stands for its steps', () => {
  const { steps, sections, sectionOf } = layoutOf(
    sectionsOf(CARD_LEAD),
    waysOf(CARD_LEAD, undefined),
    new Set(['questions'] as const),
  );
  expect(steps.has('email')).toBe(false);
  expect(sectionOf.get('email')?.isFolded).toBe(true);
  expect(sections.filter(({ name }) => name === 'questions')).toHaveLength(1);
});

it('shows a market its own ways', () => {
  const to = (market?: 'HK') =>
    waysOf(CARD_LEAD, market).find(({ from, exit }) => from === 'salutation' && exit === 'next')?.to;
  expect([to(), to('HK')]).toEqual(['givenName', 'familyName']);
});

it('four hundred steps are laid out in a moment', () => {
  const step = CARD_LEAD.steps.email!;
  const ids = Array.from({ length: 390 }, (_, at) => `extra${at}`);
  const extra = ids.map((id, at) => [id, { ...step, next: ids[at + 1] ?? 'done' }]);
  const flow = parseFlow({
    ...CARD_LEAD,
    initial: 'extra0',
    overrides: {},
    steps: { ...Object.fromEntries(extra), done: CARD_LEAD.steps.done, agent: CARD_LEAD.steps.agent },
  });
  const { sections } = drawn(flow);
  expect(Math.max(...sections.map(({ steps }) => steps.length))).toBeLessThanOrEqual(9);
});
