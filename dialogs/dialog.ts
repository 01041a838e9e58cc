import type { StepKind, StepOf } from '../machines/flow';
import type { Option } from './choices';
import type { Card, Reply } from './message';
import type { Choice } from './payload';
import type { Prompt, Understanding, View } from './view';

/** What one step says, before its quick replies are bound to a prompt. */
export interface Speech extends Pick<Reply, 'text' | 'search' | 'link' | 'input' | 'lead'> {
  readonly options?: readonly Option[];
  readonly cards?: readonly (Omit<Card, 'select'> & { readonly select: Option })[];
  readonly summary?: readonly { readonly label: string; readonly value: string; readonly change?: Option }[];
  readonly noticeSha256?: string;
}

export type Method = 'button' | 'text';

/** How one kind of step speaks and listens. */
export interface Dialog<K extends StepKind> {
  speak(view: View, step: StepOf<K>, search?: Prompt['search']): Speech;
  /** What a typed text means here; commands have been looked for already. */
  listen(view: View, step: StepOf<K>, text: string): Understanding;
  /** What a choice of this step's own prompt means. */
  tap(view: View, step: StepOf<K>, choice: Choice, method: Method): Understanding;
}
