/** Faults of the studio: a code to search for, a cause, and in the message what to do. */
export type StudioFaultCode =
  | 'COMMENTS_CONTENDED'
  | 'NOTHING_TO_PICK'
  | 'SHIPPED_TEST_INVALID'
  | 'SIMULATION_RESTLESS'
  | 'SIMULATION_UNOPENED';

export class StudioFault extends Error {
  override readonly name = 'StudioFault';

  constructor(
    readonly code: StudioFaultCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}
