import { SegmentedControl } from '@mantine/core';
import { type Draft, setDraft } from '../state/drafts';
import { has, useSelf } from '../state/me';
import { texts } from '../texts';

/** For whom it is written. What was written stays when the mode is changed. */
export function Modes({ conversationId, kind }: { readonly conversationId: string; readonly kind: Draft['kind'] }) {
  const me = useSelf();
  const kinds: readonly Draft['kind'][] = has(me, 'supervisor') ? ['reply', 'note', 'whisper'] : ['reply', 'note'];
  return (
    <SegmentedControl
      size="xs"
      aria-label={texts.composer.modes}
      data={kinds.map((value) => ({ value, label: texts.composer.mode[value] }))}
      value={kind}
      onChange={(value) => setDraft(conversationId, { kind: kinds.find((one) => one === value) ?? 'reply' })}
    />
  );
}
