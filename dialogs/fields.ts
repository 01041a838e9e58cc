import type { StepOf } from '../machines/flow';
import { FIELD_VALUE, FIELDS, type FieldId } from '../machines/lead';
import { parseAddress } from './fields/address';
import { parseEmail } from './fields/email';
import { parseMobile } from './fields/mobile';
import { parseName } from './fields/name';
import { type Asked, accepted, exampleFor, isLonger, type Parsed, rejected } from './fields/parsed';
import { matchRow } from './matchRow';
import type { View } from './view';

type Kind = (typeof FIELDS)[FieldId]['kind'];

const PARSERS: { readonly [K in Kind]: (text: string, asked: Asked) => Parsed } = {
  choice: parseChoiceField,
  name: parseName,
  mobile: parseMobile,
  email: parseEmail,
  address: parseAddress,
};

/** One source of what a field accepts, for the chat and the desk alike. A step's rules can only tighten it. */
export function parseField(text: string, view: View, step: StepOf<'ask'>): Parsed {
  const kind = step.choices ? 'choice' : FIELDS[step.field].kind;
  const parsed = PARSERS[kind](text, { view, step });
  if (!parsed.ok) return parsed;
  if (!FIELD_VALUE[kind].safeParse(parsed.value).success) return rejected('error.textOnly');
  return tighten(parsed.value, { view, step });
}

function parseChoiceField(text: string, { view, step }: Asked): Parsed {
  const match = matchRow(view, step, text);
  if (match.kind === 'one') return accepted(match.row.code);
  return rejected(match.kind === 'many' ? 'error.choiceAmbiguous' : 'error.choice');
}

function tighten(value: string, asked: Asked): Parsed {
  for (const rule of asked.step.rules) {
    if (rule.rule === 'oneOf' && !rule.values.includes(value)) return rejected('error.choice');
    if (rule.rule === 'minLength' && !isLonger(value, rule.value - 1)) return tooShort(asked);
    if (rule.rule === 'maxLength' && isLonger(value, rule.value)) return tooLong(asked, rule.value);
  }
  return accepted(value);
}

function tooShort(asked: Asked): Parsed {
  const isAddress = FIELDS[asked.step.field].kind === 'address';
  return rejected(isAddress ? 'error.addressShort' : 'error.nameShort', { example: exampleFor(asked) });
}

function tooLong(asked: Asked, max: number): Parsed {
  const isAddress = FIELDS[asked.step.field].kind === 'address';
  return rejected(isAddress ? 'error.addressLong' : 'error.nameLong', { max: String(max) });
}
