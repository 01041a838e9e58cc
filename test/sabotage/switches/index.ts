import type { Switch } from '../switch';
import { authSwitches } from './auth';
import { basicSwitches } from './basics';
import { calloutSwitches } from './callouts';
import { carryOverSwitches } from './carryOver';
import { cosmosSwitches } from './cosmos';
import { deskSwitches } from './desk';
import { deskLiveSwitches } from './deskLive';
import { deskLoadsSwitches } from './deskLoads';
import { deskPageSwitches } from './deskPage';
import { deskServiceSwitches } from './deskService';
import { diskSwitches } from './disk';
import { hubSwitches } from './hub';
import { killSwitches } from './kills';
import { maskingSwitches } from './masking';
import { mydataSwitches } from './mydata';
import { overloadSwitches } from './overload';
import { personSwitches } from './person';
import { simulatorSwitches } from './simulator';
import { storeSwitches } from './store';
import { studioSwitches } from './studio';
import { studioPageSwitches } from './studioPage';
import { understandsSwitches } from './understands';
import { virtualSwitches } from './virtual';
import { workersSwitches } from './workers';

/** Every switch, by topic. */
export const SWITCHES: Readonly<Record<string, readonly Switch[]>> = {
  auth: authSwitches,
  basics: basicSwitches,
  callouts: calloutSwitches,
  cosmos: cosmosSwitches,
  deskLive: deskLiveSwitches,
  deskLoads: deskLoadsSwitches,
  desk: deskSwitches,
  deskPage: deskPageSwitches,
  deskService: deskServiceSwitches,
  disk: diskSwitches,
  hub: hubSwitches,
  kills: killSwitches,
  masking: maskingSwitches,
  mydata: mydataSwitches,
  person: personSwitches,
  simulator: simulatorSwitches,
  store: storeSwitches,
  studio: studioSwitches,
  studioPage: studioPageSwitches,
  understands: understandsSwitches,
  carryOver: carryOverSwitches,
  virtual: virtualSwitches,
  overload: overloadSwitches,
  workers: workersSwitches,
};
