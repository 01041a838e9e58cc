import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MARKET_PROFILES } from '../adapters/markets';
import { flowCatalogue } from '../bot/flowCatalogue';
import { openFlows } from '../bot/flows';
import { loadTexts } from '../bot/loadTexts';
import { checkContent } from '../bot/studio/checkContent';
import type { DraftRow, Library, Published, Words } from '../bot/studio/contract';
import { legalChanges } from '../bot/studio/legal/legalChanges';
import { whatToDo } from '../bot/studio/legal/lock';
import { readContent } from '../bot/studio/readContent';
import type { Replay } from '../bot/studio/replay/contract';
import { localeChain } from '../dialogs/texts';
import type { Issue } from '../machines/check';
import type { FlowContent } from '../machines/flowEdit/content';
import { diffOf } from '../machines/flowEdit/diff';
import { toFlowFile } from '../machines/flowEdit/flowFile';
import { Market } from '../machines/market';
import { stormFlow, testFlow } from './flowTests';
import { type OperatorDoorClient, openOperatorDoor, runCommand } from './operatorDoor';
import { sandboxWorld } from './sandboxWorld';

/** `npm run flow`: what the studio does, for pipelines; the same functions as behind its page. */

const HELP = `npm run flow -- <command>

  check [file …]                     what must be corrected before it is published; without files what ships.
                                     Words beside a file are in <file>.words.json. A legal text other than the one
                                     that ships is named: an approver agrees to it in the studio
  diff <file> <file>                 what differs, and which markets meet it
  test <file> [--tests <folder>] [--accept]
                                     plays the recorded conversations of a folder on it, the shipped ones without a folder;
                                     --accept writes down what it does now
  storm <file> [--seed <n>] [--customers <n>]
                                     lets everything go wrong for customers of each of its markets
  replay <file> --markets <markets> [--customers <n>]
                                     the latest real conversations on it and on what is live, on the running server;
                                     nothing of a customer leaves the store
  list                               versions, drafts and who begins where, on the running server
  publish --draft <id> --markets <markets> [--move] [--note <why>]
                                     puts an approved draft live; --move: who is inside goes on there, too
  rollback --market <market> --to <version> [--note <why>]
                                     new conversations of the market begin on another version

Markets are separated by commas. The last four ask the running server: OPERATOR_TOKEN is your own token, OPERATOR_URL
the server (default http://localhost:3978). A draft is approved in the studio, by somebody who did not make it.`;

interface Io {
  readonly door: () => OperatorDoorClient;
  readonly print: (line: string) => void;
}

const OPTIONS = {
  draft: { type: 'string' },
  markets: { type: 'string' },
  market: { type: 'string' },
  to: { type: 'string' },
  move: { type: 'boolean' },
  note: { type: 'string' },
  tests: { type: 'string' },
  accept: { type: 'boolean' },
  seed: { type: 'string' },
  customers: { type: 'string' },
} as const;
type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

/** Runs one command and gives the exit code: 1 when there is something to correct. */
export async function runFlow(args: readonly string[], io: Io): Promise<number> {
  const given = parsed(args);
  const [name = 'help', ...files] = given?.positionals ?? ['?'];
  const values = given?.values ?? {};
  switch (name) {
    case 'check':
      return check(files.length > 0 ? files : shippedFiles(), io);
    case 'diff':
      return files.length === 2 ? diff(files as [string, string], io) : help(io);
    case 'test':
    case 'storm':
    case 'replay':
      return files.length === 1 ? ON_A_FILE[name](files[0] ?? '', values, io) : help(io);
    case 'list':
      return list(io);
    case 'publish':
      return publish(values, io);
    case 'rollback':
      return rollBack(values, io);
    default:
      return help(io, name === 'help' ? 0 : 2);
  }
}

const ON_A_FILE = { test, storm, replay } as const;

/** Undefined for an option that does not exist. */
function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch {
    return undefined;
  }
}

function help({ print }: Io, code = 2): number {
  print(HELP);
  return code;
}

function check(files: readonly string[], { print }: Io): number {
  const catalogue = flowCatalogue(sandboxWorld(loadTexts()));
  const shipped = openFlows(FLOWS);
  const found = files.map((file) => {
    const read = readFile(file);
    if ('problems' in read) {
      for (const problem of read.problems) print(`${file}: ${problem}`);
      return read.problems.length;
    }
    const { issues } = checkContent(read.flow, read.words, catalogue);
    for (const issue of issues) print(`${file} ${lineOf(issue)}`);
    const legal = legalChanges(read, shipped, catalogue);
    for (const { text, lock } of legal) print(`${file} ${text.market} ${text.step}: ${lock} - ${whatToDo(text, lock)}`);
    const taken = legal.filter(({ lock }) => lock === 'versionTaken').length;
    print(`${file}: ${issues.length + taken} issues in ${read.flow.markets.length} markets`);
    return issues.length + taken;
  });
  return found.every((count) => count === 0) ? 0 : 1;
}

function diff([from, to]: readonly [string, string], { print }: Io): number {
  const [before, after] = [readFile(from), readFile(to)];
  if ('problems' in before || 'problems' in after) {
    for (const side of [before, after]) if ('problems' in side) side.problems.forEach(print);
    return 1;
  }
  const localesOf = (market: Market) => MARKET_PROFILES[market].locales.flatMap(({ tag }) => localeChain(tag));
  const { steps, overrides, words, rest, markets } = diffOf(before, after, localesOf);
  for (const { key, before: was, after: is } of rest) print(`${key}: ${short(was)} -> ${short(is)}`);
  for (const { step, change, keys } of steps) print(`${step}: ${change} ${keys.join(' ')}`.trim());
  for (const { market, step, change, keys } of overrides)
    print(`${market} ${step}: ${change} ${keys.join(' ')}`.trim());
  for (const { locale, key, before: was, after: is } of words)
    print(`${locale} ${key}: ${short(was ?? null)} -> ${short(is ?? null)}`);
  print(markets.length === 0 ? 'No market meets any of it.' : `Met in ${markets.join(' ')}`);
  return 0;
}

async function test(file: string, { tests, accept = false }: Values, { print }: Io): Promise<number> {
  const read = readFile(file);
  if ('problems' in read) {
    read.problems.forEach(print);
    return 1;
  }
  const folder = tests ?? join(process.cwd(), 'dialogs', 'flowTests', read.flow.id, String(read.flow.version));
  return (await testFlow(read, folder, { accept, print })) === 0 ? 0 : 1;
}

/** Few customers say little; so many more take minutes. */
async function storm(file: string, { seed = '1', customers = '24' }: Values, io: Io): Promise<number> {
  const [from, most] = [Number(seed), Number(customers)];
  const read = readFile(file);
  if ('problems' in read) {
    read.problems.forEach(io.print);
    return 1;
  }
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(most) || most < 1) return help(io);
  return (await stormFlow(read, { seed: from, customers: most, print: io.print })) === 0 ? 0 : 1;
}

/** Ends with 1 where customers would make mistakes that they do not make now. */
async function replay(file: string, { markets, customers = '50' }: Values, io: Io): Promise<number> {
  const [wanted, most] = [marketsOf(markets), Number(customers)];
  if (wanted === undefined || !Number.isSafeInteger(most)) return help(io);
  const read = readFile(file);
  if ('problems' in read) {
    read.problems.forEach(io.print);
    return 1;
  }
  const wish = { flow: JSON.parse(toFlowFile(read.flow)), words: read.words, markets: wanted, most };
  const told = await io.door().post<Replay>('flows/replay', wish);
  if (told.markets.length === 0) io.print('There are no conversations in these markets yet.');
  for (const { market, conversations, changed, changedTurns, newMistakes, savedMistakes, ...rest } of told.markets) {
    const { questions, ended } = rest;
    io.print(
      `${market}: ${changed} of ${conversations} conversations change in ${changedTurns} turns; ` +
        `mistakes ${newMistakes} new, ${savedMistakes} saved; questions ${questions.live} -> ${questions.draft}; ` +
        `ended ${ended.live} -> ${ended.draft}`,
    );
  }
  return told.markets.every(({ newMistakes }) => newMistakes === 0) ? 0 : 1;
}

interface Listed extends Library {
  readonly drafts: readonly DraftRow[];
}

async function list({ door, print }: Io): Promise<number> {
  const { versions, pointers, drafts } = await door().get<Listed>('flows');
  for (const { version, title, from, serves } of versions)
    print(
      `version ${version}  ${title}  (${from})  ${serves.length > 0 ? `live in ${serves.join(' ')}` : 'live nowhere'}`,
    );
  for (const { market, challenger } of pointers)
    if (challenger) print(`${market}: ${challenger.share * 100} % of new customers begin on ${challenger.version}`);
  for (const { id, title, base, owner } of drafts) print(`draft ${id}  ${title}  from ${base}, by ${owner}`);
  return 0;
}

async function publish({ draft, markets, move, note = '' }: Values, io: Io): Promise<number> {
  const wanted = marketsOf(markets);
  if (draft === undefined || wanted === undefined) return help(io);
  const found = (await io.door().get<Listed>('flows')).drafts.find(({ id }) => id === draft);
  if (found === undefined) {
    io.print('There is no such draft: npm run flow -- list');
    return 1;
  }
  const wish = { draft, hash: found.hash, markets: wanted, open: move ? 'move' : 'pin', note };
  const { version, hasNoTests } = await io.door().post<Published>('flows/publish', wish);
  io.print(`Version ${version} is live in ${wanted.join(' ')}.`);
  if (hasNoTests) io.print('The tests of the draft could not be kept for it: record them again in the next draft.');
  return 0;
}

async function rollBack({ market, to, note = '' }: Values, io: Io): Promise<number> {
  const [wanted] = marketsOf(market) ?? [];
  const target = Number(to);
  if (wanted === undefined || !Number.isSafeInteger(target)) return help(io);
  const { pointers } = await io.door().get<Listed>('flows');
  const from = pointers.find((pointer) => pointer.market === wanted)?.version ?? 0;
  await io.door().post('flows/roll-back', { market: wanted, from, to: target, note });
  io.print(`${wanted} begins on version ${target}; it began on ${from}.`);
  return 0;
}

function marketsOf(codes: string | undefined): readonly Market[] | undefined {
  const read = Market.array().min(1).safeParse(codes?.split(','));
  return read.success ? read.data : undefined;
}

type ReadFile = FlowContent | { readonly problems: readonly string[] };

function readFile(file: string): ReadFile {
  const beside = file.replace(/\.json$/, '.words.json');
  try {
    const words: Words = existsSync(beside) ? JSON.parse(readFileSync(beside, 'utf8')) : {};
    const read = readContent(JSON.parse(readFileSync(file, 'utf8')), words);
    return 'problems' in read ? read : { flow: read.parsed, words: read.content.words };
  } catch (cause) {
    return { problems: [`${file} cannot be read as JSON: ${cause instanceof Error ? cause.message : cause}`] };
  }
}

function shippedFiles(): readonly string[] {
  const names = readdirSync(FLOWS, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.json') && !name.endsWith('.words.json'))
    .sort()
    .map((name) => join(FLOWS, name));
}

const FLOWS = join(process.cwd(), 'dialogs', 'flows');

function lineOf({ market, step, code, message }: Issue): string {
  return `${market ?? 'all'} ${step ?? '-'}: ${code} - ${message}`;
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

if (require.main === module) {
  const io: Io = { door: () => openOperatorDoor(process.env), print: console.log };
  void runCommand(() => runFlow(process.argv.slice(2), io)).then((code) => {
    process.exitCode = code;
  });
}
