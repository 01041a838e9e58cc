import type { Presence, Role } from '../../../bot/desk/contract';
import type { Market } from '../../../machines/market';

export interface FixtureStaff {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly markets: readonly Market[];
  readonly languages: readonly string[];
  presence: Presence;
}

const MARKETS: readonly Market[] = ['HK', 'SG', 'TH', 'AE'];

/** Two agents, and a supervisor who is an auditor too. */
export function fixtureStaff(): readonly FixtureStaff[] {
  return [
    {
      id: 'anna',
      name: 'Anna Lee',
      roles: ['agent'],
      markets: MARKETS,
      languages: ['en', 'zh-Hant'],
      presence: 'available',
    },
    { id: 'ben', name: 'Ben Okafor', roles: ['agent'], markets: MARKETS, languages: ['en', 'ar'], presence: 'away' },
    {
      id: 'sue',
      name: 'Sue Park',
      roles: ['agent', 'supervisor', 'auditor', 'operator'],
      markets: MARKETS,
      languages: ['en', 'th'],
      presence: 'available',
    },
  ];
}
