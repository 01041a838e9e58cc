import { z } from 'zod';
import { commaSeparated } from './environment';
import type { Secrets } from './secrets';

/** The front of the web chat: what its tokens are signed with, who may embed it, and how much one of them may ask. */
export interface DirectLineConfig {
  readonly signingKey: string;
  /** For other back ends that mint tokens; undefined closes that door. */
  readonly secret: string | undefined;
  readonly allowedOrigins: readonly string[];
  readonly uploads: 'refuse' | 'accept';
  readonly messagesPerMinute: number;
  readonly tokensPerMinutePerAddress: number;
}

/** The variables of the front. */
export const DirectLineEnvironment = z.object({
  ALLOWED_ORIGINS: commaSeparated.default([]),
  UPLOADS: z.enum(['refuse', 'accept']).default('refuse'),
  MESSAGES_PER_MINUTE: z.coerce.number().int().min(1).default(60),
  TOKENS_PER_MINUTE: z.coerce.number().int().min(1).default(60),
});

export function readDirectLine(env: z.infer<typeof DirectLineEnvironment>, secrets: Secrets): DirectLineConfig {
  return {
    signingKey: secrets.directLineSigningKey,
    secret: secrets.directLineSecret,
    allowedOrigins: env.ALLOWED_ORIGINS,
    uploads: env.UPLOADS,
    messagesPerMinute: env.MESSAGES_PER_MINUTE,
    tokensPerMinutePerAddress: env.TOKENS_PER_MINUTE,
  };
}
