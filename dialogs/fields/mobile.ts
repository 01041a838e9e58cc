import {
  type CountryCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import { stripInvisible, toAsciiDigits } from '../fold';
import { type Asked, accepted, exampleFor, type Parsed, rejected } from './parsed';

const MOBILE_TYPES = new Set<string | undefined>(['MOBILE', 'FIXED_LINE_OR_MOBILE']);
const LONGEST = 60;

/** A mobile of the market's country in E.164, typed with or without country code, in digits of any script. */
export function parseMobile(text: string, asked: Asked): Parsed {
  const { region } = asked.view.market.phone;
  const typed = toAsciiDigits(stripInvisible(text.slice(0, LONGEST + 1).normalize('NFKC'))).trim();
  const example = exampleFor(asked);
  const phone = typed.length > LONGEST ? undefined : readPhone(typed, asked);
  if (phone === undefined) return rejected('error.mobileInvalid', { example });
  if (phone.country !== region) return rejected('error.mobileCountry', { example });
  const type = phone.getType();
  if (type === 'FIXED_LINE') return rejected('error.mobileLandline', { example });
  return MOBILE_TYPES.has(type) ? accepted(phone.number) : rejected('error.mobileInvalid', { example });
}

/** The first valid reading: as people of the country write it, then with the country code but no plus sign. */
function readPhone(typed: string, { view }: Asked): PhoneNumber | undefined {
  const { region, callingCode } = view.market.phone;
  const digits = typed.replace(/\D/g, '');
  const readings = [typed.replace(/^00(?=[1-9])/, '+')];
  if (digits.startsWith(callingCode)) readings.push(`+${digits}`);
  for (const reading of readings) {
    const phone = parsePhoneNumberFromString(reading, { defaultCountry: toRegion(region), extract: true });
    if (phone?.isValid()) return phone;
  }
  return undefined;
}

function toRegion(region: string): CountryCode | undefined {
  return isSupportedCountry(region) ? region : undefined;
}
