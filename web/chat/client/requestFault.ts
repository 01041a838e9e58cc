/** A request that did not succeed. `status` 0 means that no answer came back at all. */
export class RequestFault extends Error {
  override readonly name = 'RequestFault';

  constructor(
    readonly status: number,
    /** The server is busy, or asks us to slow down, and says when to come again. */
    readonly retryAfterMs?: number,
  ) {
    super(`The request ended with status ${status}; try again or open the chat anew.`);
  }
}
