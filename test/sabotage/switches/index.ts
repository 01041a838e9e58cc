import type { Switch } from '../switch';
import { basicSwitches } from './basics';

/** Every switch, by topic. */
export const SWITCHES: Readonly<Record<string, readonly Switch[]>> = {
  basics: basicSwitches,
};
