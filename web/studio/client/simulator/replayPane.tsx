import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import type { Replay, ReplayedConversation, ReplayedTurn } from '../../../../bot/studio/replay/contract';
import { ask, Unreached } from '../../../desk/client/server/api';
import { languageName, marketName } from '../../../desk/client/shared/names';
import { say } from '../../../desk/client/state/toasts';
import { useAddress } from '../state/address';
import { useSelf } from '../state/self';
import { shortMove } from './moveWords';
import { RecordDialog } from './recordDialog';
import { problemOf, sent } from './simulating';
import type { PaneProps } from './testsPane';
import { texts } from './texts';

const COUNTS = ['10', '30', '100'];

/** What real customers said, said again on the draft. */
export function ReplayPane({ looked, canChange, onPlay }: PaneProps) {
  const { market } = useAddress();
  const { markets: own } = useSelf();
  const [most, setMost] = useState('30');
  const [replay, setReplay] = useState<Replay>();
  const [isBusy, setBusy] = useState(false);
  const [kept, setKept] = useState<ReplayedConversation>();
  const run = async () => {
    setBusy(true);
    try {
      const wanted = looked.content.flow.markets.filter(
        (one) => own.includes(one) && (market === undefined || one === market),
      );
      const body = { ...sent(looked.content), markets: wanted, most: Number(most) };
      setReplay(await ask<Replay>('replay', { method: 'POST', body }));
    } catch (cause) {
      say(cause instanceof Unreached ? texts.storm.busy : problemOf(cause), 'bad');
    }
    setBusy(false);
  };
  const shown = [...(replay?.conversations ?? [])].sort((one, other) => other.changed.length - one.changed.length);
  return (
    <div className="sim-pane">
      <p className="muted">{texts.replay.explain}</p>
      <div className="sim-tools">
        <Button loading={isBusy} onClick={() => void run()}>
          {texts.replay.run}
        </Button>
        <Select
          className="sim-count"
          aria-label={texts.replay.conversations(Number(most))}
          data={COUNTS.map((value) => ({ value, label: texts.replay.conversations(Number(value)) }))}
          value={most}
          allowDeselect={false}
          onChange={(value) => setMost(value ?? '30')}
        />
      </div>
      {replay?.conversations.length === 0 && <p className="hollow">{texts.replay.none}</p>}
      {replay !== undefined && replay.markets.length > 0 && <Summary replay={replay} />}
      <ul className="sim-tests">
        {shown.map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they have no name, which is the point
          <li key={at} className="sim-test">
            <div className="sim-test-head">
              <strong>{marketName(one.market)}</strong>
              <span className="chip">{languageName(one.locale)}</span>
              <span className="chip">{texts[one.channel]}</span>
              <span className={`chip${one.changed.length === 0 ? ' start' : ' changed'}`}>
                {one.changed.length === 0 ? texts.replay.same : texts.tests.differs(one.changed.length)}
              </span>
              {one.draft.newQuestions.length > 0 && (
                <span className="muted small">{texts.replay.newQuestions(one.draft.newQuestions)}</span>
              )}
              <span className="header-space" />
              <Button variant="default" size="compact-sm" onClick={() => onPlay(one)}>
                {texts.replay.play}
              </Button>
              {canChange && (
                <Button variant="default" size="compact-sm" onClick={() => setKept(one)}>
                  {texts.replay.keep}
                </Button>
              )}
            </div>
            {one.changed.length > 0 && <Changes one={one} />}
          </li>
        ))}
      </ul>
      {kept !== undefined && (
        <RecordDialog
          content={looked.content}
          now={{ market: kept.market, locale: kept.locale, channels: [kept.channel], moves: kept.moves }}
          name={texts.replay.name(kept.market, kept.changed.length)}
          onClose={() => setKept(undefined)}
        />
      )}
    </div>
  );
}

function Summary({ replay }: { readonly replay: Replay }) {
  const words = texts.replay;
  return (
    <table className="sim-differences">
      <thead>
        <tr>
          <td />
          {[words.changed, words.turns, words.newMistakes, words.savedMistakes, words.length, words.ended].map(
            (head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody>
        {replay.markets.map((one) => (
          <tr key={one.market}>
            <th scope="row">{marketName(one.market)}</th>
            <td>{`${one.changed} / ${one.conversations}`}</td>
            <td>{one.changedTurns}</td>
            <td>{one.newMistakes}</td>
            <td>{one.savedMistakes}</td>
            <td>{words.fromTo(one.questions.live, one.questions.draft)}</td>
            <td>{words.fromTo(one.ended.live, one.ended.draft)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Changes({ one: { changed, moves } }: { readonly one: ReplayedConversation }) {
  return (
    <table className="sim-differences">
      <tbody>
        {changed.map(({ turn, live, draft }) => {
          const move = moves[turn];
          return (
            <tr key={turn}>
              <th scope="row">{`${texts.tests.turn(turn)}${move === undefined ? '' : `: ${shortMove(move)}`}`}</th>
              <td>{seen(live)}</td>
              <td>{seen(draft)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function seen({ says, at, isPassedOver }: ReplayedTurn): string {
  return isPassedOver ? texts.replay.passedOver : `${says.join(', ') || texts.tests.nothing} → ${at}`;
}
