import { PHONE_PATHS, type PhoneIcon } from './paths';

/** A line drawing as the page's first paint has it; the words beside it carry the meaning. */
export function drawing(name: PhoneIcon): string {
  return `<svg viewBox="0 0 24 24" class="icon icon-${name}" aria-hidden="true"><path d="${PHONE_PATHS[name]}"/></svg>`;
}
