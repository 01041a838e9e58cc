import type { Switch } from '../switch';
import { basicSwitches } from './basics';
import { diskSwitches } from './disk';
import { workersSwitches } from './workers';

/** Every switch, by topic. */
export const SWITCHES: Readonly<Record<string, readonly Switch[]>> = {
  basics: basicSwitches,
  disk: diskSwitches,
  workers: workersSwitches,
};
