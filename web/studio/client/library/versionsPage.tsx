import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { Library, PointerRow, VersionRow } from '../../../../bot/studio/contract';
import { toFlowFile } from '../../../../machines/flowEdit/flowFile';
import { ask, Refused } from '../../../desk/client/server/api';
import { queryClient } from '../../../desk/client/server/queryClient';
import { Dialog } from '../../../desk/client/shared/dialog';
import { marketName } from '../../../desk/client/shared/names';
import { dayAndTime } from '../../../desk/client/shared/times';
import { say } from '../../../desk/client/state/toasts';
import { saveFile } from '../file/saveFile';
import { askVersion, useActs, useDrafts, useLibrary, useMoves } from '../server/queries';
import { contentOf } from '../state/editing';
import { mayPublish, useSelf } from '../state/self';
import { texts } from '../texts';
import { Experiments } from './experiments';

/** What is live where, every version there is, and what was done. */
export default function VersionsPage() {
  const { data: library, isError, refetch } = useLibrary();
  const [rolling, setRolling] = useState<PointerRow>();
  if (isError) {
    return (
      <main id="main" className="page hollow">
        <p>{texts.failed}</p>
        <Button variant="default" onClick={() => void refetch()}>
          {texts.retry}
        </Button>
      </main>
    );
  }
  if (library === undefined) return <main className="page hollow">{texts.loading}</main>;
  return (
    <main id="main" className="page" tabIndex={-1}>
      <h2>{texts.versions.heading}</h2>
      <div className="board-columns">
        <Live library={library} onRoll={setRolling} />
        <All versions={library.versions} />
      </div>
      <Experiments library={library} />
      <Moves />
      <History />
      {rolling !== undefined && <RollBackDialog pointer={rolling} onClose={() => setRolling(undefined)} />}
    </main>
  );
}

function Live({ library, onRoll }: { readonly library: Library; readonly onRoll: (pointer: PointerRow) => void }) {
  const me = useSelf();
  return (
    <section className="panel live">
      <h3>{texts.versions.live}</h3>
      <p className="muted">{texts.versions.liveExplain}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{texts.versions.market}</th>
            <th scope="col" className="number">
              {texts.versions.version}
            </th>
            <th scope="col">{texts.versions.since}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {library.pointers.map((pointer) => {
            const { market, version, before, setAt, setBy, challenger } = pointer;
            const since =
              setAt === undefined ? texts.versions.shipped : texts.versions.setBy(setBy ?? '', dayAndTime(setAt));
            return (
              <tr key={market}>
                <td>{marketName(market)}</td>
                <td className="number">{version}</td>
                <td className="muted">
                  {since}
                  {challenger !== undefined && (
                    <span className="chip changed">
                      {texts.versions.experiment(challenger.version, Math.round(challenger.share * 100))}
                    </span>
                  )}
                </td>
                <td className="row-actions">
                  {before !== undefined && me.markets.includes(market) && mayPublish(me) && (
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={`${texts.versions.rollBack(before)}, ${marketName(market)}`}
                      onClick={() => onRoll(pointer)}
                    >
                      {texts.versions.rollBack(before)}
                    </Button>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function All({ versions }: { readonly versions: readonly VersionRow[] }) {
  const download = async ({ flowId, version }: VersionRow) => {
    const { flow } = contentOf(await askVersion(version));
    saveFile(`${flowId}-${version}.json`, toFlowFile(flow));
  };
  return (
    <section className="panel">
      <h3>{texts.versions.all}</h3>
      <ul className="versions">
        {versions.map((one) => {
          const { version, title, serves, publishedAt, publishedBy, note, approvals, from } = one;
          return (
            <li key={version}>
              <h4>
                {texts.versions.version} {version} · <bdi>{title}</bdi>
              </h4>
              <p className="muted small">
                {from === 'product' || publishedAt === undefined
                  ? texts.versions.product
                  : texts.versions.by(publishedBy ?? '', dayAndTime(publishedAt))}
                {approvals !== undefined && approvals.length > 0 && ` · ${texts.versions.approvals(approvals.length)}`}
              </p>
              {note !== undefined && note !== '' && <p>{note}</p>}
              <p className="small">
                {serves.length > 0 ? texts.versions.serves(serves.join(' ')) : texts.versions.servesNone}
              </p>
              <Button
                size="compact-xs"
                variant="default"
                aria-label={`${texts.versions.download}, ${version}`}
                onClick={() => void download(one)}
              >
                {texts.versions.download}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Moves() {
  const { data: moves = [] } = useMoves();
  if (moves.length === 0) return null;
  return (
    <section className="panel">
      <h3>{texts.versions.moves}</h3>
      <p className="muted">{texts.versions.movesExplain}</p>
      <table>
        <tbody>
          {moves.map(({ version, markets, startedAt, startedBy }) => (
            <tr key={`${version} ${startedAt}`}>
              <td>{texts.versions.moving(version)}</td>
              <td>{markets.join(' ')}</td>
              <td className="muted">{texts.versions.setBy(startedBy, dayAndTime(startedAt))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function History() {
  const { data: lines = [] } = useActs();
  const { data: drafts = [] } = useDrafts();
  const titleOf = (subject: string) => drafts.find(({ id }) => id === subject)?.title ?? subject;
  return (
    <section className="panel">
      <h3>{texts.versions.history}</h3>
      {lines.length === 0 && <p className="muted">{texts.versions.noHistory}</p>}
      <table>
        <tbody>
          {lines.map(({ at, by, action, subject, details }) => (
            <tr key={`${at} ${action} ${subject}`}>
              <td className="muted">{dayAndTime(at)}</td>
              <td>
                <bdi>{by}</bdi>
              </td>
              <td>{texts.versions.acts[action] ?? action}</td>
              <td>
                <bdi>{titleOf(subject)}</bdi>
              </td>
              <td className="muted">
                {Object.entries(details)
                  .filter(([name]) => name !== 'hash' && name !== 'texts')
                  .map(([name, value]) => `${name}: ${value}`)
                  .join(' · ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function RollBackDialog({ pointer, onClose }: { readonly pointer: PointerRow; readonly onClose: () => void }) {
  const { market, version, before = version } = pointer;
  const [note, setNote] = useState('');
  const name = marketName(market);
  const roll = async () => {
    try {
      const body = { from: version, to: before, note: note.trim() };
      const library = await ask<Library>(`pointers/${market}`, { method: 'POST', body });
      queryClient.setQueryData(['library'], library);
      void queryClient.invalidateQueries({ queryKey: ['history'] });
      say(texts.versions.rolledBack(name, before));
    } catch (cause) {
      say(cause instanceof Refused ? cause.message : texts.failed, 'bad');
      void queryClient.invalidateQueries({ queryKey: ['library'] });
    }
    onClose();
  };
  return (
    <Dialog title={texts.versions.rollBackHeading(name)} onClose={onClose}>
      <div className="stack">
        <p>{texts.versions.rollBackExplain(version, before)}</p>
        <Textarea
          label={texts.publish.note}
          description={texts.publish.noteHint}
          autosize
          minRows={2}
          maxLength={500}
          value={note}
          data-autofocus
          onChange={({ currentTarget }) => setNote(currentTarget.value)}
        />
        <div className="actions">
          <Button disabled={note.trim() === ''} onClick={() => void roll()}>
            {texts.versions.rollBackDo}
          </Button>
          <Button variant="default" onClick={onClose}>
            {texts.cancel}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
