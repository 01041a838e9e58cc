import type { HttpResponse } from '../../../route';
import type { DeliveryReport, MessengerGateway } from '../../channel';
import { problemOf } from '../errorCodes';
import { tryAgain, type Webhook, WebhookRefusal } from './webhook';

/** The provider's words for how a message fares; the ones that are missing here say nothing about it. */
const STATUSES: ReadonlyMap<string, DeliveryReport['status']> = new Map([
  ['accepted', 'queued'],
  ['scheduled', 'queued'],
  ['queued', 'queued'],
  ['sending', 'queued'],
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  ['failed', 'failed'],
  ['undelivered', 'failed'],
  ['canceled', 'failed'],
]);

const RETRY_AFTER_MS = 5_000;

/** Takes reports in any order and any number: telling what is new from what is old is the store's work. */
export function createStatusHandler(gateway: Pick<MessengerGateway, 'delivered'>, clock: () => number) {
  return async (webhook: Webhook): Promise<HttpResponse | WebhookRefusal> => {
    const from = webhook.form.get('From') ?? '';
    // A message that failed before the provider chose a sender has none.
    if (from !== '' && !webhook.account.senders.some(({ address }) => address === from)) {
      return new WebhookRefusal('notOurs');
    }
    const report = reportOf(webhook, clock());
    if (report === undefined) return { status: 204 };
    return (await gateway.delivered(report)) ? { status: 204 } : tryAgain(RETRY_AFTER_MS);
  };
}

/** Undefined: nothing that a reply of ours waits for, for example the redirect's own progress. */
function reportOf({ form, query }: Webhook, at: number): DeliveryReport | undefined {
  const [conversationId, workId, part] = [query.get('c'), query.get('w'), query.get('p')];
  const sid = form.get('MessageSid') ?? '';
  const word = form.get('EventType') === 'READ' ? 'read' : (form.get('MessageStatus') ?? form.get('SmsStatus') ?? '');
  const status = STATUSES.get(word.toLowerCase());
  if (!conversationId || !workId || !part || !/^\d{1,3}$/.test(part) || sid === '' || status === undefined) {
    return undefined;
  }
  const report = { conversationId, workId, part: Number(part), sid, status, at };
  if (status !== 'failed') return report;
  const code = form.get('ErrorCode') || word.toLowerCase();
  return { ...report, problem: problemOf(code), code };
}
