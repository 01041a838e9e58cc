/** The time at which a store under test commits. */
export const CLOCK = 1000;
