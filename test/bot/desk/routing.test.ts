import { offersTo } from '../../../bot/desk/routing';
import { aPrincipal } from '../../support/staff';

const thai = aPrincipal({ id: 'thai', markets: ['TH'], languages: ['th', 'en'] });
const english = aPrincipal({ id: 'english', markets: ['TH', 'SG'], languages: ['en'] });
const chief = aPrincipal({ id: 'chief', roles: ['supervisor'], markets: ['TH'], languages: ['en'] });
const auditor = aPrincipal({ id: 'auditor', roles: ['auditor'], markets: ['TH'], languages: ['th'] });
const abroad = aPrincipal({ id: 'abroad', markets: ['SG'], languages: ['th'] });

const inThai = { market: 'TH', locale: 'th-TH', waitingSince: 0 } as const;
const LATER = 10 * 60_000;
const offered = (row: Parameters<ReturnType<typeof offersTo>>[0], available: (typeof thai)[], now = LATER) =>
  [thai, english, chief, abroad].filter((one) => offersTo(one, available, now)(row)).map(({ id }) => id);

it('offers it to who writes the language, and to supervisors', () => {
  expect(offered(inThai, [thai, english])).toEqual(['thai', 'chief']);
});

it('offers it to all of the market where nobody who writes the language is available', () => {
  expect(offered(inThai, [english])).toEqual(['thai', 'english', 'chief']);
  expect(offered(inThai, [])).toEqual(['thai', 'english', 'chief']);
  expect(offered(inThai, [auditor, abroad])).toEqual(['thai', 'english', 'chief']);
});

it('keeps it for whoever had this customer last, if they are there, and not for long', () => {
  const known = { ...inThai, lastAgent: 'english' };
  expect(offered(known, [thai, english], 60_000)).toEqual(['english', 'chief']);
  expect(offered(known, [thai], 60_000)).toEqual(['thai', 'chief']);
  expect(offered(known, [thai, english], LATER)).toEqual(['thai', 'chief']);
});

describe('queues', () => {
  const cards = aPrincipal({ id: 'cards', markets: ['TH'], languages: ['th'], queues: ['cards'] });
  const loans = aPrincipal({ id: 'loans', markets: ['TH'], languages: ['th'], queues: ['loans'] });
  const cardsInEnglish = aPrincipal({ id: 'cardsInEnglish', markets: ['TH'], languages: ['en'], queues: ['cards'] });
  const all = [cards, loans, cardsInEnglish, thai];
  const forCards = { ...inThai, queue: 'cards' };
  const to = (available: (typeof thai)[]) =>
    all.filter((one) => offersTo(one, available, LATER)(forCards)).map(({ id }) => id);

  it('offers it to who writes the language and works the queue; who names none works all', () => {
    expect(to(all)).toEqual(['cards', 'thai']);
  });

  it('offers it to another queue of the language before another language of the queue', () => {
    expect(to([loans, cardsInEnglish])).toEqual(['cards', 'loans', 'thai']);
  });

  it('offers it to who works the queue where nobody writes the language, and at last to all', () => {
    expect(to([cardsInEnglish])).toEqual(['cards', 'loans', 'cardsInEnglish', 'thai']);
    expect(to([english])).toEqual(['cards', 'loans', 'cardsInEnglish', 'thai']);
    expect(offersTo(loans, [cardsInEnglish], LATER)({ ...forCards, locale: 'en-TH' })).toBe(false);
  });
});

it('offers nothing of another market, whatever somebody writes', () => {
  expect(offered({ ...inThai, market: 'SG' }, [])).toEqual(['english', 'abroad']);
});
