import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { KeptTest } from '../../../../bot/studio/tests/contract';
import type { FlowContent } from '../../../../machines/flowEdit/content';
import { ask } from '../../../desk/client/server/api';
import { queryClient } from '../../../desk/client/server/queryClient';
import { Dialog } from '../../../desk/client/shared/dialog';
import { say } from '../../../desk/client/state/toasts';
import { pathOf } from '../server/queries';
import { useEditing } from '../state/editing';
import { problemOf, type Simulating, sent } from './simulating';
import { texts } from './texts';

/** What was played becomes a test of this draft. */
export function RecordDialog(props: {
  readonly content: FlowContent;
  readonly now: Pick<Simulating, 'market' | 'locale' | 'channels' | 'moves'>;
  readonly name?: string;
  readonly onClose: () => void;
}) {
  const { content, now, onClose } = props;
  const { row } = useEditing();
  const [name, setName] = useState(props.name ?? '');
  const [isBusy, setBusy] = useState(false);
  const keep = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      const { market, locale, channels, moves } = now;
      const body = { ...sent(content), market, locale, channels, moves, name };
      await ask<KeptTest>(pathOf(row.id, '/tests'), { method: 'POST', body });
      void queryClient.invalidateQueries({ queryKey: ['flowTests', row.id] });
      say(texts.recorded);
      onClose();
    } catch (cause) {
      say(problemOf(cause), 'bad');
      setBusy(false);
    }
  };
  return (
    <Dialog title={texts.record} onClose={onClose}>
      <form className="stack" onSubmit={(event) => void keep(event)}>
        <TextInput
          label={texts.recordName}
          description={texts.recordHint}
          value={name}
          maxLength={120}
          data-autofocus
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Button type="submit" loading={isBusy} disabled={name.trim() === ''}>
          {texts.keep}
        </Button>
      </form>
    </Dialog>
  );
}
