import { createCasework } from '../../../bot/operator/casework';
import { actionsFor } from '../../../bot/operator/ruling';
import { createOperatorThread } from '../../../bot/operator/thread';
import type { Chance } from '../../../bot/studio/chance';
import type { Log } from '../../../bot/telemetry';
import type { CaseAction } from '../../../dialogs/message';
import type { CaseBody } from '../../../store/documents';
import type { Store } from '../../../store/store';
import type { VirtualBank } from './bank';
import type { VirtualProcess } from './process';
import type { VirtualTime } from './time';

export interface OperatorsParts {
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly bank: VirtualBank;
  /** As soon as there is one. */
  readonly store: () => Promise<Store>;
  readonly process: () => Promise<VirtualProcess>;
  readonly seal: (text: string) => string;
  readonly log: Log;
}

/** Longer than anything that was sent may still be on its way, so that what the bank says of it is final. */
const SETTLES_AFTER_MS = 30 * 60_000;
const PATIENCE_MS = 15_000;

/**
 * One round of two operators through the open cases: they ask the bank, whose ledger is what its staff sees, propose and
 * confirm, now and then at the same time, now and then twice.
 */
export function createOperators(parts: OperatorsParts): { round(): Promise<void> } {
  const { time, store } = parts;
  const seen = new Map<string, number>();
  return {
    async round() {
      for (const { id, body } of await (await store()).records('case', { limit: 1_000 })) {
        const since = seen.get(id) ?? time.now();
        seen.set(id, since);
        const isRipe = body.status === 'open' && time.now() - since >= SETTLES_AFTER_MS;
        if (isRipe) await settle(parts, id, findOut(parts, body));
      }
    },
  };
}

/** One proposes and the other confirms, whoever comes first; what needs no second operator is then settled already. */
async function settle(parts: OperatorsParts, caseId: string, action: CaseAction): Promise<void> {
  const { chance } = parts;
  const ann = () => decide(parts, caseId, 'ann', action);
  const bob = () => decide(parts, caseId, 'bob', action);
  if (chance.happens(0.3)) await Promise.all([ann(), bob()]);
  else {
    await ann();
    await bob();
  }
  if (chance.happens(0.2)) await chance.pick([ann, bob])();
}

async function decide(parts: OperatorsParts, caseId: string, operator: string, action: CaseAction): Promise<void> {
  const { time, log } = parts;
  const process = await parts.process();
  const store = process.reaches(await parts.store(), ['load', 'records', 'work', 'commit']);
  const thread = createOperatorThread({ id: 'operators:desk', store, clock: process.now, seal: parts.seal });
  const people = async () => [];
  const casework = createCasework({ store, intake: process.bot.intake, thread, people, clock: process.now, log });
  const decided = casework.decide(caseId, operator, action).catch(() => undefined);
  await Promise.race([decided, time.passes(PATIENCE_MS)]);
}

function findOut({ bank, chance }: OperatorsParts, body: CaseBody): CaseAction {
  const possible = actionsFor(body);
  if (possible.includes('told')) return { kind: 'told', note: 'called' };
  const { outcome, submission } = body.evidence as Evidence;
  const ids = submission?.requestIds ?? [];
  const entry = bank.ledger.all().find(({ uuid, reference }) => ids.includes(uuid) || reference === outcome?.reference);
  if (entry !== undefined && possible.includes('done')) return { kind: 'done', reference: entry.reference };
  return possible.includes('resend') && chance.happens(0.6) ? { kind: 'resend' } : { kind: 'reject' };
}

/** Written by the product (`bot/bankAnswer.ts`). */
interface Evidence {
  readonly outcome?: { readonly reference?: string };
  readonly submission?: { readonly requestIds?: readonly string[] };
}
