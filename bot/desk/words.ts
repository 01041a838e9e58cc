import { redactCardNumbers } from '../cardNumbers';
import type { Refusal } from '../next';

/** Why what somebody of the staff wrote is not taken. A card number is refused rather than taken out: they can rewrite it. */
export function textRefusal(text: string, longest: number): Refusal | undefined {
  if (text === '') return { code: 'Invalid', message: 'Nothing is written yet.' };
  if (text.length > longest) return { code: 'TooLong', message: `At most ${longest} characters go into one message.` };
  if (redactCardNumbers(text).found)
    return { code: 'Invalid', message: 'A card number must not be kept or sent. Take it out.' };
  return undefined;
}
