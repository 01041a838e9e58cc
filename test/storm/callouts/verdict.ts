import { requestIds } from '../../../bot/operator/evidence';
import type { Reply } from '../../../dialogs/message';
import type { LedgerEntry } from '../../../sandbox/bank/ledger';
import { TEXTS } from '../../support/product';
import { type Finding, finding } from '../storm';
import type { Run } from './arena';
import type { CalloutFault } from './faultTable';

/** What is wrong with one run, by the promise it breaks. Whether there is an application is for the bank's ledger to say. */
export interface Wrongs {
  readonly doubled: boolean;
  readonly lost: boolean;
  readonly openEnded: boolean;
  readonly wrongReference: boolean;
  readonly mistaken: boolean;
  readonly silent: boolean;
  readonly dishonest: boolean;
}

const DAY_MS = 24 * 3_600_000;
const ALARM_MS = 15 * 60_000;
const MOST_FENCES = 60;

export function wrongsOf(run: Run): Wrongs {
  const taken = takenOf(run);
  const [submitted] = run.told.document.submitted;
  const [opened] = run.told.cases;
  const isDone = submitted?.status === 'done';
  const isRejected = submitted?.status === 'rejected';
  const reference = submitted?.reference;
  return {
    doubled: taken.length > 1,
    lost:
      submitted === undefined ||
      (!isDone && !isRejected && opened?.body.status !== 'open') ||
      (isRejected && taken.length > 0),
    openEnded:
      run.endedAt - run.confirmedAt > DAY_MS + ALARM_MS || run.told.work.some(({ status }) => status === 'pending'),
    wrongReference: isDone && !taken.some((entry) => entry.reference === reference),
    mistaken: isMistaken(run),
    silent: opened !== undefined && !wasAlarmed(run, opened),
    dishonest: isDishonest(run, taken),
  };
}

/** The applications that the bank made of this lead, by what the requests carried. */
function takenOf({ told, ledger }: Run): readonly LedgerEntry[] {
  const [item] = told.work;
  if (item === undefined) return [];
  const fences = Array.from({ length: MOST_FENCES }, (_, index) => index + 1);
  const ids = new Set(fences.flatMap((fence) => requestIds(item.id, fence)));
  return ledger.filter(({ uuid, clientReference }) => ids.has(uuid) || clientReference === item.body.idemKey);
}

/** What the fault struck was taken for something else than R21 says. */
function isMistaken({ fault, kind, told, notes, isKilled }: Run): boolean {
  const expected = kind === 'contract' ? fault.is : (fault.ofKeyed ?? fault.is);
  const idemKey = told.work[0]?.body.idemKey;
  const struck = notes.find(
    (note) => note.event === 'observed' && note.idemKey === idemKey && !wasSparedIt(fault, note.reason ?? ''),
  );
  if (fault.isOfKept && struck?.class === 'done') return false;
  // A kill may have come when the fault had struck: what the next process tries is taken as by any bank that is well.
  if (isKilled && (struck === undefined || isUnspoilt(struck))) return false;
  return struck?.class !== expected;
}

/** Taken, or too slow for the short patience of the storm on a busy machine. */
function isUnspoilt({ class: is, reason = '' }: Run['notes'][number]): boolean {
  return is === 'done' || (is === 'ambiguous' && /timeout/i.test(reason));
}

/** Nothing was tried, or a busy machine was too slow for a connection. */
function wasSparedIt({ isOfConnection }: CalloutFault, reason: string): boolean {
  return /circuitOpen|retryBudget/.test(reason) || (!isOfConnection && /connectTimeout|^token: /.test(reason));
}

function wasAlarmed({ notes }: Run, opened: Run['told']['cases'][number]): boolean {
  const alarm = notes.find((note) => note.level === 'error' && note.case === opened.id);
  return alarm !== undefined && Math.abs(opened.at - alarm.at) <= ALARM_MS;
}

const CONFESSES_FAILURE = /\b(fail|failed|failure|error|try again|unsuccessful|rejected|gagal|nie udało)\b/i;

/** R23: what the customer read about the application is true, and never an invitation to apply again. */
function isDishonest({ told }: Run, taken: readonly LedgerEntry[]): boolean {
  const replies = told.entries.flatMap(({ body }) => (body.from === 'bot' ? [body.reply] : []));
  const about = replies.filter(({ lead }) => lead !== undefined);
  const isRefused = told.document.submitted[0]?.status === 'rejected';
  if (!isRefused && replies.some(saysNo)) return true;
  return about.some((reply) => isFalse(reply, taken) || CONFESSES_FAILURE.test(reply.text));
}

function saysNo({ text, locale }: Reply): boolean {
  return text.includes(TEXTS.say(locale, 'say.notAccepted'));
}

function isFalse({ lead }: Reply, taken: readonly LedgerEntry[]): boolean {
  if (lead?.status === 'submitted') return !taken.some(({ reference }) => reference === lead.reference);
  return lead?.status === 'rejected' && taken.length > 0;
}

const PROMISES: Readonly<Record<keyof Wrongs, string>> = {
  doubled: 'no lead is two applications in the bank’s ledger',
  lost: 'every lead has a reference, a refusal or an open case',
  openEnded: 'each within a day',
  wrongReference: 'every reference told is the one in the ledger',
  mistaken: 'every first attempt is taken for what R21 says',
  silent: 'every case has its alarm',
  dishonest: 'no customer reads what is not true',
};

export function findingsOf(runs: readonly Run[]): readonly Finding[] {
  const judged = runs.map((run) => ({ run, wrongs: wrongsOf(run) }));
  return Object.entries(PROMISES).map(([wrong, promise]) => {
    const broken = judged.filter(({ wrongs }) => wrongs[wrong as keyof Wrongs]).map(({ run }) => nameOf(run));
    return finding(
      promise,
      0,
      broken.length,
      `of ${runs.length} not${broken.length > 0 ? `: ${[...new Set(broken)].join('; ')}` : ''}`,
    );
  });
}

function nameOf({ kind, fault, isKilled, notes }: Run): string {
  const seen = notes.flatMap((note) => (note.event === 'observed' ? [`${note.class} ${note.reason}`] : []));
  return `${kind}, ${fault.name}${isKilled ? ', killed' : ''} (${seen.join(', ')})`;
}

/** How the runs ended, by bank. */
export function endsOf(runs: readonly Run[]): Readonly<Record<string, number>> {
  const ends: Record<string, number> = {};
  for (const { kind, told } of runs) {
    const status = told.document.submitted[0]?.status;
    const end = status === 'done' || status === 'rejected' ? status : 'case';
    ends[`${kind} ${end}`] = (ends[`${kind} ${end}`] ?? 0) + 1;
  }
  return ends;
}
