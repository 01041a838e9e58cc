import { join } from 'node:path';
import type { Route } from '../adapters/route';
import type { BankOf } from '../bot/banks';
import type { Config } from '../bot/config';
import { anchorIn } from '../bot/operator/anchor';
import { createOperatorThread } from '../bot/operator/thread';
import { createAdministrationSeal } from '../bot/staff/administrationSeal';
import { createStaff, type Staff } from '../bot/staff/staff';
import { createPseudonym, deriveKey, type Log } from '../bot/telemetry';
import { MARKETS } from '../machines/market';
import type { Register, Store } from '../store/store';
import { createAdministrationDoor } from '../web/auth/administrationDoor';
import { createAuthApi } from '../web/auth/api';
import { createSignInCookies } from '../web/auth/cookies';
import { type GuardedRoute, guarded } from '../web/auth/guard';
import { createSignInPages } from '../web/auth/pages';
import { loadAssets } from '../web/chat/assets';
import { initialBrand, SANDBOX_BRAND } from '../web/chat/html';

/** Everybody who works with the product. What becomes of accounts and sessions is in an audit of its own. */
export function staffOf(config: Pick<Config, 'masterKey'>, store: Store & Register, log: Log): Staff {
  const thread = createOperatorThread({
    id: 'operators:staff',
    store,
    clock: Date.now,
    seal: createPseudonym(deriveKey(config.masterKey, 'audit')),
    onLine: anchorIn(log),
  });
  return createStaff({
    register: store,
    thread,
    clock: Date.now,
    pseudonym: createPseudonym(deriveKey(config.masterKey, 'sign-in tries')),
    browserKey: deriveKey(config.masterKey, 'known browsers'),
    log,
  });
}

export interface StaffTableParts {
  readonly config: Config;
  readonly staff: Staff;
  readonly bankOf: BankOf;
  /** Where the build put the pages' files. */
  readonly directory: string;
}

/** Every route of signing in and out, with its policy. */
export function authTable({ config, staff, bankOf, directory }: StaffTableParts): readonly GuardedRoute[] {
  const cookies = cookiesOf(config);
  const bankName = bankOf(config.markets[0] ?? MARKETS[0]).profile.name;
  const look = { bankName, brand: config.sandbox.enabled ? SANDBOX_BRAND : initialBrand(bankName) };
  const assets = loadAssets('/sign-in/assets', join(directory, 'auth'));
  const seal = createAdministrationSeal(deriveKey(config.masterKey, ADMINISTRATION_KEY));
  return [
    ...createSignInPages({ staff, cookies, look, assets }),
    ...createAuthApi({ staff, cookies }),
    createAdministrationDoor({ administration: staff.administration, seal, clock: Date.now }),
  ];
}

/** The key of commands that ask the running server. */
export const ADMINISTRATION_KEY = 'staff administration';

/** What serves a table: the only way to a route of the staff. */
export function staffRoutes(table: readonly GuardedRoute[], config: Config, staff: Staff): readonly Route[] {
  const { publicBaseUrl } = config;
  const cookie = cookiesOf(config).session;
  return guarded(table, { sessions: staff.sessions, cookie, clock: Date.now, publicBaseUrl });
}

function cookiesOf({ publicBaseUrl }: Pick<Config, 'publicBaseUrl'>) {
  return createSignInCookies({ https: publicBaseUrl.startsWith('https:') });
}
