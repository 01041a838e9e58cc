import type { TextKey } from './texts';
import type { Notice, Understanding } from './view';

/** Something to say that is not a step of the flow. */
export function notice(text: TextKey, vars?: Notice['vars']): Notice {
  return vars ? { type: 'notice', text, vars } : { type: 'notice', text };
}

/** A wrong answer, with what was wrong about it. */
export function unrecognized(text: TextKey, vars?: Notice['vars']): Understanding {
  return { kind: 'unrecognized', error: notice(text, vars) };
}
