import type { DeliveryReport } from '../../../adapters/channels/channel';
import type { Taken } from '../../bot/messaging/replying/provider';
import type { World } from './world';

const PATIENCE_MS = 15_000;
const TRIES = 10;

/** What the provider tells of a message it took: that it is on its way, and then that it arrived, or did not. */
export async function reportOn(world: World, { sid, workId, part }: Taken): Promise<void> {
  const { time, chance, messenger } = world;
  const conversationId = workId.slice(0, workId.indexOf(':reply:'));
  const of = { conversationId, workId, part, sid };
  const isLost = chance.happens(messenger.weather / 10);
  await time.passes(chance.between(200, 20_000));
  await bring(world, { ...of, status: 'sent', at: time.now() });
  await time.passes(chance.between(200, 20_000));
  if (!isLost) return bring(world, { ...of, status: 'delivered', at: time.now() });
  const problem = chance.pick(['failed', 'unreachable', 'windowClosed'] as const);
  return bring(world, { ...of, status: 'failed', problem, code: '63003', at: time.now() });
}

/** Again until it is taken, as a provider does, which gives up in the end. */
async function bring({ time, process }: World, report: DeliveryReport): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const { bot } = await process();
    const answer = bot.messengerGateway?.delivered(report).catch(() => false);
    if ((await Promise.race([answer, time.passes(PATIENCE_MS)])) === true) return;
    await time.passes(5_000);
  }
}
