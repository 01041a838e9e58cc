/** Whether Twilio can have given this id to a message, so that it may be asked for it and kept by it. */
export function isMessageSid(sid: string): boolean {
  return /^(?:SM|MM)[0-9a-f]{32}$/i.test(sid);
}
