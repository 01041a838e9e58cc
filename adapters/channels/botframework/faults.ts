/** A fault of this channel; the service sends the message again when it is answered with one. */
export class BotFrameworkFault extends Error {
  constructor(
    readonly code: 'botframework.unavailable',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'BotFrameworkFault';
  }
}
