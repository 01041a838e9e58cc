/** What can be wrong with a flow or with a position in it. Callers compare codes, never messages. */
export type FlowFaultCode =
  | 'flow.notAFlow'
  | 'flow.schemaVersion'
  | 'flow.unresolvable'
  | 'flow.unknownStep'
  | 'flow.ring'
  | 'flow.calloutGone'
  | 'flow.stopped';

/** A fault of the flow or of our code, never a customer's mistake. The message ends in what to do. */
export class FlowFault extends Error {
  override readonly name = 'FlowFault';

  constructor(
    readonly code: FlowFaultCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}
