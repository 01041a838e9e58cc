import { z } from 'zod';
import { Market } from '../../machines/market';
import { readConfigFile } from '../configFile';
import { ROLES } from './account';

/** What values of a claim are worth here: `{ "claim": "groups", "of": { "desk-sg": ["SG"] } }`. */
const worth = <T extends z.ZodType<string>>(value: T) =>
  z.strictObject({ claim: z.string().min(1), of: z.record(z.string(), z.array(value)) });

/** The file named by `OIDC_CONFIG`: everything of the bank's own sign-in but its secret. */
const OidcFile = z.strictObject({
  issuer: z.url({ protocol: /^https?$/ }).refine(isSafe, 'must be https, or on this machine'),
  clientId: z.string().min(1),
  /** What stands on the button. */
  label: z.string().min(1).max(60).default('Sign in with your bank account'),
  scope: z.string().default('openid profile email'),
  /** Hosts of the provider other than the issuer's, where it has some. */
  hosts: z.array(z.string().min(1)).default([]),
  privateNetwork: z.boolean().default(false),
  /** Claims of the ID token that name the account, and how customers see it. */
  account: z.string().min(1).default('preferred_username'),
  name: z.string().min(1).default('given_name'),
  roles: worth(z.enum(ROLES)),
  markets: worth(Market),
  languages: worth(z.string()).optional(),
  queues: worth(z.string()).optional(),
});

export type OidcConfig = z.infer<typeof OidcFile> & { readonly clientSecret: string };
export type OidcMapping = Pick<OidcConfig, 'account' | 'name' | 'roles' | 'markets' | 'languages' | 'queues'>;

/** Undefined: there is no such sign-in. */
export function readOidc(
  given: { readonly path: string | undefined; readonly secret: string | undefined },
  problems: string[],
): OidcConfig | undefined {
  if (given.path === undefined) return undefined;
  const clientSecret = given.secret ?? '';
  if (clientSecret.length < 16) problems.push('OIDC_CLIENT_SECRET: required with OIDC_CONFIG, at least 16 characters');
  const file = readConfigFile('OIDC_CONFIG', given.path, OidcFile, problems);
  return file && { ...file, clientSecret };
}

function isSafe(issuer: string): boolean {
  const { protocol, hostname } = new URL(issuer);
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/** The hosts that a provider's are: to be reached, and those that may be private. */
export function oidcHosts(config: OidcConfig | undefined): {
  readonly allowedHosts: readonly string[];
  readonly privateHosts: readonly string[];
} {
  if (config === undefined) return { allowedHosts: [], privateHosts: [] };
  const allowedHosts = [new URL(config.issuer).host, ...config.hosts];
  const names = allowedHosts.map((host) => host.replace(/:\d+$/, ''));
  return { allowedHosts, privateHosts: config.privateNetwork ? names : [] };
}
