import { z } from 'zod';
import { FLEX_HOSTS } from '../adapters/hubs/flex/twilioApi';
import { isSigningKey, type SigningKeys } from '../adapters/hubs/webhook/signing';
import { Market } from '../machines/market';
import { readConfigFile } from './configFile';
import { readTwilioTokens, type TwilioTokens, twilioSid } from './twilioTokens';

/** What every kind of contact centre has. */
const shared = {
  /** For whom it works; left out, for everybody. */
  markets: z.array(Market).min(1).optional(),
  queues: z.array(z.string().min(1)).min(1).optional(),
  /** Classes of personal values that it is told in the clear. */
  shows: z.array(z.enum(['personal', 'contact', 'financial'])).default([]),
  /** So long it may not take what it is told before people at our own desk have to. */
  patienceMinutes: z
    .number()
    .positive()
    .max(24 * 60)
    .default(10),
  /** Who customers read that they talk to, where the centre names nobody. */
  personName: z.string().min(1).max(40).default('Customer service'),
};

/** The file named by `HUB_CONFIG`: everything of the contact centre but its secrets. */
const HubFile = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('webhook'),
    url: z.url({ protocol: /^https?$/ }).refine(isSafe, 'must be https, or on this machine'),
    privateNetwork: z.boolean().default(false),
    ...shared,
  }),
  z.strictObject({
    kind: z.literal('botFramework'),
    statusFrom: z.array(z.string().min(1)).min(1).optional(),
    ...shared,
  }),
  z.strictObject({
    kind: z.literal('flex'),
    accountSid: twilioSid('AC'),
    workspaceSid: twilioSid('WS'),
    workflowSid: twilioSid('WW'),
    taskChannel: z.string().min(1).default('chat'),
    whenDone: z.enum(['returned', 'closed']).default('returned'),
    ...shared,
  }),
]);
type HubFile = z.infer<typeof HubFile>;

/** The part of the configuration that exists only with a contact centre of the bank's. */
export type HubConfig =
  | (Of<'webhook'> & { readonly keys: SigningKeys })
  | Of<'botFramework'>
  | (Of<'flex'> & TwilioTokens);
type Of<K extends HubFile['kind']> = Extract<HubFile, { kind: K }>;

export const HubEnvironment = z.object({
  HUB_CONFIG: z.string().optional(),
  HUB_SECRET: z.string().optional(),
  HUB_NEXT_SECRET: z.string().optional(),
});

/** Undefined: people help at our own desk alone. */
export function readHub(
  env: z.infer<typeof HubEnvironment> & { readonly PUBLIC_BASE_URL?: string | undefined },
  { botFramework, environment }: { readonly botFramework: unknown; readonly environment: NodeJS.ProcessEnv },
  problems: string[],
): HubConfig | undefined {
  if (env.HUB_CONFIG === undefined) return undefined;
  const file = readConfigFile('HUB_CONFIG', env.HUB_CONFIG, HubFile, problems);
  if (file?.kind === 'webhook') return { ...file, keys: keysOf(env, problems) };
  if (file?.kind === 'botFramework' && botFramework === undefined)
    problems.push(
      'HUB_CONFIG kind: botFramework is for customers of Azure Bot Service; give the MICROSOFT_APP_ variables',
    );
  if (file?.kind !== 'flex') return file;
  if (env.PUBLIC_BASE_URL === undefined)
    problems.push('PUBLIC_BASE_URL: required with flex in HUB_CONFIG, since Twilio signs the address that it calls');
  const { accountSid } = file;
  return { ...file, ...readTwilioTokens({ accountSid, neededBy: 'HUB_CONFIG' }, environment, problems) };
}

function keysOf(
  { HUB_SECRET: current = '', HUB_NEXT_SECRET: next }: z.infer<typeof HubEnvironment>,
  problems: string[],
) {
  const shape = '"whsec_" and 24 to 64 random bytes in base64';
  if (!isSigningKey(current)) problems.push(`HUB_SECRET: required with a webhook in HUB_CONFIG, ${shape}`);
  if (next !== undefined && !isSigningKey(next)) problems.push(`HUB_NEXT_SECRET: must be ${shape}, or be left out`);
  return { current, ...(next !== undefined && { next }) };
}

function isSafe(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/** The hosts that a centre is told at, and those of them that may be private. */
export function hubHosts(hub: HubConfig | undefined): {
  readonly allowedHosts: readonly string[];
  readonly privateHosts: readonly string[];
} {
  if (hub?.kind === 'flex') return { allowedHosts: FLEX_HOSTS, privateHosts: [] };
  if (hub?.kind !== 'webhook') return { allowedHosts: [], privateHosts: [] };
  const { host, hostname } = new URL(hub.url);
  return { allowedHosts: [host], privateHosts: hub.privateNetwork ? [hostname] : [] };
}
