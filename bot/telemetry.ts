import { createHmac, hkdfSync } from 'node:crypto';
import pino from 'pino';
import type { Config } from './config';

/** What may be logged: an event's name, codes, counts and pseudonyms. Never a message, a name or a number. */
export interface LogLine {
  readonly event: string;
  readonly [detail: string]: string | number | boolean | undefined;
}

export interface Log {
  debug(line: LogLine): void;
  info(line: LogLine): void;
  warn(line: LogLine): void;
  error(line: LogLine): void;
}

/** `worker`: which of several processes speaks. */
export function createLog(level: Config['logLevel'], worker?: Config['worker']): Log {
  const logger = pino({ level, base: worker === undefined ? null : { worker: worker.number } });
  return {
    debug: (line) => logger.debug(line),
    info: (line) => logger.info(line),
    warn: (line) => logger.warn(line),
    error: (line) => logger.error(line),
  };
}

type EdgeFields = Readonly<Record<string, unknown>>;

/** The same log for the HTTP edge and the channels, which describe a fault by the error itself: its name and code are kept. */
export type EdgeLog = Readonly<Record<'error' | 'warn' | 'info', (fields: EdgeFields, message: string) => void>>;

export function createEdgeLog(log: Log): EdgeLog {
  return {
    error: (fields, message) => log.error(edgeLine(fields, message)),
    warn: (fields, message) => log.warn(edgeLine(fields, message)),
    info: (fields, message) => log.info(edgeLine(fields, message)),
  };
}

function edgeLine({ err, requestId, code }: EdgeFields, message: string): LogLine {
  const where =
    err instanceof Error ? err.stack?.split('\n').find((line) => line.trimStart().startsWith('at ')) : undefined;
  // A code with a dot in it is the name of an event; any other says more about one that the message names.
  const isEvent = typeof code === 'string' && code.includes('.');
  return {
    ...(isEvent ? { event: code, message } : { event: message }),
    ...(typeof requestId === 'string' ? { requestId } : {}),
    ...(typeof code === 'string' && !isEvent ? { code } : {}),
    ...(err instanceof Error ? { fault: err.name, where: where?.trim() } : {}),
  };
}

/** A stable stand-in for an identity, useless without the master key. A customer needs theirs several times: it is remembered. */
export function createPseudonym(masterKey: string): (identity: string) => string {
  const known = new Map<string, string>();
  return (identity) => {
    const before = known.get(identity);
    if (before !== undefined) return before;
    const made = pseudonymOf(masterKey, identity);
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(identity, made);
    return made;
  };
}

const MOST_REMEMBERED = 5_000;

/** The same without remembering, for people of whom nothing may be kept, not even in memory. */
export function pseudonymOf(masterKey: string, identity: string): string {
  return createHmac('sha256', masterKey).update(identity).digest('base64url').slice(0, 22);
}

/** A key of its own for each use, so that one leaked does not open the others. */
export function deriveKey(masterKey: string, use: string): string {
  return Buffer.from(hkdfSync('sha256', masterKey, '', use, 32)).toString('base64url');
}
