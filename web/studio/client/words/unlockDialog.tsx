import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Edit } from '../../../../machines/flowEdit/edits';
import { Dialog } from '../../../desk/client/shared/dialog';
import type { Looked } from '../canvas/drawing';
import { doEdit } from '../state/editing';
import { stepFor } from '../state/marketView';
import { texts } from '../texts';
import { legalSteps } from './legalTexts';
import { unlock } from './locks';

/** A legal text is changed on purpose: with a version of its own, so that nobody counts as having agreed to it before. */
export function UnlockDialog(props: {
  readonly textKey: string;
  readonly looked: Looked;
  readonly onClose: () => void;
}) {
  const { textKey, looked, onClose } = props;
  const [version, setVersion] = useState(nextVersion(looked, textKey));
  const unlockIt = (event: FormEvent) => {
    event.preventDefault();
    if (doEdit({ kind: 'all', edits: versionEdits(looked, textKey, version.trim()) })) unlock(textKey);
    onClose();
  };
  return (
    <Dialog title={texts.words.unlockHeading} onClose={onClose}>
      <form className="stack" onSubmit={unlockIt}>
        <p>{texts.words.unlockExplain}</p>
        <TextInput
          label={texts.words.unlockVersion}
          value={version}
          data-autofocus
          onChange={({ currentTarget }) => setVersion(currentTarget.value)}
        />
        <Button type="submit" disabled={version.trim() === ''}>
          {texts.words.unlockDo}
        </Button>
      </form>
    </Dialog>
  );
}

/** For one market where one is looked at, for all otherwise. */
function versionEdits({ content, market }: Looked, key: string, version: string): readonly Edit[] {
  return legalSteps(content.flow, key).flatMap((id): Edit[] => {
    const step = stepFor(content.flow, id, market);
    if (step?.kind !== 'consent') return [];
    const set = { id, property: 'notice', value: { ...step.notice, version } };
    return [market === undefined ? { kind: 'setProperty', ...set } : { kind: 'setOverride', market, ...set }];
  });
}

/** Versions are months by custom: this one, or the same with a number when it is taken. */
function nextVersion({ content }: Looked, key: string): string {
  const month = new Date().toISOString().slice(0, 7);
  const taken = legalSteps(content.flow, key).map((id) => {
    const step = content.flow.steps[id];
    return step?.kind === 'consent' ? step.notice.version : '';
  });
  let version = month;
  for (let at = 2; taken.includes(version); at += 1) version = `${month}.${at}`;
  return version;
}
