/** A read the bank did not answer. Submissions never raise it: their outcome is always a value. */
export class CalloutFault extends Error {
  override readonly name = 'CalloutFault';

  constructor(
    readonly code: 'CALLOUT_UNANSWERED',
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}
