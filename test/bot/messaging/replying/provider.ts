import type { Messenger, Outgoing, SendOutcome } from '../../../../adapters/channels/channel';
import type { Address, DeliveryProblem, ProviderCopy } from '../../../../dialogs/message';

/** What the provider does with one message. */
export type Behaviour =
  | 'takes'
  /** Says no, for now. */
  | 'isBusy'
  /** The line breaks before, or after, it took the message: from here both look the same. */
  | 'breaksBefore'
  | 'breaksAfter'
  /** It takes the message and says so after 15 seconds. */
  | 'answersLate'
  | { readonly refuses: DeliveryProblem; readonly code: string };

export interface Taken {
  readonly sid: string;
  readonly at: number;
  readonly user: string;
  readonly body: string;
  readonly workId: string;
  readonly part: number;
}

export interface Provider {
  readonly messenger: Messenger;
  /** Every message taken, in order. */
  readonly taken: Taken[];
  readonly nudges: Taken[];
  readonly purged: ProviderCopy[];
  /** Every time it was asked to take or to find something. */
  readonly asked: { readonly what: 'send' | 'find' | 'nudge' | 'purge'; readonly at: number; readonly body: string }[];
  /** Decides on each send. */
  behaves: (message: Outgoing, of: Pick<Taken, 'workId' | 'part'>) => Behaviour;
  asksToWrite: (() => Behaviour) | undefined;
  finds: () => 'finds' | 'isDown';
  purges: () => boolean;
  retryAfterMs: number | undefined;
  /** So long after it was taken a message is not listed yet. */
  listsAfterMs: number;
}

const GENEROUS = { burst: 1_000_000, perSecond: 1_000_000 };

/** The other side of the port: a messenger that takes messages, lists them, and fails on request. */
export function createProvider(clock: () => number, pace: Partial<Messenger['pace']> = {}): Provider {
  const provider: Provider = {
    taken: [],
    nudges: [],
    purged: [],
    asked: [],
    behaves: () => 'takes',
    asksToWrite: () => 'takes',
    finds: () => 'finds',
    purges: () => true,
    retryAfterMs: undefined,
    listsAfterMs: 0,
    messenger: {
      compose: (replies, { asText: isPlain }) =>
        replies.map(({ text }) => {
          const asText = `as text: ${text}`;
          return isPlain ? { body: asText } : { body: text, content: { kind: 'buttons', options: [], asText } };
        }),
      send: async (message, address, of) => {
        provider.asked.push({ what: 'send', at: clock(), body: message.body });
        const behaviour = provider.behaves(message, of);
        if (!of.isHeld()) return { class: 'later', reason: 'leaseEnded' };
        return answer(behaviour, take(provider.taken, message.body, address, of));
      },
      nudge: (address, locale, of) => {
        provider.asked.push({ what: 'nudge', at: clock(), body: locale });
        return provider.asksToWrite && answer(provider.asksToWrite(), take(provider.nudges, locale, address, of));
      },
      hasTemplate: () => provider.asksToWrite !== undefined,
      find: async ({ body }, { user }, since, known) => {
        provider.asked.push({ what: 'find', at: clock(), body });
        if (provider.finds() === 'isDown') throw new Error('the provider is down');
        const listed = provider.taken.filter(({ at }) => at >= since && at + provider.listsAfterMs <= clock());
        return listed.find((one) => one.body === body && one.user === user && !known.includes(one.sid))?.sid;
      },
      purge: async (copy) => {
        provider.asked.push({ what: 'purge', at: clock(), body: copy.message });
        if (provider.purges()) provider.purged.push(copy);
        return provider.purged.includes(copy);
      },
      pace: { sender: GENEROUS, user: GENEROUS, ...pace },
    },
  };

  let sids = 0;
  const take =
    (list: Taken[], body: string, { user }: Address, of: Pick<Taken, 'workId' | 'part'>) =>
    (): string => {
      sids += 1;
      list.push({ sid: `SM${sids}`, at: clock(), user, body, workId: of.workId, part: of.part });
      return `SM${sids}`;
    };
  const answer = async (behaviour: Behaviour, taking: () => string): Promise<SendOutcome> => {
    await new Promise(setImmediate);
    if (typeof behaviour === 'object') return { class: 'refused', problem: behaviour.refuses, code: behaviour.code };
    const { retryAfterMs } = provider;
    switch (behaviour) {
      case 'takes':
        return { class: 'sent', sid: taking() };
      case 'isBusy':
        return { class: 'later', reason: 'http429', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
      case 'breaksBefore':
        return { class: 'uncertain', reason: 'reset' };
      case 'breaksAfter':
        taking();
        return { class: 'uncertain', reason: 'reset' };
      case 'answersLate': {
        const sid = taking();
        return new Promise((resolve) => setTimeout(resolve, 15_000, { class: 'sent', sid }));
      }
    }
  };
  return provider;
}

/** The given behaviours one after another, then the last of them. */
export function inTurn(...behaviours: readonly Behaviour[]): () => Behaviour {
  let at = 0;
  return () => {
    at += 1;
    return behaviours[at - 1] ?? behaviours.at(-1) ?? 'takes';
  };
}
