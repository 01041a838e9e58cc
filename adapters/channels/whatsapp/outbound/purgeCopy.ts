import type { ProviderCopy } from '../../../../dialogs/message';
import type { Twilio } from './twilioClient';
import { TwilioFault } from './twilioFault';

/** Deletes a message's files at Twilio and empties its text. Rejects when any of it may still be there. */
export async function purgeCopy(client: Twilio, { message, media }: ProviderCopy): Promise<void> {
  const copy = client.messages(message);
  for (const sid of media) await unlessGone(copy.media(sid).remove());
  await unlessGone(copy.update({ body: '' }));
}

async function unlessGone(done: Promise<unknown>): Promise<void> {
  try {
    await done;
  } catch (error) {
    const { problem } = error instanceof TwilioFault ? error : {};
    if (problem?.code !== 'TWILIO_REFUSED' || problem.status !== 404) throw error;
  }
}
