import { Button, Select, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { ApprovalState, PreFlight, Published } from '../../../../bot/studio/contract';
import type { Market } from '../../../../machines/market';
import { ask, Refused } from '../../../desk/client/server/api';
import { queryClient } from '../../../desk/client/server/queryClient';
import { marketName } from '../../../desk/client/shared/names';
import { say } from '../../../desk/client/state/toasts';
import { pathOf, useApprovals, usePreFlight } from '../server/queries';
import { go } from '../state/address';
import { useChecked } from '../state/checking';
import { isUnsaved, useEditing } from '../state/editing';
import { mayPublish, useSelf } from '../state/self';
import { texts } from '../texts';
import { ApprovalTable } from './approvalTable';
import { LegalTexts } from './legalTexts';
import { PreFlightPanel } from './preFlightPanel';

/** From a draft to what customers meet: somebody else approves, everybody inside is counted, and it goes out at once. */
export default function PublishView({ isReadOnly }: { readonly isReadOnly: boolean }) {
  const now = useEditing();
  const { id } = now.row;
  const { data: approvals, isError, refetch } = useApprovals(id);
  const obstacle = useObstacle();
  const [chosen, setChosen] = useState<readonly Market[]>();
  if (isError) {
    return (
      <div className="page hollow">
        <p>{texts.failed}</p>
        <Button variant="default" onClick={() => void refetch()}>
          {texts.retry}
        </Button>
      </div>
    );
  }
  if (approvals === undefined) return <div className="page hollow">{texts.loading}</div>;
  const approved = approvals.markets.filter((one) => one.approval !== undefined).map(({ market }) => market);
  const markets = (chosen ?? approved).filter((market) => approved.includes(market));
  return (
    <div className="page review-page">
      <h2>{texts.publish.heading}</h2>
      {obstacle !== undefined && (
        <p className="banner obstacle" role="status">
          {obstacle}
        </p>
      )}
      <LegalTexts draft={id} legal={approvals.legal} isReadOnly={isReadOnly} isHeld={obstacle !== undefined} />
      <ApprovalTable
        draft={id}
        base={now.row.base}
        approvals={approvals}
        isHeld={obstacle !== undefined}
        chosen={markets}
        onChosen={setChosen}
      />
      <Going draft={id} approvals={approvals} markets={markets} isHeld={obstacle !== undefined} />
    </div>
  );
}

/** What stands in the way, in words. */
function useObstacle(): string | undefined {
  const now = useEditing();
  const { result } = useChecked();
  if (isUnsaved(now) || now.saving !== 'idle') return texts.publish.saveFirst;
  return result !== undefined && result.issues.length > 0 ? texts.publish.checkFirst : undefined;
}

function Going(props: {
  readonly draft: string;
  readonly approvals: ApprovalState;
  readonly markets: readonly Market[];
  readonly isHeld: boolean;
}) {
  const { draft, approvals, markets, isHeld } = props;
  const { data: preFlight, refetch, isFetching } = usePreFlight(draft, approvals.hash, markets);
  return (
    <>
      <section className="panel">
        <h3>{texts.publish.inside}</h3>
        <p className="muted">{texts.publish.insideExplain}</p>
        {markets.length === 0 ? (
          <p className="muted">{texts.publish.choose}</p>
        ) : preFlight === undefined ? (
          <p className="muted">{texts.loading}</p>
        ) : (
          <PreFlightPanel preFlight={preFlight} isBusy={isFetching} onAgain={() => void refetch()} />
        )}
      </section>
      {mayPublish(useSelf()) && (
        <Open draft={draft} hash={approvals.hash} markets={markets} preFlight={preFlight} isHeld={isHeld} />
      )}
    </>
  );
}

const SHARES = [100, 50, 25, 10];

/** Pin or move, a note, and out it goes. */
function Open(props: {
  readonly draft: string;
  readonly hash: string;
  readonly markets: readonly Market[];
  readonly preFlight: PreFlight | undefined;
  readonly isHeld: boolean;
}) {
  const { draft, hash, markets, preFlight, isHeld } = props;
  const [wanted, setWanted] = useState<'pin' | 'move'>();
  const [note, setNote] = useState('');
  const [share, setShare] = useState('100');
  const [busy, setBusy] = useState(false);
  const open = wanted ?? preFlight?.suggested ?? 'pin';
  const publish = async () => {
    setBusy(true);
    try {
      const part = Number(share) / 100;
      const body = { hash, markets, open, note: note.trim(), ...(part < 1 && { share: part }) };
      const { version, hasNoTests } = await ask<Published>(pathOf(draft, '/publish'), { method: 'POST', body });
      if (hasNoTests) say(texts.publish.withoutTests(version), 'bad');
      else say(texts.publish.published(version));
      await queryClient.invalidateQueries();
      go({ draft: undefined, place: 'versions', view: 'flow', step: undefined, market: undefined });
    } catch (cause) {
      say(cause instanceof Refused ? cause.message : texts.failed, 'bad');
      setBusy(false);
    }
  };
  return (
    <section className="panel">
      <h3>{texts.publish.open}</h3>
      <div className="stack">
        {preFlight !== undefined && preFlight.legal.length > 0 && <p className="notice">{texts.publish.legal}</p>}
        <div className="pin-or-move" role="radiogroup" aria-label={texts.publish.open}>
          {(['pin', 'move'] as const).map((one) => (
            <label key={one} className={one === open ? 'chosen' : ''}>
              <input type="radio" name="open" value={one} checked={one === open} onChange={() => setWanted(one)} />
              <span>
                <strong>{texts.publish[one]}</strong>
                <span className="muted small">{one === 'pin' ? texts.publish.pinHint : texts.publish.moveHint}</span>
              </span>
            </label>
          ))}
        </div>
        <Select
          className="share"
          label={texts.publish.share}
          data={SHARES.map((percent) => ({
            value: String(percent),
            label: percent === 100 ? texts.publish.shareAll : texts.publish.shareOf(percent),
          }))}
          value={share}
          allowDeselect={false}
          onChange={(value) => setShare(value ?? '100')}
        />
        <Textarea
          label={texts.publish.note}
          description={texts.publish.noteHint}
          autosize
          minRows={2}
          maxLength={500}
          value={note}
          onChange={({ currentTarget }) => setNote(currentTarget.value)}
        />
        <div className="actions">
          <Button
            size="sm"
            loading={busy}
            disabled={isHeld || markets.length === 0 || note.trim() === ''}
            onClick={() => void publish()}
          >
            {texts.publish.publish(markets.length)}
          </Button>
          <span className="muted small">{markets.map(marketName).join(', ')}</span>
        </div>
      </div>
    </section>
  );
}
