import { Readable } from 'node:stream';
import { MARKET_PROFILES } from '../../adapters/markets';
import { nextSlot } from '../../bot/desk/callSlots';
import { createCannedShelf } from '../../bot/desk/cannedShelf';
import { createLiveDesk } from '../../bot/desk/liveDesk';
import { rememberedHours } from '../../bot/desk/openHours';
import { createReveal, REVEALS_THREAD } from '../../bot/desk/reveal';
import { usualTimes } from '../../bot/desk/serviceTimes';
import { createCasework } from '../../bot/operator/casework';
import { createOperatorThread } from '../../bot/operator/thread';
import { principalOf } from '../../bot/staff/account';
import { createDirectory } from '../../bot/staff/directory';
import type { Principal } from '../../bot/staff/principal';
import { createPseudonym } from '../../bot/telemetry';
import { createEventsRoute } from '../../web/desk/eventsRoute';
import { createDeskRoutes } from '../../web/desk/routes';
import { type DeskReader, readDesk } from './deskReader';
import type { TestProduct } from './product';
import {
  type StaffAnswer,
  type StaffServer,
  type StaffTableParts,
  type StaffUser,
  startStaffServer,
} from './staffServer';

/** The desk of a real product over real HTTP: its own routes, sessions and store. */
export interface DeskServer extends Omit<StaffServer, 'signIn'> {
  /** Somebody of the staff with a session. */
  signIn(changes?: Partial<Principal>): Promise<DeskUser>;
}

/** What somebody's page would send. */
export interface DeskUser extends StaffUser {
  /** Follows what happens, from the last event where one is named. */
  follow(lastId?: string): Promise<DeskReader>;
  does(conversationId: string, command: object, how?: { epoch?: number; id?: string }): Promise<StaffAnswer>;
}

/** The key of `startTestProduct`. */
const seal = createPseudonym('test audit key');
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
let commands = 0;

export async function startDeskServer(product: () => TestProduct): Promise<DeskServer> {
  const { store, intake } = product();
  const clock = () => product().now();
  const ends: (() => void)[] = [];
  const tableOf = ({ accounts }: StaffTableParts) => {
    const everybody = async () =>
      (await accounts.list()).map(([id, one]) => ({
        principal: principalOf(id, one),
        isActive: one.status === 'active',
      }));
    const staff = createDirectory({ everybody, clock });
    const people = async () => (await everybody()).flatMap(({ principal, isActive }) => (isActive ? [principal] : []));
    const live = createLiveDesk({
      store,
      intake,
      staff,
      times: {
        hours: rememberedHours((market, at) => nextSlot(MARKET_PROFILES[market], at)),
        serviceTimes: usualTimes,
      },
      clock,
      onFault: (cause) => {
        throw cause;
      },
    });
    ends.push(intake.watchTurns(live.moved), () => live.events.close());
    const thread = (id: `operators:${string}`) => createOperatorThread({ id, store, clock, seal });
    const version = 'page-1';
    const routes = createDeskRoutes({
      store,
      bot: product(),
      people,
      staff,
      casework: createCasework({ store, intake, thread: thread('operators:desk'), people, clock, log: silent }),
      shelf: createCannedShelf(store),
      reveal: createReveal({ store, bot: product(), thread: thread(REVEALS_THREAD), clock, log: silent }),
      live,
      queues: () => ['general'],
      version,
      clock,
    });
    return [createEventsRoute({ events: live.events, version }), ...routes];
  };
  const server = await startStaffServer(product, 'desk', tableOf);
  return {
    table: server.table,
    signIn: async (changes) => deskUser(await server.signIn(changes)),
    async close() {
      for (const end of ends) end();
      await server.close();
    },
  };
}

function deskUser(user: StaffUser): DeskUser {
  return {
    ...user,
    async follow(lastId) {
      const headers = { ...user.own, ...(lastId !== undefined && { 'last-event-id': lastId }) };
      const { body } = await fetch(`${user.url}/events`, { headers });
      if (body === null) throw new Error('There is nothing to follow.');
      // The same stream under the name of another library's types.
      return readDesk(Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]));
    },
    async does(conversationId, command, { epoch, id } = {}) {
      commands += 1;
      const seen = epoch ?? (await user.get(`conversations/${conversationId}`)).body.row.epoch;
      return user.post(`conversations/${conversationId}/commands`, { id: id ?? `d${commands}`, epoch: seen, command });
    },
  };
}
