import { z } from 'zod';
import { givenVariables, refusal } from './environment';

/** Where conversations are kept: in a file of this process, or in an account that many processes share. */
export type StoreConfig =
  | { readonly kind: 'sqlite' }
  | { readonly kind: 'cosmos'; readonly endpoint: string; readonly key: string; readonly database: string };

/** The variables the store has. */
export const StoreEnvironment = z.object({
  STORE: z.enum(['sqlite', 'cosmos']).default('sqlite'),
  COSMOS_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  COSMOS_KEY: z.base64('must be the key as the portal shows it, in base64').min(40).optional(),
  COSMOS_DATABASE: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,255}$/, 'must be letters, digits, - and _')
    .default('lead-capture'),
});
type StoreEnvironment = z.infer<typeof StoreEnvironment>;

/** The store asked for; whatever it lacks goes to `problems`. */
export function readStore(env: StoreEnvironment, problems: string[]): StoreConfig {
  const { STORE: kind, COSMOS_ENDPOINT: endpoint, COSMOS_KEY: key, COSMOS_DATABASE: database } = env;
  if (kind === 'sqlite') return { kind };
  if (endpoint === undefined)
    problems.push('COSMOS_ENDPOINT: required with STORE=cosmos, https://….documents.azure.com');
  else if (!isPrivate(endpoint)) problems.push('COSMOS_ENDPOINT: must be https, but on this machine itself');
  if (key === undefined)
    problems.push("COSMOS_KEY: required with STORE=cosmos, the account's primary or secondary key");
  return { kind, endpoint: endpoint ?? '', key: key ?? '', database };
}

/** The store alone, for a program that needs nothing else of the configuration. */
export function loadStoreConfig(environment: NodeJS.ProcessEnv): StoreConfig {
  const parsed = StoreEnvironment.safeParse(givenVariables(environment));
  const malformed = parsed.error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) ?? [];
  if (!parsed.success) throw refusal(malformed);
  const problems: string[] = [];
  const store = readStore(parsed.data, problems);
  if (problems.length > 0) throw refusal(problems);
  return store;
}

/** Everything a customer said would travel in the clear otherwise. */
function isPrivate(endpoint: string): boolean {
  const { protocol, hostname } = new URL(endpoint);
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
