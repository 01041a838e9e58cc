import { createStore } from './store';

/** Whether somebody has to show once more that it is them, before what they asked for is done. */
export const proof = createStore<'notNeeded' | 'needed'>('notNeeded');

let isGiven = false;

/** Asks for it; false: they would rather leave it. What was asked for waits where it is. */
export function proofGiven(): Promise<boolean> {
  isGiven = false;
  proof.set('needed');
  return new Promise((resolve) => {
    const leave = proof.subscribe(() => {
      if (proof.get() === 'needed') return;
      leave();
      resolve(isGiven);
    });
  });
}

export function endProof(given: boolean): void {
  isGiven = given;
  proof.set('notNeeded');
}
