import { z } from 'zod';
import type { WhatsAppAccount } from '../adapters/channels/whatsapp/accounts';
import { Market } from '../machines/market';
import { readConfigFile } from './configFile';
import { readTwilioTokens, twilioSid } from './twilioTokens';

/** The part of the configuration that exists only where customers can write on WhatsApp. */
export interface WhatsAppConfig {
  readonly accounts: readonly WhatsAppAccount[];
}

const Sender = z.strictObject({
  address: z.string().regex(/^whatsapp:\+[1-9]\d{5,14}$/, 'must be "whatsapp:+" and a number in international form'),
  markets: z.tuple([Market], Market),
  messagingServiceSid: twilioSid('MG').optional(),
});

/** The file named by `WHATSAPP_CONFIG`: everything of the accounts but their secrets. */
const WhatsAppFile = z.strictObject({
  accounts: z
    .array(
      z.strictObject({
        accountSid: twilioSid('AC'),
        senders: z.array(Sender).min(1),
        templates: z
          .record(z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language or locale'), twilioSid('HX'))
          .default({}),
      }),
    )
    .min(1),
});

/**
 * Reads the accounts and the tokens that prove their webhooks. Whatever is missing goes to `problems`: without a token
 * anybody could write in a customer's name, and without our public address nothing can be verified.
 */
export function readWhatsApp(
  given: { readonly path: string | undefined; readonly publicBaseUrl: string | undefined },
  environment: NodeJS.ProcessEnv,
  problems: string[],
): WhatsAppConfig | undefined {
  if (given.path === undefined) return undefined;
  if (given.publicBaseUrl === undefined) {
    problems.push('PUBLIC_BASE_URL: required with WHATSAPP_CONFIG, since Twilio signs the address that it calls');
  }
  const file = readConfigFile('WHATSAPP_CONFIG', given.path, WhatsAppFile, problems);
  if (file === undefined) return undefined;
  problems.push(
    ...repeated(file.accounts.map(({ accountSid }) => accountSid)),
    ...repeated(file.accounts.flatMap(({ senders }) => senders.map(({ address }) => address))),
  );
  return {
    accounts: file.accounts.map((account) => ({
      ...account,
      ...readTwilioTokens({ accountSid: account.accountSid, neededBy: 'WHATSAPP_CONFIG' }, environment, problems),
    })),
  };
}

function repeated(values: readonly string[]): readonly string[] {
  const again = new Set(values.filter((value, index) => values.indexOf(value) !== index));
  return [...again].map((value) => `WHATSAPP_CONFIG: ${value} is listed twice`);
}
