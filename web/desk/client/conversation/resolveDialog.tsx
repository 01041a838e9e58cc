import { Button, Checkbox, Select, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { DeskConversation, WrapUpCode } from '../../../../bot/desk/contract';
import { actAndSay } from '../server/act';
import { useConversation } from '../server/queries';
import { Dialog } from '../shared/dialog';
import { handleOf } from '../state/me';
import { texts } from '../texts';

const CODES = Object.entries(texts.resolve.codes).map(([value, label]) => ({ value, label }));
const NEEDS_NOTE: readonly WrapUpCode[] = ['complaint', 'other'];

/** Ends the conversation for now, with what came of it. */
export default function ResolveDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { data: conversation } = useConversation(id);
  if (conversation === undefined) return null;
  return (
    <Dialog title={texts.resolve.heading} onClose={onClose}>
      <Form conversation={conversation} onClose={onClose} />
    </Dialog>
  );
}

function Form({ conversation, onClose }: { readonly conversation: DeskConversation; readonly onClose: () => void }) {
  const [code, setCode] = useState<WrapUpCode>();
  const [note, setNote] = useState('');
  const [askScore, setAskScore] = useState(conversation.composer.may === 'write');
  const missing = code === 'completed' ? openLabels(conversation) : [];
  const needsNote = code !== undefined && NEEDS_NOTE.includes(code);
  const isReady = code !== undefined && missing.length === 0 && (!needsNote || note.trim() !== '');

  const resolve = async () => {
    if (code === undefined) return;
    const wish = { kind: 'resolve', code, askScore, ...(note.trim() !== '' && { note: note.trim() }) } as const;
    if (await actAndSay(handleOf(conversation), wish, texts.done.resolved)) onClose();
  };
  return (
    <div className="stack">
      <Select
        label={texts.resolve.code}
        data={CODES}
        value={code ?? null}
        onChange={(value) => setCode((value as WrapUpCode | null) ?? undefined)}
        error={missing.length > 0 ? texts.resolve.missing(missing.join(', ')) : undefined}
        data-autofocus
        openOnFocus={false}
      />
      <Textarea
        label={texts.resolve.note}
        description={needsNote ? texts.resolve.noteNeeded : undefined}
        required={needsNote}
        autosize
        minRows={2}
        value={note}
        onChange={({ currentTarget }) => setNote(currentTarget.value)}
      />
      <Checkbox
        label={texts.resolve.askScore}
        checked={askScore}
        disabled={conversation.composer.may !== 'write'}
        onChange={({ currentTarget }) => setAskScore(currentTarget.checked)}
      />
      <Button disabled={!isReady} onClick={() => void resolve()}>
        {texts.resolve.confirm}
      </Button>
    </div>
  );
}

/** What the form still needs before it can be called completed, unless an application is with the bank. */
function openLabels({ lead }: DeskConversation): readonly string[] {
  if (lead.applications.length > 0) return [];
  const fields = lead.fields.filter(({ required, state }) => required && (state === 'empty' || state === 'invalid'));
  const consents = lead.consents.filter(({ required, state }) => required && state !== 'granted');
  return [...fields, ...consents].map(({ label }) => label);
}
