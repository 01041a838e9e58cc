import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';
import type { Fault, Faults } from './faults';
import { type Patience, patienceOf } from './patience';
import { type Delivery, deliver, UNDELIVERED } from './post';
import type { Target } from './target';

export type Form = Readonly<Record<string, string>>;

interface Call {
  /** The public one, without its fragment: this is what is signed. */
  readonly url: string;
  readonly form: Form;
  /** The same over retries. */
  readonly token: string;
  readonly patience: Patience;
}

const INBOUND_PATH = '/twilio/inbound';
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/;

/** Signed posts to the product. They leave the machine never: an address that is not the product's must be a local one. */
export function createWebhooks(authToken: string, faults: Faults, target: () => Target | undefined) {
  const ended = new AbortController();
  // Each post under way listens, and there is no telling how many.
  setMaxListeners(0, ended.signal);
  /** Posts held back until the next one of the same kind to the same customer has arrived. */
  const held = new Map<string, () => void>();

  const send = async (call: Call): Promise<Delivery> => {
    const url = localUrl(target(), call.url);
    if (url === undefined || ended.signal.aborted) return UNDELIVERED;
    const headers = {
      'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8',
      'User-Agent': 'TwilioProxy/1.1',
      'X-Twilio-Signature': getExpectedTwilioSignature(authToken, call.url, call.form),
      'I-Twilio-Idempotency-Token': call.token,
    };
    const body = new URLSearchParams(call.form).toString();
    return deliver({ url, headers, body, signal: ended.signal }, call.patience);
  };

  const spoilt = async (fault: Fault, key: string, call: Call): Promise<Delivery> => {
    switch (fault.kind) {
      case 'drop':
        return UNDELIVERED;
      case 'delay':
        await wait(fault.ms, undefined, { signal: ended.signal });
        return send(call);
      case 'reorder':
        await Promise.race([
          new Promise<void>((go) => held.set(key, go)),
          wait(fault.ms, undefined, { signal: ended.signal }),
        ]);
        return send(call);
      case 'duplicate':
        return (await Promise.all([send(call), send(call)]))[0];
      default:
        // The product has it, but its answer is lost on the way back.
        await send(call);
        return call.patience.retriedAfter.has('rt') ? send(call) : UNDELIVERED;
    }
  };

  const perform = async (at: 'inbound' | 'status', user: string, publicUrl: string, form: Form): Promise<Delivery> => {
    const [url = '', fragment = ''] = publicUrl.split('#', 2);
    const call = { url, form, token: randomUUID(), patience: patienceOf(fragment) };
    const key = `${at} ${user}`;
    const fault = faults.take(at, user);
    if (fault) return spoilt(fault, key, call).catch(() => UNDELIVERED);
    const delivery = await send(call);
    held.get(key)?.();
    held.delete(key);
    return delivery;
  };

  return {
    inbound(user: string, form: Form): Promise<Delivery> {
      const at = target();
      if (at === undefined) return Promise.resolve(UNDELIVERED);
      return perform('inbound', user, `${at.publicUrl.replace(/\/$/, '')}${INBOUND_PATH}${at.fragment}`, form);
    },
    status: (user: string, url: string, form: Form): Promise<Delivery> => perform('status', user, url, form),
    close: (): void => ended.abort(),
  };
}

export type Webhooks = ReturnType<typeof createWebhooks>;

function localUrl(target: Target | undefined, url: string): string | undefined {
  const known = target?.publicUrl.replace(/\/$/, '');
  if (target && known !== undefined && url.startsWith(`${known}/`)) {
    return target.deliverTo.replace(/\/$/, '') + url.slice(known.length);
  }
  return LOOPBACK.test(url) ? url : undefined;
}
