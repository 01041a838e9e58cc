import type { Locale, Market } from '../../../machines/market';

/** One Twilio account and what it may be used for. A bank may have several, for example one per region. */
export interface WhatsAppAccount {
  readonly accountSid: string;
  /** Signs our calls and proves theirs. */
  readonly authToken: string;
  /** While a token is being replaced: what is signed with either is believed, calls still use the current one. */
  readonly nextAuthToken?: string;
  /** A stand-in for Twilio: every one of its hosts is reached there instead. Undefined: the real one. */
  readonly apiBaseUrl?: string;
  readonly senders: readonly WhatsAppSender[];
  /** By locale or language: ContentSid (`HX…`) of the approved template that asks a customer to write again. */
  readonly templates: Readonly<Partial<Record<Locale, string>>>;
}

/** A number customers write to. With several markets behind it the customer is asked for theirs. */
export interface WhatsAppSender {
  /** `whatsapp:+…`, as the provider writes it. */
  readonly address: string;
  readonly markets: readonly [Market, ...Market[]];
  readonly messagingServiceSid?: string;
}

/** Where calls for these accounts go: Twilio's hosts, or the stand-in of an account that has one. */
export function twilioHosts(accounts: readonly WhatsAppAccount[]): readonly string[] {
  return accounts.flatMap(({ apiBaseUrl }) => (apiBaseUrl === undefined ? TWILIO_HOSTS : [new URL(apiBaseUrl).host]));
}

/** The hosts of the two APIs that are used; no other one ever sees an account's token. */
export const TWILIO_HOSTS: readonly string[] = ['api.twilio.com', 'content.twilio.com'];
