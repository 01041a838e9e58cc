import { parsePhoneNumberFromString } from 'libphonenumber-js';
import type { FieldId } from '../../machines/lead';
import type { Purpose } from '../../machines/market';
import type { Lead } from './callout';
import type { Inferred } from './inferred';

/** The collected value of a field; a skipped or unasked field is undefined and leaves no key in a body. */
export function collected(lead: Lead, field: FieldId): string | undefined {
  return lead.facts.fields[field]?.value ?? undefined;
}

export function chosenProduct(lead: Lead) {
  const code = collected(lead, 'product');
  return lead.bank.products.find((product) => product.code === code);
}

/** E.164 in two parts, as every callout wants it. */
export function mobileParts(lead: Lead): { readonly countryCode: string; readonly national: string } {
  const e164 = collected(lead, 'mobile') ?? '';
  const parsed = parsePhoneNumberFromString(e164);
  return { countryCode: parsed?.countryCallingCode ?? '', national: parsed?.nationalNumber ?? '' };
}

interface WireName {
  readonly givenName: string;
  readonly surname?: string;
  readonly middleName?: string;
  readonly fullName?: string;
}

/** The parts a callout requires, by the market's rule where the customer gave one full name. */
export function nameParts(lead: Lead): WireName {
  const fullName = collected(lead, 'fullName');
  if (fullName !== undefined) return { ...splitFullName(fullName, lead.market.personName.onTheWire), fullName };
  return {
    givenName: collected(lead, 'givenName') ?? '',
    surname: collected(lead, 'familyName'),
    middleName: collected(lead, 'patronymic') ?? collected(lead, 'middleName'),
  };
}

/** One word is both names: many people have just one, and the wire wants two. */
function splitFullName(fullName: string, rule: Lead['market']['personName']['onTheWire']): WireName {
  const [first = '', ...others] = fullName.trim().split(/\s+/u);
  const rest = others.join(' ');
  if (rest === '') return { givenName: first, surname: first };
  if (rule === 'familyFirst') return { givenName: rest, surname: first };
  if (rule === 'givenFirst') return { givenName: first, surname: rest };
  return { givenName: fullName, surname: fullName };
}

/** Says yes only where every purpose behind the bank's consent that this market asks for was granted. */
export function consentDetails(lead: Lead, inferred: Inferred) {
  const { given, notGiven, types } = inferred.consents.byMarket[lead.market.market] ?? inferred.consents.default;
  return types.map(({ consentType, purposes }) => ({
    consentType,
    isConsentGiven: purposesAsked(lead, purposes).every((purpose) => isGranted(lead, purpose)) ? given : notGiven,
  }));
}

function purposesAsked(lead: Lead, purposes: readonly Purpose[]): readonly Purpose[] {
  const asked = purposes.filter((purpose) => lead.market.requiredConsents.includes(purpose));
  return asked.length > 0 ? asked : purposes;
}

function isGranted(lead: Lead, purpose: Purpose): boolean {
  return lead.facts.consents[purpose]?.decision === 'granted';
}

/** The declared income band as the bank's income detail; no amount where the band starts at zero. */
export function incomeDetails(lead: Lead, inferred: Inferred) {
  const { bands, per } = lead.market.income;
  const band = bands.find(({ code }) => code === collected(lead, 'incomeBand'));
  if (!band) return undefined;
  const { incomeType, frequency } = inferred.income;
  return { incomeType, fixedAmount: band.from || undefined, frequency: frequency[per] };
}

/** Drops keys without a value, so that an unanswered question leaves nothing on the wire. */
export function present<T extends object>(parts: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  // The cast says what the filter has just made true.
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as never;
}
