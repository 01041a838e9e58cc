import type { Understanding, View } from '../view';

/** Whether this very answer was doubted a moment ago: who writes it a second time means it. */
export function isSaidAgain({ prompt, step }: View, heard: Understanding): boolean {
  return prompt?.step === step && prompt.doubted !== undefined && prompt.doubted.value === answerIn(heard);
}

/** Of a free answer; undefined for any other. */
export function answerIn(heard: Understanding): string | undefined {
  if (heard.kind !== 'event' || heard.event.type !== 'customer.answered') return undefined;
  return heard.event.value ?? undefined;
}
