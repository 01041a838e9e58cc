import { StoreFault } from '../store/storeFault';

/** Faults of the turn and what surrounds it: a code to search for, a cause, and in the message what to do. */
export type FaultCode =
  | 'CONFIG_INVALID'
  | 'FLOW_MISSING'
  | 'FLOW_CHANGED'
  | 'TURN_CONFLICT'
  | 'BANK_NOT_CONFIGURED'
  | 'PORT_TAKEN'
  | 'CONVERSATION_UNKNOWN';

export class BotFault extends Error {
  override readonly name = 'BotFault';

  constructor(
    readonly code: FaultCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

/** Whether the store or another process was only in the way for a moment, so that the same again may succeed. */
export function isPassing(cause: unknown): boolean {
  return (cause instanceof StoreFault && cause.retryable) || isConflict(cause);
}

/** Whether it was the store, for however long, or another process that was in the way, and not what was to be kept. */
export function isOfTheStore(cause: unknown): boolean {
  return cause instanceof StoreFault || isConflict(cause);
}

function isConflict(cause: unknown): boolean {
  return cause instanceof BotFault && cause.code === 'TURN_CONFLICT';
}
