import type { ProviderCopy } from '../../../../dialogs/message';
import type { Twilio } from './twilioClient';
import { TwilioFault } from './twilioFault';

/** Deletes a message's files at Twilio and empties its text. Rejects when any of it may still be there. */
export async function purgeCopy(client: Twilio, { message, media }: ProviderCopy): Promise<void> {
  const copy = client.messages(message);
  for (const sid of media.length > 0 ? media : await listedMedia(copy)) await unlessGone(copy.media(sid).remove());
  await unlessGone(copy.update({ body: '' }));
}

/** A message that was found afterwards does not say which files came with it. */
async function listedMedia(copy: ReturnType<Twilio['messages']>): Promise<readonly string[]> {
  try {
    return (await copy.media.list()).map(({ sid }) => sid);
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

async function unlessGone(done: Promise<unknown>): Promise<void> {
  try {
    await done;
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

function isGone(error: unknown): boolean {
  const { problem } = error instanceof TwilioFault ? error : {};
  return problem?.code === 'TWILIO_REFUSED' && problem.status === 404;
}
