import { parseField } from '../../dialogs/fields';
import { fold } from '../../dialogs/fold';
import { askOf } from '../../dialogs/labels';
import type { View } from '../../dialogs/view';
import type { Facts } from '../../machines/facts';
import type { FieldId } from '../../machines/lead';

/** What strangers do not know; a name, which many do, only where nothing better was told. */
const CONTACTS: readonly FieldId[] = ['mobile', 'email'];
const NAMES: readonly FieldId[] = ['fullName', 'familyName', 'givenName'];

/** The answers of which one, told again, proves that it is the same customer; none where nothing personal was told. */
export function provableIn({ fields }: Facts): readonly FieldId[] {
  const told = (field: FieldId) => typeof fields[field]?.value === 'string';
  const contacts = CONTACTS.filter(told);
  return contacts.length > 0 ? contacts : NAMES.filter(told);
}

/** Whether a text is one of these answers, as people write it. */
export function proves(view: View, facts: Facts, text: string): boolean {
  return provableIn(facts).some((field) => {
    const step = askOf(view, field);
    const read = step && parseField(text, view, step);
    return read?.ok === true && fold(read.value) === fold(facts.fields[field]?.value ?? '');
  });
}
