import type { WhatsApp, WhatsAppOptions } from '../adapters/channels/whatsapp';
import type { WhatsAppAccount } from '../adapters/channels/whatsapp/accounts';
import type { Http } from '../adapters/http';
import type { Config } from '../bot/config';
import { deriveKey, type Log, pseudonymOf } from '../bot/telemetry';
import { createTwilioAim, type TwilioAim } from '../sandbox/aimTwilio';
import { sandboxTwilioAccount } from '../sandbox/twilioAccount';

/** Loaded only where there are accounts. */
export function whatsAppOf({ config, accounts, ...parts }: WhatsAppParts): WhatsApp | undefined {
  if (accounts.length === 0) return undefined;
  const { createWhatsApp }: typeof import('../adapters/channels/whatsapp') = require('../adapters/channels/whatsapp');
  return createWhatsApp({
    ...parts,
    accounts,
    publicBaseUrl: config.publicBaseUrl,
    webChatUrl: (market) => `${config.publicBaseUrl}/chat?market=${market}`,
    pseudonym: (identity) => pseudonymOf(config.masterKey, identity),
    messagesPerMinute: Math.ceil(config.directLine.messagesPerMinute / config.workers),
    sealKey: deriveKey(config.masterKey, 'payload seal'),
    // What is found twice is taken once; but each look is paid for.
    sweeps: (config.worker?.number ?? 1) === 1,
    clock: Date.now,
  });
}

interface WhatsAppParts extends Pick<WhatsAppOptions, 'http' | 'texts' | 'marketInfo' | 'log'> {
  readonly config: Config;
  readonly accounts: readonly WhatsAppAccount[];
}

/** In the sandbox its own account besides. */
export function whatsAppAccounts(config: Config): readonly WhatsAppAccount[] {
  const played = isTwilioPlayed(config) ? [sandboxTwilioAccount(config.sandbox.twilioPort)] : [];
  return [...(config.whatsapp?.accounts ?? []), ...played];
}

function isTwilioPlayed({ sandbox }: Config): boolean {
  return sandbox.enabled && sandbox.twilioPort > 0;
}

/** In the sandbox, what a bank does once in Twilio's console. */
export function twilioAimOf({ config, http, port, log, onAimedLate }: TwilioAimParts): TwilioAim | undefined {
  if (!isTwilioPlayed(config)) return undefined;
  const { twilioPort } = config.sandbox;
  return createTwilioAim({
    http,
    twilioPort,
    target: { deliverTo: `http://127.0.0.1:${port}`, publicUrl: config.publicBaseUrl },
    onAbsent: () => log.warn({ event: 'sandboxTwilio.absent', port: twilioPort }),
    onAimedLate,
  });
}

interface TwilioAimParts {
  readonly config: Config;
  readonly http: Http;
  readonly port: number;
  readonly log: Log;
  /** Buttons can be made known only now. */
  readonly onAimedLate: () => void;
}
