import type { QuickReply } from './message';
import type { TextKey } from './texts';
import type { Notice, Understanding } from './view';

/** Something to say that is not a step of the flow, with quick replies where it offers a way on. */
export function notice(text: TextKey, vars?: Notice['vars'], choices: readonly QuickReply[] = []): Notice {
  return { type: 'notice', text, ...(vars && { vars }), ...(choices.length > 0 && { choices }) };
}

/** A wrong answer, with what was wrong about it. */
export function unrecognized(text: TextKey, vars?: Notice['vars']): Understanding {
  return { kind: 'unrecognized', error: notice(text, vars) };
}
