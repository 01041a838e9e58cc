import { readFileSync } from 'node:fs';
import type { Message } from '../../sandbox/twilio/message';

/**
 * Every message in the state file of the sandbox Twilio, in the order in which it took them and in its newest state. It
 * begins each line with the break, so the last one counts too: it may be all there is of the last message.
 */
export function readPhoneLedger(file: string): readonly Message[] {
  const messages = new Map<string, Message>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const { message } = changeIn(line);
    if (message !== undefined) messages.set(message.sid, message);
  }
  return [...messages.values()];
}

/** A line cut off by a kill was never answered, so it counts for nothing. */
function changeIn(line: string): { readonly message?: Message } {
  try {
    return JSON.parse(line) as { readonly message?: Message };
  } catch {
    return {};
  }
}
