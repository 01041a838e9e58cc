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

it('offers nothing of another market, whatever somebody writes', () => {
  expect(offered({ ...inThai, market: 'SG' }, [])).toEqual(['english', 'abroad']);
});
