import { type Arena, openArena, type Run } from '../storm/callouts/arena';
import type { BankKind } from '../storm/callouts/banks';
import { CALLOUT_FAULTS } from '../storm/callouts/faultTable';
import { wrongsOf } from '../storm/callouts/verdict';
import { startVictim } from '../storm/callouts/victim';

const faultNamed = (name: string) => {
  const fault = CALLOUT_FAULTS.find((one) => one.name === name);
  if (fault === undefined) throw new Error(`No fault ${name}.`);
  return fault;
};

/** What became of it, in a word, and how often the bank was asked meanwhile. */
const endOf = ({ told }: Run) => told.document.submitted[0]?.status ?? 'lost';
const reasonOf = ({ told }: Run) => told.cases[0]?.body.reason;
const attemptsOf = ({ told }: Run) => told.work[0]?.attempts;
const isRight = (run: Run) => expect(Object.entries(wrongsOf(run)).filter(([, isWrong]) => isWrong)).toEqual([]);

describe.each<[BankKind, Readonly<Record<string, readonly [end: string, attempts: number, taken: number]>>]>([
  [
    'asked',
    {
      'reset-after': ['done', 2, 1],
      // It does not have it, and may yet: nothing is sent again, and a person finds out.
      'reset-before': ['delayed', 12, 0],
      '409exists': ['done', 1, 1],
    },
  ],
  [
    'keyed',
    {
      'reset-after': ['done', 2, 1],
      // Unknown three times, then sent again with its key.
      'reset-before': ['done', 5, 1],
      'taken after 1000 ms': ['done', 5, 1],
      foreignReference: ['done', 2, 1],
    },
  ],
  [
    'contract',
    {
      'reset-after': ['pending', 1, 1],
      'reset-before': ['pending', 1, 0],
      foreignReference: ['pending', 1, 1],
      hugeBody: ['pending', 1, 1],
    },
  ],
])('of a bank of the kind %s', (kind, expected) => {
  let arena: Arena;
  beforeAll(async () => {
    arena = await openArena(kind, startVictim);
  }, 120_000);
  afterAll(() => arena.close());

  it.each(Object.entries(expected))('%s ends %p', async (name, [end, attempts, taken]) => {
    const before = arena.taken();
    const run = await arena.run({ fault: faultNamed(name), market: 'SG' });
    isRight(run);
    expect([endOf(run), attemptsOf(run)]).toEqual([end, name.startsWith('taken') ? expect.any(Number) : attempts]);
    expect(run.ledger.length - (await before)).toBe(taken);
    expect(reasonOf(run)).toBe(end === 'done' ? undefined : 'ambiguousSubmission');
  });
});

it('a reference number that another application has is told to nobody, and is before a person as it came', async () => {
  const arena = await openArena('contract', startVictim);
  const run = await arena.run({ fault: faultNamed('foreignReference'), market: 'SG' });
  const [foreign] = run.ledger;
  expect(JSON.stringify(run.told.entries)).not.toContain(foreign?.reference);
  expect(run.told.cases[0]?.body.evidence.evidence).toContain(foreign?.reference);
  await arena.close();
});
