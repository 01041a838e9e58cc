import { raise, wantedOf } from './runner';
import { type Finding, finding, type Storm, storm } from './storm';

const calm = named('calm', () => [finding('nothing lost', 0, 0)]);
const rough = named('rough', () => [finding('nothing lost', 0, 0), finding('nothing twice', 0, 3, 'twice')]);
const blind = named('blind', () => []);
const sunk = named('sunk', () => {
  throw new Error('no port left');
});

it('passes what was kept, fails what was broken, and says how to see it again', async () => {
  const { tally, text } = await raised([calm, rough], []);
  expect(tally).toEqual({ passed: 2, failed: 1 });
  expect(text).toContain('kept    nothing lost: 0');
  expect(text).toContain('BROKEN  nothing twice: 3 twice');
  expect(text).toContain('npm run storm -- rough --seed 7');
  expect(text).not.toContain('npm run storm -- calm');
  expect(text).toMatch(/2 passed, 1 failed$/);
});

it('fails a storm that could not be raised and one that looked at nothing, and goes on with the next', async () => {
  const { tally, text } = await raised([sunk, blind, calm], []);
  expect(tally).toEqual({ passed: 1, failed: 2 });
  expect(text).toContain('no port left');
});

it('raises those that are named, in the size and with the seed asked for', async () => {
  const { text } = await raised([calm, rough], ['--quick', '--seed', '12', 'calm']);
  expect(text).toContain('{"size":"quick","kills":1,"seed":12}');
  expect(text).not.toContain('rough');
});

it('raises a storm with other figures than its plan has, and says how to see it again', async () => {
  const { text } = await raised([rough], ['--with', 'kills=1_000']);
  expect(text).toContain('{"size":"long","kills":1000,"seed":7}');
  expect(text).toContain('npm run storm -- rough --with kills=1000 --seed 7');
  expect((await raised([calm], ['--with', 'deaths=3'])).text).toContain('no figure deaths, but kills');
});

it.each([[['nowhere']], [['--seed', 'x', 'calm']], [['--fast']], [['--with', 'kills']]])('refuses %j', (args) => {
  expect(() => wantedOf([calm], args)).toThrow();
});

function named(name: string, look: () => readonly Finding[]): Storm {
  return storm<{ readonly size: string; readonly kills: number }>({
    name,
    does: `something ${name}`,
    seed: 7,
    run: async (plan) => ({ findings: look(), figures: { ...plan } }),
    long: { size: 'long', kills: 9 },
    quick: { size: 'quick', kills: 1 },
  });
}

async function raised(all: readonly Storm[], args: readonly string[]) {
  const lines: string[] = [];
  const tally = await raise(wantedOf(all, args), (line) => lines.push(line));
  return { tally, text: lines.join('\n') };
}
