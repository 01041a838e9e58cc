/** A fault of this channel: wrong set-up, never something a customer did. */
export class WebChatFault extends Error {
  constructor(
    readonly code: 'webchat.noSigningKey' | 'webchat.unknownKey',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'WebChatFault';
  }
}
