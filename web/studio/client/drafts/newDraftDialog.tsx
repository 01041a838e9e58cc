import { Button, Select, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Draft, VersionRow } from '../../../../bot/studio/contract';
import { readFlowFile, toFlowFile } from '../../../../machines/flowEdit/flowFile';
import { ask, Refused } from '../../../desk/client/server/api';
import { queryClient } from '../../../desk/client/server/queryClient';
import { Dialog } from '../../../desk/client/shared/dialog';
import { FileButton } from '../file/fileButton';
import { askVersion, useLibrary } from '../server/queries';
import { go } from '../state/address';
import { texts } from '../texts';

/** A copy of something published, or of a file, to work on. */
export function NewDraftDialog({ onClose }: { readonly onClose: () => void }) {
  const { data: library } = useLibrary();
  const versions = library?.versions ?? [];
  const [title, setTitle] = useState('');
  const [chosen, setChosen] = useState<number>();
  const [file, setFile] = useState<{ readonly name: string; readonly flow: unknown }>();
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const base = chosen ?? newest(versions)?.version;

  const read = (name: string, text: string) => {
    try {
      setFile({ name, flow: JSON.parse(toFlowFile(readFlowFile(text))) });
      setFault(undefined);
    } catch (cause) {
      setFault(cause instanceof Error ? cause.message : texts.failed);
    }
  };
  const begin = async (event: FormEvent) => {
    event.preventDefault();
    if (base === undefined) return;
    setBusy(true);
    try {
      const from = await askVersion(base);
      const body = { title: title.trim(), base, flow: file?.flow ?? from.flow, words: from.words };
      const draft = await ask<Draft>('drafts', { method: 'POST', body });
      void queryClient.invalidateQueries({ queryKey: ['drafts'] });
      go({ draft: draft.id, view: 'flow', step: undefined });
      onClose();
    } catch (cause) {
      setFault(cause instanceof Refused ? cause.message : texts.failed);
      setBusy(false);
    }
  };
  return (
    <Dialog title={texts.drafts.dialog} onClose={onClose}>
      <form className="stack" onSubmit={(event) => void begin(event)}>
        <TextInput
          label={texts.drafts.name}
          placeholder={texts.drafts.nameHint}
          value={title}
          maxLength={120}
          data-autofocus
          onChange={({ currentTarget }) => setTitle(currentTarget.value)}
        />
        <Select
          label={texts.drafts.base}
          data={versions.map((one) => ({
            value: String(one.version),
            label: texts.drafts.version(one.version, one.title),
          }))}
          value={base === undefined ? null : String(base)}
          allowDeselect={false}
          onChange={(value) => setChosen(value === null ? undefined : Number(value))}
        />
        <div className="actions">
          <FileButton accept="application/json,.json" label={file?.name ?? texts.drafts.chooseFile} onText={read} />
        </div>
        {fault !== undefined && (
          <p className="rule problem" role="alert">
            {fault}
          </p>
        )}
        <div className="actions">
          <Button type="submit" loading={busy} disabled={title.trim() === '' || base === undefined}>
            {texts.drafts.create}
          </Button>
          <Button variant="default" onClick={onClose}>
            {texts.cancel}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function newest(versions: readonly VersionRow[]): VersionRow | undefined {
  return versions.toSorted((one, other) => other.version - one.version)[0];
}
