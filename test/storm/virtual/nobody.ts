import type { Callout } from '../../../adapters/callouts/callout';
import type { Messenger } from '../../../adapters/channels/channel';
import type { Http } from '../../../adapters/http';
import type { Log } from '../../../bot/telemetry';

/** Stand-ins for whoever has no part in a story. */

const quiet = () => undefined;
export const QUIET: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
export const NO_HTTP: Http = {
  request: async () => ({ kind: 'notSent', reason: 'nobody there' }),
  mayRetry: () => false,
  restsUntil: () => undefined,
  close: quiet,
};
export const NO_BANK: Callout = {
  id: 'application',
  capabilities: { idempotencyKey: null, uniqueClientRef: false, statusQuery: false },
  requiredFields: () => [],
  body: () => ({}),
  products: async () => undefined,
  referenceData: async () => [],
  submit: async () => ({ class: 'notSent', reason: 'nobody there' }),
  status: async () => ({ class: 'unavailable', reason: 'nobody there' }),
};
const GENEROUS = { burst: 1_000_000, perSecond: 1_000_000 };
export const NO_MESSENGER: Messenger = {
  compose: (replies) => [{ body: replies.map(({ text }) => text).join('\n') }],
  send: async () => ({ class: 'uncertain', reason: 'nobody there' }),
  find: async () => undefined,
  nudge: () => undefined,
  hasTemplate: () => false,
  purge: async () => true,
  pace: { sender: GENEROUS, user: GENEROUS },
};
