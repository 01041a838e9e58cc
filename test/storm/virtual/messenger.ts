import type { Messenger } from '../../../adapters/channels/channel';
import type { Chance } from '../../../bot/studio/chance';
import type { DeliveryProblem, Reply } from '../../../dialogs/message';
import { type Behaviour, createProvider, type Provider, type Taken } from '../../bot/messaging/replying/provider';

/** A messenger's provider, with phones at its other end. */
export interface VirtualMessenger {
  readonly messenger: Messenger;
  readonly taken: Provider['taken'];
  /** What one of its messages shows, buttons and all. */
  shows(message: Taken): readonly Reply[];
  /** The share of messages that go wrong. */
  weather: number;
}

const PROBLEMS: readonly DeliveryProblem[] = ['contentRefused', 'failed', 'unreachable', 'windowClosed', 'policy'];
const LINE: readonly Behaviour[] = ['isBusy', 'breaksBefore', 'breaksAfter', 'answersLate'];
/** The share of failures in which the provider says no for good. */
const REFUSALS = 0.1;

export function createVirtualMessenger(
  clock: () => number,
  chance: Chance,
  onTaken: (message: Taken) => void,
): VirtualMessenger {
  const provider = createProvider(clock, { user: { burst: 5, perSecond: 2 } });
  const shown = new Map<string, readonly Reply[]>();
  let told = 0;
  const virtual: VirtualMessenger = {
    taken: provider.taken,
    shows: ({ body, user }) => shown.get(keyOf(user, body)) ?? [],
    weather: 0,
    messenger: {
      ...provider.messenger,
      compose: (replies, { asText }) => {
        const body = replies.map(({ text }) => text).join('\n\n');
        const options = replies.flatMap(({ choices = [] }) =>
          choices.map(({ payload: id, label: title }) => ({ id, title })),
        );
        composed.set(body, replies);
        return [asText || options.length === 0 ? { body } : { body, content: { kind: 'list', options, asText: body } }];
      },
      send: async (message, address, of) => {
        shown.set(keyOf(address.user, message.body), composed.get(message.body) ?? []);
        const outcome = await provider.messenger.send(message, address, of);
        for (const one of provider.taken.slice(told)) onTaken(one);
        told = provider.taken.length;
        return outcome;
      },
    },
  };
  const composed = new Map<string, readonly Reply[]>();
  provider.behaves = () => {
    if (!chance.happens(virtual.weather)) return 'takes';
    return chance.happens(REFUSALS) ? { refuses: chance.pick(PROBLEMS), code: '63000' } : chance.pick(LINE);
  };
  provider.finds = () => (chance.happens(virtual.weather / 2) ? 'isDown' : 'finds');
  return virtual;
}

function keyOf(user: string, body: string): string {
  return `${user}\n${body}`;
}
