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

/** Whether the store or another process was only in the way, so that the same again later may succeed. */
export function isPassing(cause: unknown): boolean {
  return cause instanceof StoreFault || (cause instanceof BotFault && cause.code === 'TURN_CONFLICT');
}
