import { apply, type Pace, personOf } from './applicant';
import { openPhone, openWebChat } from './chats';
import type { History } from './history';
import type { Machines } from './machines';
import type { StormApplicant } from './oracles';
import { inTime, PATIENCE_MS } from './patience';

export interface Crowd {
  /** Nobody new comes; resolves when those under way have finished, or with those who have not after some minutes. */
  finish(): Promise<readonly StormApplicant[]>;
}

const PACE: Pace = { quietMs: 250, patienceMs: PATIENCE_MS };

/** So many applicants at a time, half of them on the phone, each followed by another until `finish`. */
export function startCrowd(machines: Machines, history: History, size: number, own: Partial<Pace> = {}): Crowd {
  const pace = { ...PACE, ...own };
  const everybody: StormApplicant[] = [];
  let isOver = false;
  const applies = async (isOnPhone: boolean) => {
    const at = everybody.length;
    const person = personOf(at + 1);
    let one: StormApplicant = {
      user: `whatsapp:+65910${String(at + 1).padStart(5, '0')}`,
      email: person.email,
      isConfirmed: false,
      mayBeConfirmed: false,
      end: 'underWay',
      last: 'nothing',
      longestMs: 0,
    };
    const note = (news: Partial<StormApplicant>) => {
      one = { ...one, ...news };
      everybody[at] = one;
    };
    note({});
    try {
      const { patienceMs } = pace;
      const chat = isOnPhone
        ? openPhone(machines, one.user, history, patienceMs)
        : await openWebChat(machines, history, patienceMs);
      note({ user: chat.user });
      note(await apply(chat, person, pace, note));
    } catch (cause) {
      note({ end: 'unheard', last: `${one.last}: ${cause}` });
    }
  };
  const lane = async (isOnPhone: boolean) => {
    do await applies(isOnPhone);
    while (!isOver);
  };
  const lanes = Array.from({ length: size }, (_, at) => lane(at % 2 === 0));
  return {
    async finish() {
      isOver = true;
      await inTime('customers to finish', Promise.all(lanes), 2 * pace.patienceMs).catch(() => undefined);
      return [...everybody];
    },
  };
}
