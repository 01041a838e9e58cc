import type { Texts } from './texts';
import type { View } from './view';

/** The wording of the flow version the conversation is on, over the product's own. */
export function textsOf(view: View): Texts {
  return view.texts.overlay(view.flow.texts);
}
