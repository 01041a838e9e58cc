import type { Grant } from '../../bot/staff/account';
import { createStaff, type Staff } from '../../bot/staff/staff';
import { codeAt } from '../../bot/staff/totp';
import type { LogLine } from '../../bot/telemetry';
import type { AuditEntry } from '../../store/documents';
import type { Register } from '../../store/store';
import { createMemoryRegister } from './memoryRegister';

export const PASSWORD = 'correct horse battery';
export const AGENT: Grant = { roles: ['agent'], markets: ['SG'], languages: ['en'] };

type Line = Pick<AuditEntry, 'operator' | 'action' | 'subject' | 'details'>;

/** The real staff over a register and a clock of the test. */
export interface TestStaff {
  readonly staff: Staff;
  readonly register: Register;
  readonly audit: readonly Line[];
  readonly log: readonly LogLine[];
  now(): number;
  passes(ms: number): void;
  /** A code that was not used yet. */
  freshCode(account: string): string;
  /** Invited and accepted. */
  join(account: string, grant?: Grant): Promise<{ readonly token: string; readonly browser: string }>;
  signIn(
    account: string,
    wrong?: { password?: string; code?: string; address?: string; browser?: string },
  ): ReturnType<Staff['signIn']>;
}

export function createTestStaff(start = 1_900_000_000_000): TestStaff {
  let now = start;
  const secrets = new Map<string, string>();
  const audit: Line[] = [];
  const log: LogLine[] = [];
  const clock = () => now;
  const register = createMemoryRegister(clock);
  const append = async (decide: (last: AuditEntry | undefined) => Line | undefined) => {
    const line = decide(undefined);
    if (line !== undefined) audit.push(line);
    return line !== undefined;
  };
  const staff = createStaff({
    register,
    thread: { append },
    clock,
    pseudonym: (text) => `p(${text})`,
    browserKey: 'a key of the test',
    log: { warn: (line) => void log.push(line) },
  });
  const passes = (ms: number) => {
    now += ms;
  };
  const freshCode = (account: string) => {
    passes(30_000);
    return codeAt(secrets.get(account) ?? '', now);
  };
  return {
    staff,
    register,
    audit,
    log,
    now: clock,
    passes,
    freshCode,
    async join(account, grant = AGENT) {
      const invite = await staff.administration.add(account, grant, 'root');
      secrets.set(account, (await staff.invited(invite))?.totpSecret ?? '');
      const form = { account: '', name: 'Anna', password: PASSWORD, again: PASSWORD, code: freshCode(account) };
      const accepted = await staff.accept(invite, form);
      if (accepted.status !== 'accepted') throw new Error(JSON.stringify(accepted));
      return staff.beginAfter(accepted);
    },
    signIn: (name, { password = PASSWORD, code, address = '192.0.2.1', browser } = {}) =>
      staff.signIn({ name, password, code: code ?? freshCode(name.toLowerCase()), address, browser }),
  };
}
