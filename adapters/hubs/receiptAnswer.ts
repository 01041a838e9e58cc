import type { HttpResponse } from '../route';
import type { HubReceipt } from './agentHub';

/** What the centre reads of what became of its report: only 503 says that the same may come again. */
export function receiptAnswer(receipt: HubReceipt): HttpResponse {
  switch (receipt.status) {
    case 'taken':
    case 'duplicate':
      return { status: 200, body: { status: receipt.status } };
    case 'refused':
      return { status: 409, body: { error: { code: receipt.code, message: receipt.message } } };
    case 'unknown':
      return { status: 404, body: { error: { code: 'UnknownSession', message: 'There is no such session.' } } };
    case 'unavailable': {
      const seconds = Math.max(1, Math.ceil(receipt.retryAfterMs / 1_000));
      return { status: 503, headers: { 'Retry-After': String(seconds) } };
    }
  }
}
