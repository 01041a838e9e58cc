import { type Commanded, type Done, takeCommand } from '../../bot/desk/command';
import type { DeskCommand } from '../../bot/desk/contract';
import type { TestProduct } from './product';

/** Somebody of the staff at the desk of a real product. */
export interface TestAgent {
  /** Does it on the pen as it is now, or as it was. */
  does(conversationId: string, command: DeskCommand, how?: { epoch?: number; id?: string }): Promise<Done | undefined>;
}

let commands = 0;

export function agentOf(
  product: () => TestProduct,
  agent: Commanded['agent'] = { agent: 'ann', name: 'Anna' },
): TestAgent {
  return {
    async does(conversationId, command, { epoch, id } = {}) {
      commands += 1;
      const { store, intake, now: clock } = product();
      const conversation = await store.load(conversationId);
      if (conversation === undefined) return undefined;
      const seen = epoch ?? conversation.pen.epoch;
      return takeCommand(
        { store, intake, clock },
        { id: id ?? `command-${commands}`, conversation, agent, epoch: seen, command },
      );
    },
  };
}
