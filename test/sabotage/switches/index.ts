import type { Switch } from '../switch';
import { basicSwitches } from './basics';
import { cosmosSwitches } from './cosmos';
import { diskSwitches } from './disk';
import { killSwitches } from './kills';
import { workersSwitches } from './workers';

/** Every switch, by topic. */
export const SWITCHES: Readonly<Record<string, readonly Switch[]>> = {
  basics: basicSwitches,
  cosmos: cosmosSwitches,
  disk: diskSwitches,
  kills: killSwitches,
  workers: workersSwitches,
};
