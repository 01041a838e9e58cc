import { Button } from '@mantine/core';
import { useState } from 'react';
import type { DraftRow } from '../../../../bot/studio/contract';
import { ask, Refused } from '../../../desk/client/server/api';
import { queryClient } from '../../../desk/client/server/queryClient';
import { Dialog } from '../../../desk/client/shared/dialog';
import { dayAndTime } from '../../../desk/client/shared/times';
import { say } from '../../../desk/client/state/toasts';
import { pathOf, useDrafts } from '../server/queries';
import { go } from '../state/address';
import { isDesigner, useSelf } from '../state/self';
import { texts } from '../texts';
import { NewDraftDialog } from './newDraftDialog';

/** What people are working on. */
export default function DraftsPage() {
  const me = useSelf();
  const { data: drafts, isError, refetch } = useDrafts();
  const [isNew, setNew] = useState(false);
  const [removing, setRemoving] = useState<DraftRow>();
  return (
    <main id="main" className="page" tabIndex={-1}>
      <div className="page-head">
        <div>
          <h2>{texts.drafts.heading}</h2>
          <p className="muted">{texts.drafts.explain}</p>
        </div>
        {isDesigner(me) && <Button onClick={() => setNew(true)}>{texts.drafts.start}</Button>}
      </div>
      {isError && (
        <p role="alert">
          {texts.failed}{' '}
          <Button variant="default" onClick={() => void refetch()}>
            {texts.retry}
          </Button>
        </p>
      )}
      {drafts?.length === 0 && <p className="hollow">{texts.drafts.none}</p>}
      <ul className="draft-cards">
        {drafts?.map((draft) => (
          <DraftCard key={draft.id} draft={draft} onRemove={() => setRemoving(draft)} />
        ))}
      </ul>
      {isNew && <NewDraftDialog onClose={() => setNew(false)} />}
      {removing !== undefined && <RemoveDialog draft={removing} onClose={() => setRemoving(undefined)} />}
    </main>
  );
}

function DraftCard({ draft, onRemove }: { readonly draft: DraftRow; readonly onRemove: () => void }) {
  const me = useSelf();
  const { id, title, base, owner, savedBy, savedAt } = draft;
  return (
    <li className="draft-card">
      <h3>
        <button type="button" className="link" onClick={() => go({ draft: id })}>
          <bdi>{title}</bdi>
        </button>
      </h3>
      <p className="muted small">
        {texts.drafts.from(base)} · {texts.drafts.by(owner)}
      </p>
      <p className="muted small">{texts.drafts.savedBy(savedBy, dayAndTime(savedAt))}</p>
      <div className="actions">
        <Button size="compact-sm" variant="default" onClick={() => go({ draft: id })}>
          {texts.drafts.open}
        </Button>
        {owner === me.id && (
          <Button size="compact-sm" variant="subtle" color="danger" onClick={onRemove}>
            {texts.drafts.remove}
          </Button>
        )}
      </div>
    </li>
  );
}

function RemoveDialog({ draft, onClose }: { readonly draft: DraftRow; readonly onClose: () => void }) {
  const remove = async () => {
    try {
      await ask(pathOf(draft.id, '/remove'), { method: 'POST', body: {} });
      say(texts.drafts.removed);
    } catch (cause) {
      say(cause instanceof Refused ? cause.message : texts.failed, 'bad');
    }
    await queryClient.invalidateQueries({ queryKey: ['drafts'] });
    onClose();
  };
  return (
    <Dialog title={texts.drafts.remove} onClose={onClose}>
      <div className="stack">
        <p>{texts.drafts.removeSure(draft.title)}</p>
        <div className="actions">
          <Button color="danger" onClick={() => void remove()}>
            {texts.drafts.remove}
          </Button>
          <Button variant="default" onClick={onClose} data-autofocus>
            {texts.cancel}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
