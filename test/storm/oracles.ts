import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerEntry } from '../../sandbox/bank/ledger';
import { ASKS_TO_CONFIRM } from './applicant';
import type { Sent } from './history';
import type { Exit, Machines } from './machines';
import { repliesOnce } from './promises';
import { atMost, type Finding, finding } from './storm';
import type { Story, Told } from './story';

/**
 * What must hold after every storm (O1 to O10), decided from what the customers know, what the bank and the provider
 * remember, and what the product kept. Nothing is believed of the product that only the product says.
 */
export interface Evidence {
  readonly story: Story;
  readonly history: readonly Sent[];
  readonly refusals: readonly number[];
  /** Everybody who wrote. */
  readonly applicants: readonly StormApplicant[];
  /** Messages handed to the provider whose fate their sender did not live to see. */
  readonly ambiguous: number;
  readonly ends: readonly End[];
  /** How many processes the storm killed. */
  readonly killed: number;
  /** How many orderly ends were none, since a process was killed in them: the first one says so by exit code 1. */
  readonly endedLate: number;
  readonly startsMs: readonly number[];
  readonly printed: string;
  /** Files in which nothing a customer said, and no secret, may be read. */
  readonly directories: readonly string[];
  readonly canaries: readonly RegExp[];
  readonly secrets: readonly string[];
  /** Times are not judged on a machine that does other things besides. */
  readonly judgesTime: boolean;
}

/** How a process of the product ended. */
export interface End extends Exit {
  /** Of those that another one looks after, which it was; undefined: the first. */
  readonly worker?: number;
}

export interface StormApplicant {
  readonly user: string;
  readonly email: string;
  readonly isConfirmed: boolean;
  readonly mayBeConfirmed: boolean;
  readonly end: string;
  readonly last: string;
  /** For how long an answer was waited for, at most. */
  readonly longestMs: number;
}

export function judge(evidence: Evidence): readonly Finding[] {
  return [
    ...leads(evidence),
    ...references(evidence),
    ...effects(evidence),
    ...replies(evidence),
    ...audit(evidence),
    ...wholeness(evidence),
    ...secrecy(evidence),
    ...processes(evidence),
  ];
}

/** O1, O2: every acknowledged confirmation is one lead, settled or in somebody's hands; no lead is with the bank twice. */
function leads({ story, applicants }: Evidence): readonly Finding[] {
  const confirmed = applicants.filter(({ isConfirmed }) => isConfirmed);
  const fates = confirmed.map(({ user }) => fateOf(story.conversations.get(user), story));
  const count = (fate: Fate) => fates.filter((one) => one === fate).length;
  const byEmail = groupBy(story.applications, emailOf);
  const known = new Set(applicants.map(({ email }) => email));
  return [
    finding(
      `O1 every confirmed lead is kept (${confirmed.length}: ${count('done')} with a reference, ${count('rejected')} rejected, ${count('person')} with a person, ${count('work')} under way, ${count('askedAgain')} asked again)`,
      0,
      count('lost') + count('doubled') + count('unnamed'),
      `${count('lost')} lost, ${count('doubled')} doubled, ${count('unnamed')} done without a reference`,
    ),
    finding(
      'O1 nobody who did not confirm has a lead',
      0,
      applicants.filter(({ user, mayBeConfirmed }) => !mayBeConfirmed && leadsOf(story.conversations.get(user)) > 0)
        .length,
    ),
    finding('O2 no lead with the bank twice', 0, [...byEmail.values()].filter(({ length }) => length > 1).length),
    finding(
      'O2 no request with the bank twice',
      story.applications.length,
      groupBy(story.applications, ({ uuid }) => uuid).size,
    ),
    finding('O2 no application of nobody', 0, [...byEmail.keys()].filter((email) => !known.has(email)).length),
  ];
}

type Fate = 'done' | 'rejected' | 'person' | 'work' | 'askedAgain' | 'lost' | 'doubled' | 'unnamed';

function fateOf(told: Told | undefined, { sent }: Story): Fate {
  if (told === undefined) return 'lost';
  if (told.document.submitted.length === 0) return isAskedAgain(told, sent) ? 'askedAgain' : 'lost';
  if (told.document.submitted.length > 1) return 'doubled';
  const [lead] = told.document.submitted;
  if (lead?.status === 'done') return lead.reference === undefined ? 'unnamed' : 'done';
  if (lead?.status === 'rejected') return 'rejected';
  if (told.cases.some(({ body }) => body.status === 'open' && body.workId === lead?.workId)) return 'person';
  const isOpen = told.work.some(
    ({ id, status }) => id === lead?.workId && (status === 'pending' || status === 'claimed'),
  );
  return isOpen ? 'work' : 'lost';
}

/**
 * What is typed before the question has arrived as a whole confirms nothing (R06): the question comes again. That it
 * did is for the provider to say, and on the page for what was said.
 */
function isAskedAgain({ document, entries }: Told, sent: Story['sent']): boolean {
  const last = entries.findLast(({ body }) => body.from === 'customer');
  const after = sent.filter(({ user, createdAt }) => user === document.address?.user && createdAt >= (last?.at ?? 0));
  const newest = document.channel === 'whatsapp' ? after.at(-1) : entries.at(-1);
  return ASKS_TO_CONFIRM.test(JSON.stringify(newest ?? '').replaceAll('\\"', '"'));
}

function leadsOf(told: Told | undefined): number {
  return told?.document.submitted.length ?? 0;
}

/** O3: what we tell the customer is what the bank has. */
function references({ story, applicants }: Evidence): readonly Finding[] {
  const byEmail = groupBy(story.applications, emailOf);
  const leadOf = ({ user }: StormApplicant) => story.conversations.get(user)?.document.submitted[0];
  const applicationOf = ({ email }: StormApplicant) => byEmail.get(email)?.[0];
  const isWrong = (one: StormApplicant) => {
    const lead = leadOf(one);
    const isOpen = lead?.status !== 'done' && lead?.reference === undefined;
    return !isOpen && lead?.reference !== applicationOf(one)?.reference;
  };
  const denied = applicants.filter((one) => leadOf(one)?.status === 'rejected' && applicationOf(one) !== undefined);
  return [
    finding('O3 every reference kept is the bank’s', 0, applicants.filter(isWrong).length, 'not'),
    finding('O3 no lead is rejected that the bank took', 0, denied.length),
  ];
}

/** O4: each message has its effect once, in the order in which its customer wrote it. */
function effects({ story, history, refusals }: Evidence): readonly Finding[] {
  const byUser = groupBy(history, ({ user }) => user);
  const acked = history.filter(({ isAcked }) => isAcked).length;
  const users = [...byUser.keys()];
  const disordered = users.filter((user) => !isTakenAsWritten(byUser.get(user) ?? [], story.conversations.get(user)));
  return [
    finding('O4 every message was acknowledged in the end', history.length, acked),
    finding('O4 no message was refused', 0, refusals.length, refusals.slice(0, 5).join(' ')),
    finding('O4 every customer’s words once and in their order', 0, disordered.length, 'customers not'),
    finding(
      'O4 one conversation for each customer',
      users.length,
      [...story.conversations.values()].filter(({ entries }) => entries.some(({ body }) => body.from === 'customer'))
        .length,
    ),
  ];
}

function isTakenAsWritten(written: readonly Sent[], told: Told | undefined): boolean {
  const taken = (told?.entries ?? []).flatMap(({ body }) => {
    if (body.from !== 'customer') return [];
    if (body.kind === 'text') return [body.text];
    return body.kind === 'choice' ? [body.label] : [];
  });
  return JSON.stringify(taken) === JSON.stringify(written.map(({ text }) => text));
}

/** O5: every reply arrives, in order, and no more often than nobody could know whether it had. */
function replies({ story, applicants, ambiguous }: Evidence): readonly Finding[] {
  const [phones, pages] = [isOnPhone, (told: Told) => !isOnPhone(told)].map((is) =>
    [...story.conversations].filter(([, told]) => is(told)),
  ) as [[string, Told][], [string, Told][]];
  const silent = applicants.filter(({ end }) => end !== 'ended');
  return [
    finding(
      'O5 every customer was answered to the end',
      0,
      silent.length,
      silent[0] && `not: ${silent[0].user} ${silent[0].end} after ${silent[0].last}`,
    ),
    finding('O5 web: what was said has no gap', 0, pages.filter(([, told]) => hasGap(told)).length, 'gaps'),
    ...repliesOnce({ ...story, conversations: new Map(phones) }, ambiguous).map((one) => ({
      ...one,
      promise: `O5 ${one.promise}`,
    })),
  ];
}

function isOnPhone({ document }: Told): boolean {
  return document.channel === 'whatsapp';
}

function hasGap({ entries }: Told): boolean {
  return entries.some(({ seq }, index) => seq !== index + 1) || entries.at(-1)?.body.from === 'customer';
}

/** O6: no line of what operators did was changed or is missing. */
function audit({ story }: Evidence): readonly Finding[] {
  const { lines, problems } = story.audit;
  return [finding(`O6 the audit is whole (${lines} lines)`, 0, problems.length, problems[0])];
}

/** O7: the file is sound, and every sealed row of it opens. */
function wholeness({ story }: Evidence): readonly Finding[] {
  const { soundness } = story;
  return [
    ...(soundness === undefined
      ? []
      : [{ promise: 'O7 the file is sound', isKept: soundness === 'ok', seen: soundness }]),
    finding(
      `O7 every row opens (${story.rows} rows of ${story.conversations.size} conversations)`,
      0,
      story.damaged.length,
      story.damaged[0],
    ),
  ];
}

/** O9: nothing anybody said, and no secret, in anything but the places made for it. */
function secrecy({ printed, directories, canaries, secrets }: Evidence): readonly Finding[] {
  const forbidden = [...canaries, ...secrets.map((secret) => new RegExp(secret.replace(/[^\w-]/g, '\\$&')))];
  const files = directories.flatMap(filesIn);
  const leaky = files.filter((file) => {
    const bytes = readFileSync(file, 'latin1');
    return forbidden.some((words) => words.test(bytes));
  });
  return [
    finding(
      `O9 nothing secret in ${printed.length} bytes of log`,
      0,
      forbidden.filter((words) => words.test(printed)).length,
    ),
    finding(`O9 nothing readable in ${files.length} files of store and backup`, 0, leaky.length, leaky[0]),
  ];
}

function filesIn(directory: string): readonly string[] {
  return readdirSync(directory).flatMap((name) => {
    const path = join(directory, name);
    if (statSync(path).isDirectory()) return filesIn(path);
    return /^store/.test(name) ? [path] : [];
  });
}

const READY_MS = 5_000;

/** O8, O10: back soon after each start, and no process ended but by us or because it was asked to. */
function processes({ ends, killed, endedLate, startsMs, printed, judgesTime }: Evidence): readonly Finding[] {
  const unplanned = ends.filter((end) => end.signal !== 'SIGKILL' && !isInOrder(end));
  const faults = printed.split('\n').filter((line) => /process\.(fault|rejection)/.test(line));
  const workers = ends.filter(({ worker }) => worker !== undefined).length;
  return [
    ...(judgesTime
      ? [atMost('O8 ready within 5 s of each start (slowest)', READY_MS, Math.max(...startsMs), 'ms')]
      : []),
    finding(
      `O10 no end that was not planned, of ${ends.length - workers} first processes and ${workers} others`,
      endedLate,
      unplanned.length,
      JSON.stringify(unplanned),
    ),
    atMost('O10 no process killed but by the storm', killed, ends.length - ends.filter(isNotKilled).length),
    finding('O10 no fault that nobody caught', 0, faults.length, faults[0]),
  ];
}

/** One of the others that is told to go before it can listen to it has nothing to finish. */
function isInOrder({ code, signal, worker }: End): boolean {
  return code === 0 || (worker !== undefined && signal === 'SIGTERM');
}

function isNotKilled({ signal }: End): boolean {
  return signal !== 'SIGKILL';
}

/** The first processes tell us, and of the others the log does as long as there is somebody who looks after them. */
export function endsOf({ exits, printed }: Pick<Machines, 'exits' | 'printed'>): readonly End[] {
  const lines = printed()
    .split('\n')
    .filter((line) => line.includes('"event":"worker.ended"'));
  const others = lines.map((line) => JSON.parse(line) as Partial<Exit> & { readonly worker: number });
  return [...exits, ...others.map(({ code = null, signal = null, worker }) => ({ code, signal, worker }))];
}

function emailOf({ body }: LedgerEntry): string {
  return /[\w.]+@example\.com/.exec(JSON.stringify(body))?.[0] ?? 'nobody';
}

function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one)) ?? [];
    group.push(one);
    groups.set(keyOf(one), group);
  }
  return groups;
}

/** Messages that were being handed over when their process died, and those whose end told nothing. */
export function ambiguousSends(machines: Pick<Machines, 'probe'>): number {
  const posted = new Map<string, string>();
  let posting = 0;
  for (const one of machines.probe.trace()) {
    if (one.event === 'posting') posting += 1;
    if (one.event === 'posted') posted.set(`${one.pid} ${one.call}`, one.outcome);
  }
  const known = [...posted.values()].filter((outcome) => outcome !== 'ambiguous').length;
  return posting - known;
}
