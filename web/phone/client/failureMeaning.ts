import { problemOf } from '../../../adapters/channels/whatsapp/errorCodes';

const MEANINGS: Readonly<Record<ReturnType<typeof problemOf>, string>> = {
  optedOut: 'the customer has stopped or blocked these messages.',
  contentRefused: 'WhatsApp does not take this content.',
  windowClosed:
    'the customer last wrote more than 24 hours ago, so only an approved template may be sent until they write again.',
  unreachable: 'this number cannot be reached on WhatsApp.',
  policy: 'a rule or a limit of WhatsApp forbids it.',
  failed: 'the provider had trouble with it.',
};

/** Twilio's code in words, for whoever tries the product out. */
export function failureMeaning(code: string | undefined): string {
  if (code === undefined) return `Not delivered: ${MEANINGS.failed}`;
  return `Not delivered (${code}): ${MEANINGS[problemOf(code)]}`;
}
