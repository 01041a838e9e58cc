import type { Market, MarketProfile } from '../../machines/market';
import { unitedArabEmirates } from './ae';
import { australia } from './au';
import { hongKong } from './hk';
import { indonesia } from './id';
import { india } from './in';
import { malaysia } from './my';
import { philippines } from './ph';
import { poland } from './pl';
import { russia } from './ru';
import { singapore } from './sg';
import { thailand } from './th';
import { vietnam } from './vn';

/** Every market the product serves. A market that is missing here does not compile. */
export const MARKET_PROFILES: Readonly<Record<Market, MarketProfile>> = {
  AU: australia,
  HK: hongKong,
  IN: india,
  MY: malaysia,
  PH: philippines,
  SG: singapore,
  ID: indonesia,
  TH: thailand,
  VN: vietnam,
  PL: poland,
  RU: russia,
  AE: unitedArabEmirates,
};
