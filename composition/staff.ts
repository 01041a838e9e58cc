import { join } from 'node:path';
import type { Http } from '../adapters/http';
import { createOidcProvider } from '../adapters/oidc';
import type { Route } from '../adapters/route';
import type { BankOf } from '../bot/banks';
import type { Config } from '../bot/config';
import { anchorIn } from '../bot/operator/anchor';
import { createOperatorThread } from '../bot/operator/thread';
import { createAdministrationSeal } from '../bot/staff/administrationSeal';
import { createStaff, type Staff } from '../bot/staff/staff';
import { deriveKey, type EdgeLog, type Log } from '../bot/telemetry';
import { MARKETS } from '../machines/market';
import type { Register, Store } from '../store/store';
import { createAdministrationDoor } from '../web/auth/administrationDoor';
import { createAuthApi } from '../web/auth/api';
import { createSignInCookies, type SignInCookies } from '../web/auth/cookies';
import { type GuardedRoute, guarded } from '../web/auth/guard';
import { nextPage } from '../web/auth/next';
import { createOidcPages, OIDC_CALLBACK, type OidcPagesParts } from '../web/auth/oidcPages';
import { createSignInPages, signInPage } from '../web/auth/pages';
import { createUnderwaySeal } from '../web/auth/underway';
import { loadAssets } from '../web/chat/assets';
import { initialBrand, SANDBOX_BRAND } from '../web/chat/html';
import { keyedHash } from './keyedHash';

/** Everybody who works with the product. What becomes of accounts and sessions is in an audit of its own. */
export function staffOf(config: Pick<Config, 'masterKey'>, store: Store & Register, log: Log): Staff {
  const thread = createOperatorThread({
    id: 'operators:staff',
    store,
    clock: Date.now,
    seal: keyedHash(config, 'audit'),
    onLine: anchorIn(log),
  });
  return createStaff({
    register: store,
    thread,
    clock: Date.now,
    pseudonym: keyedHash(config, 'sign-in tries'),
    browserKey: deriveKey(config.masterKey, 'known browsers'),
    log,
  });
}

export interface StaffTableParts {
  readonly config: Config;
  readonly staff: Staff;
  readonly bankOf: BankOf;
  readonly http: Http;
  readonly log: EdgeLog;
  /** Where the build put the pages' files. */
  readonly directory: string;
}

/** Every route of signing in and out, with its policy. */
export function authTable({ config, staff, bankOf, http, log, directory }: StaffTableParts): readonly GuardedRoute[] {
  const cookies = cookiesOf(config);
  const bankName = bankOf(config.markets[0] ?? MARKETS[0]).profile.name;
  const look = { bankName, brand: config.sandbox.enabled ? SANDBOX_BRAND : initialBrand(bankName) };
  const assets = loadAssets('/sign-in/assets', join(directory, 'auth'));
  const seal = createAdministrationSeal(deriveKey(config.masterKey, ADMINISTRATION_KEY));
  const shown = { look, assets, ...(config.oidc ? { other: config.oidc.label } : {}) };
  return [
    ...createSignInPages({ staff, cookies, ...shown }),
    ...oidcPages({ config, staff, http, log }, cookies, (alert, status) =>
      signInPage(shown, { next: nextPage(null), alert }, status),
    ),
    ...createAuthApi({ staff, cookies }),
    createAdministrationDoor({ administration: staff.administration, seal, clock: Date.now }),
  ];
}

/** Only where there is such a sign-in. */
function oidcPages(
  { config, staff, http, log }: Pick<StaffTableParts, 'config' | 'staff' | 'http' | 'log'>,
  cookies: SignInCookies,
  explain: OidcPagesParts['explain'],
): readonly GuardedRoute[] {
  const { oidc, publicBaseUrl, masterKey } = config;
  if (oidc === undefined) return [];
  const provider = createOidcProvider({ http, ...oidc, redirectUri: `${publicBaseUrl}${OIDC_CALLBACK}` });
  const underway = createUnderwaySeal(deriveKey(masterKey, 'sign-in under way'), Date.now);
  return createOidcPages({ staff, cookies, provider, mapping: oidc, underway, explain, log });
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
