import { StoreFault } from '../store/storeFault';
import { createEdgeLog, type Log } from './telemetry';

/** A start that cannot succeed: trying it again would change nothing. */
export const CANNOT_START = 78;

/**
 * After a fault that nobody caught nobody knows what the process would do next, so it ends: with one line that holds
 * nothing anybody wrote. Whoever starts it again finds all that was acknowledged.
 */
export function endOnFault(process: Pick<NodeJS.Process, 'on' | 'exit'>, log: Log): void {
  const end = (event: string) => (err: unknown) => {
    try {
      const code = err instanceof Error && 'code' in err ? err.code : undefined;
      createEdgeLog(log).error({ err, code }, event);
    } finally {
      process.exit(1);
    }
  };
  process.on('uncaughtException', end('process.fault'));
  process.on('unhandledRejection', end('process.rejection'));
}

/** A full disk or a key service that is away may be well at the next try, which is for whoever starts the process. */
export function exitCodeOf(cause: unknown): number {
  return cause instanceof StoreFault && cause.retryable ? 1 : CANNOT_START;
}

/** Why the product does not start, for the person who started it. */
export function explain(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const isTaken = 'code' in cause && cause.code === 'EADDRINUSE' && 'port' in cause;
  return isTaken ? `Port ${cause.port} is in use; stop what uses it, or choose another with PORT.` : cause.message;
}
