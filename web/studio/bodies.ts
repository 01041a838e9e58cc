import { z } from 'zod';

/** What the studio's page may send, and nothing besides. Flows and words are read where their limits are. */
const Title = z.string().trim().min(1).max(120);
const Version = z.number().int().nonnegative();
const contents = { flow: z.unknown(), words: z.unknown().optional() };

export const Beginning = z.strictObject({ title: Title, base: Version, ...contents });
export const Saving = z.strictObject({ revision: z.number().int().positive(), title: Title, ...contents });
export const Checking = z.strictObject(contents);
