/** How the bank of a simulation can behave. */
export const BANK_BEHAVIOURS = ['ok', 'slow', 'rejected', 'ambiguous', 'down'] as const;
export type BankBehaviour = (typeof BANK_BEHAVIOURS)[number];
