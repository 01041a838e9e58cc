import { apply, type Pace, personOf } from './applicant';
import { openPhone, openWebChat } from './chats';
import type { History } from './history';
import type { Machines } from './machines';
import type { StormApplicant } from './oracles';

const PACE: Pace = { quietMs: 250, patienceMs: 2 * 60_000 };

/** So many applicants at a time, each followed by another until `finish`, which waits for those under way. */
export function startCrowd(machines: Machines, history: History, size: number, first = 0) {
  const told: StormApplicant[] = [];
  let [count, isOver] = [first, false];
  const lane = async (isOnPhone: boolean) => {
    while (!isOver) {
      count += 1;
      const person = personOf(count);
      const user = `whatsapp:+65910${String(count).padStart(5, '0')}`;
      const chat = isOnPhone ? openPhone(machines, user, history) : await openWebChat(machines, history);
      const how = await apply(chat, person, PACE);
      told.push({ user: chat.user, email: person.email, ...how });
    }
  };
  const lanes = Array.from({ length: size }, (_, at) => lane(at % 2 === 0));
  return {
    async finish(): Promise<readonly StormApplicant[]> {
      isOver = true;
      await Promise.all(lanes);
      return told;
    },
  };
}
