/** The ways to look at a draft. */
export const VIEWS = ['flow', 'words', 'file', 'changes', 'publish', 'simulator'] as const;
export type View = (typeof VIEWS)[number];
