import { ActionIcon, Button, Popover, TextInput, Tooltip } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { FieldId } from '../../../../machines/lead';
import { ask, Refused } from '../server/api';
import { pathOf } from '../server/queries';
import { proof } from '../state/proof';
import { hideRevealed, type Revealed, revealKey, showRevealed, useRevealed } from '../state/revealed';
import { useStore } from '../state/store';
import { texts } from '../texts';
import { Icon } from './icon';

const SHORTEST_REASON = 10;

/** What is to be shown: a field of the lead, or one message. */
export type Target = { readonly field: FieldId } | { readonly seq: number };

/** Shows something masked for a short time, for a reason that an auditor reads. */
export function RevealButton(props: {
  readonly conversationId: string;
  readonly target: Target;
  readonly label: string;
}) {
  const { conversationId, target, label } = props;
  const [open, setOpen] = useState(false);
  const key = revealKey(conversationId, target);
  const revealed = useRevealed(key);
  const words = revealed === undefined ? texts.reveal.of(label) : texts.reveal.hide;
  // What was written stays while they show that it is them.
  const isProving = useStore(proof) === 'needed';
  const press = () => (revealed === undefined ? setOpen(true) : hideRevealed(key));
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      closeOnClickOutside={!isProving}
      closeOnEscape={!isProving}
      width={300}
      position="bottom-end"
      trapFocus
      withArrow
    >
      <Popover.Target>
        <Tooltip label={words} disabled={open}>
          <ActionIcon size="sm" aria-label={words} onClick={press}>
            <Icon name={revealed === undefined ? 'eye' : 'eyeOff'} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={texts.reveal.heading(label)} hidden={isProving}>
        <ReasonForm {...props} onDone={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function ReasonForm(props: {
  readonly conversationId: string;
  readonly target: Target;
  readonly label: string;
  readonly onDone: () => void;
}) {
  const { conversationId, target, label, onDone } = props;
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const reveal = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      const body = { reason: reason.trim(), ...target };
      const shown = await ask<Revealed>(pathOf(conversationId, '/reveal'), { method: 'POST', body });
      showRevealed(revealKey(conversationId, target), shown);
      onDone();
    } catch (cause) {
      setFault(cause instanceof Refused ? cause.message : texts.reveal.failed);
      setBusy(false);
    }
  };
  return (
    <form className="stack" onSubmit={(event) => void reveal(event)}>
      <strong>{texts.reveal.heading(label)}</strong>
      <p className="muted small">{texts.reveal.explain}</p>
      <TextInput
        label={texts.reveal.reason}
        placeholder={texts.reveal.reasonHint}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
        error={fault}
        maxLength={200}
        data-autofocus
      />
      <Button type="submit" loading={busy} disabled={reason.trim().length < SHORTEST_REASON}>
        {texts.reveal.confirm}
      </Button>
    </form>
  );
}
