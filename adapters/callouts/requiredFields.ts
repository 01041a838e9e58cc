import type { FieldId } from '../../machines/lead';
import type { MarketProfile } from '../../machines/market';

/** The name fields a market asks for: the two parts, or one full name that the mapping splits. */
export function nameFields(market: MarketProfile): readonly FieldId[] {
  return market.personName.onTheWire === 'asIs' ? ['givenName', 'familyName'] : ['fullName'];
}
