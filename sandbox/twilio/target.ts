import { z } from 'zod';

/** Where the product listens, and the address it is known by, over which webhooks are signed. */
export const Target = z.strictObject({
  deliverTo: z.url(),
  publicUrl: z.url(),
  fragment: z.string().default(''),
});
export type Target = z.infer<typeof Target>;
