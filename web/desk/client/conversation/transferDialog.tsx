import { Button, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { DeskConversation, People } from '../../../../bot/desk/contract';
import { act, actAndSay } from '../server/act';
import { useConversation, usePeople } from '../server/queries';
import { Dialog } from '../shared/dialog';
import { queueName } from '../shared/names';
import { handleOf, useSelf } from '../state/me';
import { texts } from '../texts';
import { mayBarge } from './claim';

/** To a colleague or a queue. A supervisor passes on what is somebody else's, too. */
export default function TransferDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { data: conversation } = useConversation(id);
  if (conversation === undefined) return null;
  return (
    <Dialog title={texts.transfer.heading} onClose={onClose}>
      <Form conversation={conversation} onClose={onClose} />
    </Dialog>
  );
}

function Form({ conversation, onClose }: { readonly conversation: DeskConversation; readonly onClose: () => void }) {
  const me = useSelf();
  const { data: people } = usePeople(conversation.row.market);
  const [to, setTo] = useState<string>();
  const [note, setNote] = useState('');
  const options = optionsOf(people, conversation.row.owner, me.id);

  const pass = async () => {
    if (to === undefined) return;
    const [kind, name = ''] = to.split(' ', 2);
    const handle = handleOf(conversation);
    if (note.trim() !== '') await act(handle, { kind: 'note', text: note.trim() });
    const passes = mayBarge(me, conversation.row) ? 'reassign' : 'transfer';
    const wish = { kind: passes, to: kind === 'agent' ? { agent: name } : { queue: name } } as const;
    if (await actAndSay(handle, wish, texts.done.transferred)) onClose();
  };
  return (
    <div className="stack">
      <Select
        label={texts.transfer.heading}
        data={options}
        value={to ?? null}
        onChange={(value) => setTo(value ?? undefined)}
        searchable
        data-autofocus
        openOnFocus={false}
        description={people?.agents.length === 0 ? texts.transfer.nobody : undefined}
      />
      <TextInput
        label={texts.transfer.note}
        value={note}
        onChange={({ currentTarget }) => setNote(currentTarget.value)}
      />
      <Button disabled={to === undefined} onClick={() => void pass()}>
        {texts.transfer.confirm}
      </Button>
    </div>
  );
}

function optionsOf(people: People | undefined, owner: string, self: string) {
  const agents = (people?.agents ?? [])
    .filter(({ id }) => `agent:${id}` !== owner && id !== self)
    .map(({ id, name, presence, load }) => ({
      value: `agent ${id}`,
      label: `${name} (${presence === 'offline' ? texts.transfer.offline : texts.transfer[presence](load)})`,
    }));
  const queues = (people?.queues ?? []).map((queue) => ({ value: `queue ${queue}`, label: queueName(queue) }));
  return [
    { group: texts.transfer.agent, items: agents },
    { group: texts.transfer.queue, items: queues },
  ];
}
