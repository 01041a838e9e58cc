import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { actAndSay } from '../server/act';
import { useConversation } from '../server/queries';
import { Dialog } from '../shared/dialog';
import { handleOf } from '../state/me';
import { texts } from '../texts';

/** A word from a supervisor to the agent, which the customer never sees. */
export default function WhisperDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { data: conversation } = useConversation(id);
  const [text, setText] = useState('');
  if (conversation === undefined) return null;
  const whisper = async () => {
    const wish = { kind: 'note', text: text.trim(), whisper: true } as const;
    if (await actAndSay(handleOf(conversation), wish, texts.done.noted)) onClose();
  };
  return (
    <Dialog title={texts.actions.whisper} onClose={onClose}>
      <div className="stack">
        <Textarea
          label={texts.composer.label.whisper}
          placeholder={texts.composer.placeholder.whisper}
          autosize
          minRows={2}
          value={text}
          data-autofocus
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <Button disabled={text.trim() === ''} onClick={() => void whisper()}>
          {texts.composer.add}
        </Button>
      </div>
    </Dialog>
  );
}
