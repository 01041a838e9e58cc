import { parseArgs } from 'node:util';
import { type CaseView, caseLines, when, wish } from './caseText';
import { type Head, readHeads } from './heads';
import { type OperatorDoorClient, openOperatorDoor, runCommand } from './operatorDoor';

/** `npm run cases`: what operators do by hand, as a client of the running server's door. */

const HELP = `npm run cases -- <command>

  list [--all]                            open cases, or all
  show <case>                             one case with its evidence
  done <case> --reference <reference>     the bank has it: tell the customer the reference      (two operators)
  not-created <case> --resend             the bank does not have it: submit it once more        (two operators)
  reject <case>                           the bank will not take it: tell the customer
  told <case> --note <what you did>       the customer was told what could not be delivered
  dead-letters                            messages that could not be understood because of a fault
  replay <dead letter>                    feed one through the customers' door once more
  pause --reason <why>                    nothing goes to the bank; leads are taken and wait
  resume --reason <why>                   waiting leads go to the bank
  erase <conversation> --reason <why>     take one conversation out of the store for good      (two operators)
        [--even-with-open-case]           also while a case of it is open
  erasures                                what was erased so far, to be kept elsewhere
  verify [--heads <file>]                 check the audit, also against heads kept elsewhere: lines of the log, or what
                                          an earlier verify printed

OPERATOR_TOKEN is your own token, OPERATOR_URL the server (default http://localhost:3978).`;

interface Io {
  readonly door: () => OperatorDoorClient;
  readonly print: (line: string) => void;
}

/** Runs one command and gives the exit code: 0 when it did, or had done, what was asked. */
export async function runCases(args: readonly string[], io: Io): Promise<number> {
  const given = parsed(args);
  const [name = 'help', subject = ''] = given?.positionals ?? ['?'];
  const command = COMMANDS[name];
  if (command === undefined || (command.needsSubject && subject === '')) {
    io.print(HELP);
    return name === 'help' ? 0 : 2;
  }
  return command.run({ ...io, subject, values: given?.values ?? {} });
}

/** Undefined for an option that does not exist. */
function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch {
    return undefined;
  }
}

const OPTIONS = {
  all: { type: 'boolean' },
  reference: { type: 'string' },
  resend: { type: 'boolean' },
  note: { type: 'string' },
  reason: { type: 'string' },
  'even-with-open-case': { type: 'boolean' },
  heads: { type: 'string' },
} as const;

type Values = NonNullable<ReturnType<typeof parsed>>['values'];

interface Given extends Io {
  readonly subject: string;
  readonly values: Values;
}

interface Command {
  readonly needsSubject?: true;
  readonly run: (given: Given) => Promise<number>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  list: { run: list },
  show: { needsSubject: true, run: show },
  done: {
    needsSubject: true,
    run: (given) => decide(given, 'reference', (reference) => ({ kind: 'done', reference })),
  },
  'not-created': { needsSubject: true, run: notCreated },
  reject: { needsSubject: true, run: (given) => send(given, { kind: 'reject' }) },
  told: { needsSubject: true, run: (given) => decide(given, 'note', (note) => ({ kind: 'told', note })) },
  'dead-letters': { run: deadLetters },
  replay: { needsSubject: true, run: replay },
  pause: { run: (given) => switchCallouts(given, true) },
  resume: { run: (given) => switchCallouts(given, false) },
  erase: { needsSubject: true, run: erase },
  erasures: { run: erasures },
  verify: { run: verify },
};

async function list({ door, print, values }: Given): Promise<number> {
  const { cases } = await door().get<{ cases: CaseView[] }>('cases');
  const shown = values.all ? cases : cases.filter(({ status }) => status === 'open');
  for (const one of shown) {
    const proposal = one.proposal ? `  ${wish(one.proposal)} proposed by ${one.proposal.operator}` : '';
    print(`${when(one.at)}  ${one.market}  ${one.status}  ${one.reason}  ${one.id}${proposal}`);
  }
  print(shown.length === 0 ? 'No open cases.' : `\nNext: npm run cases -- show <case>`);
  return 0;
}

async function show({ door, print, subject }: Given): Promise<number> {
  const { cases } = await door().get<{ cases: CaseView[] }>('cases');
  const found = cases.find(({ id }) => id === subject);
  if (found === undefined) return fail(print, `There is no case ${subject}. Next: npm run cases -- list`);
  for (const line of caseLines(found)) print(line);
  return 0;
}

async function notCreated(given: Given): Promise<number> {
  if (given.values.resend) return send(given, { kind: 'resend' });
  return fail(
    given.print,
    'Only when the bank certainly has no application. Then say --resend: it is submitted once more.',
  );
}

async function decide(given: Given, option: 'reference' | 'note', action: (value: string) => object): Promise<number> {
  const value = given.values[option];
  return value ? send(given, action(value)) : fail(given.print, `--${option} is missing.\n\n${HELP}`);
}

async function send({ door, print, subject }: Given, action: object): Promise<number> {
  const { result } = await door().post<{ result: string }>('cases/decide', { caseId: subject, action });
  print(SAID[result] ?? result);
  return 0;
}

const SAID: Readonly<Record<string, string>> = {
  proposed: 'Proposed. Nothing has happened yet. Next: another operator runs the same command.',
  settled: 'Settled. The customer is told where there is something to tell.',
  alreadySettled: 'It was settled just so before; nothing was done again.',
};

async function deadLetters({ door, print }: Given): Promise<number> {
  const { deadLetters: letters } = await door().get<{
    deadLetters: { id: string; at: number; message: string; fault: string }[];
  }>('dead-letters');
  for (const { id, at, message, fault } of letters) print(`${when(at)}  ${message}  ${fault}  ${id}`);
  print(
    letters.length === 0
      ? 'No dead letters.'
      : '\nNext, once the fault is mended: npm run cases -- replay <dead letter>',
  );
  return 0;
}

async function replay({ door, print, subject }: Given): Promise<number> {
  const { status } = await door().post<{ status: string }>('dead-letters/replay', { letterId: subject });
  print(
    status === 'duplicate'
      ? 'It was replayed before; nothing was done again.'
      : 'Replayed. A message that fails again is kept as a new dead letter.',
  );
  return 0;
}

async function switchCallouts({ door, print, values }: Given, paused: boolean): Promise<number> {
  if (!values.reason) return fail(print, '--reason is missing: it is kept in the audit.');
  const { changed } = await door().post<{ changed: boolean }>('callouts', { paused, reason: values.reason });
  const state = paused ? 'paused: leads are taken and wait. Next: npm run cases -- resume --reason <why>' : 'running.';
  print(`Callouts ${changed ? 'are now' : 'were already'} ${state}`);
  return 0;
}

async function erase({ door, print, subject, values }: Given): Promise<number> {
  if (!values.reason) return fail(print, '--reason is missing: it is kept in the audit. Name nobody in it.');
  const { result } = await door().post<{ result: string }>('erase', {
    conversationId: subject,
    reason: values.reason,
    evenWithOpenCase: values['even-with-open-case'] ?? false,
  });
  print(
    result === 'proposed'
      ? (SAID.proposed ?? '')
      : 'Erased. Copies that remain: backups made before, until they are deleted, and what the bank has.',
  );
  return 0;
}

/** In the form of the list beside the backups, which a restore reads. */
async function erasures({ door, print }: Given): Promise<number> {
  const { erasures: erased } = await door().get<{ erasures: object[] }>('erasures');
  for (const entry of erased) print(JSON.stringify(entry));
  return 0;
}

async function verify({ door, print, values }: Given): Promise<number> {
  const known = values.heads === undefined ? [] : readHeads(values.heads);
  if (values.heads !== undefined && known.length === 0) return fail(print, `There are no heads in ${values.heads}.`);
  const report = known.length === 0 ? await door().get<Report>('audit') : await checkedInParts(door(), known);
  if (known.length > 0) print(`${known.length} heads from elsewhere were looked for.`);
  for (const problem of report.problems) print(`PROBLEM  ${problem}`);
  for (const { stream, seq, mac } of report.heads) print(`head  ${stream}  ${seq}  ${mac}`);
  print(`${report.lines} lines in ${report.heads.length} streams, ${report.problems.length} problems.`);
  print('Keep the heads elsewhere: a stream that ends before its head of an earlier day was cut off.');
  return report.problems.length === 0 ? 0 : 1;
}

interface Report {
  readonly lines: number;
  readonly problems: string[];
  readonly heads: readonly Head[];
}

const AT_ONCE = 4_000;

async function checkedInParts(door: OperatorDoorClient, known: readonly Head[]): Promise<Report> {
  const problems = new Set<string>();
  let report: Report = { lines: 0, problems: [], heads: [] };
  for (let from = 0; from < known.length; from += AT_ONCE) {
    report = await door.post<Report>('audit', { heads: known.slice(from, from + AT_ONCE) });
    for (const problem of report.problems) problems.add(problem);
  }
  return { ...report, problems: [...problems] };
}

function fail(print: Io['print'], line: string): number {
  print(line);
  return 2;
}

if (require.main === module) {
  const io = { door: () => openOperatorDoor(process.env), print: console.log };
  void runCommand(() => runCases(process.argv.slice(2), io)).then((code) => {
    process.exitCode = code;
  });
}
