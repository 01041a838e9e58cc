import type { AgentHub, HubDoor } from '../../adapters/hubs/agentHub';
import type { Bot, BotParts } from '../composeBot';
import type { Intake } from '../intake';
import type { WorkLoop } from '../workLoop';
import type { ShownClasses } from './context';
import { createHubDoor } from './door';
import { createHubLine } from './line';

/** A contact centre of the bank's, and how we deal with it. */
export interface AskedHub {
  readonly centre: AgentHub;
  /** As in `HubLineParts`. */
  readonly shown: ShownClasses;
  readonly patienceMs: number;
  /** As in `HubDoorParts`. */
  readonly personName: string;
}

/** What tells the centre, and where it is heard. The line is started by whoever starts the outbox. */
export interface HubEnds {
  readonly line: WorkLoop;
  readonly door: HubDoor;
}

export function composeHub(parts: BotParts, asked: AskedHub, intake: Intake, look: Bot['look']): HubEnds {
  const { centre: hub, shown, patienceMs, personName } = asked;
  const { store, clock, random, log } = parts;
  const steady = parts.steady ? { steady: parts.steady } : {};
  return {
    line: createHubLine({ hub, shown, patienceMs, store, intake, look, clock, ...steady, random, log }),
    door: createHubDoor({ name: hub.name, personName, store, intake, clock, log }),
  };
}
