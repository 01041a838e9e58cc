import { Button } from '@mantine/core';
import type { Board, WorkRow } from '../../../../bot/desk/contract';
import { useBoard, useWork } from '../server/queries';
import { languageName, marketName, queueName } from '../shared/names';
import { go } from '../state/address';
import { useNow } from '../state/clock';
import { overlay } from '../state/overlay';
import { texts } from '../texts';
import { spanOf, urgencyOf } from '../work/urgency';
import { WideTable } from './wideTable';

/** Who waits, who works, and what is in whose hands: for supervisors, as it changes. */
export default function BoardPage() {
  const { data: board } = useBoard();
  const { data: team } = useWork({ view: 'team' });
  if (board === undefined) return <main className="page hollow">{texts.list.loading}</main>;
  return (
    <main id="main" className="page" tabIndex={-1}>
      <h2>{texts.board.heading}</h2>
      <Figures board={board} />
      <div className="board-columns">
        <Waiting waiting={board.waiting} />
        <People agents={board.agents} />
      </div>
      <Team rows={team?.rows ?? []} agents={board.agents} />
    </main>
  );
}

function Figures({ board }: { readonly board: Board }) {
  const now = useNow();
  const waiting = board.waiting.reduce((sum, { count }) => sum + count, 0);
  const oldest = Math.min(...board.waiting.map(({ oldestSince }) => oldestSince));
  const figures = [
    [texts.board.waiting, String(waiting)],
    [texts.board.oldest, waiting === 0 ? '–' : spanOf(now - oldest)],
    [texts.board.open, String(board.open)],
    [texts.board.withBot, String(board.withBot)],
  ] as const;
  return (
    <dl className="figures">
      {figures.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Waiting({ waiting }: { readonly waiting: Board['waiting'] }) {
  const now = useNow();
  const rows = waiting.toSorted((one, other) => one.oldestSince - other.oldestSince);
  return (
    <section className="panel">
      <h3>{texts.board.byMarket}</h3>
      {rows.length === 0 ? (
        <p className="muted">{texts.board.nobodyWaits}</p>
      ) : (
        <WideTable label={texts.board.byMarket}>
          <thead>
            <tr>
              <th scope="col">{texts.board.market}</th>
              <th scope="col">{texts.board.language}</th>
              <th scope="col">{texts.board.queue}</th>
              <th scope="col" className="number">
                {texts.board.count}
              </th>
              <th scope="col" className="number">
                {texts.board.oldest}
              </th>
              <th scope="col" className="number">
                {texts.board.within}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ market, locale, queue, count, oldestSince, overdue, withinMs }) => (
              <tr key={`${market} ${locale} ${queue}`}>
                <td>
                  <button
                    type="button"
                    className="link"
                    onClick={() => go({ place: 'work', view: 'needsPerson', market, locale })}
                  >
                    {marketName(market)}
                  </button>
                </td>
                <td>{languageName(locale)}</td>
                <td>{queue === undefined ? '' : queueName(queue)}</td>
                <td className="number">
                  {count}
                  {overdue > 0 && <span className="urgency now"> · {texts.board.overdue(overdue)}</span>}
                </td>
                <td className="number">{spanOf(now - oldestSince)}</td>
                <td className="number">{spanOf(withinMs)}</td>
              </tr>
            ))}
          </tbody>
        </WideTable>
      )}
    </section>
  );
}

function People({ agents }: { readonly agents: Board['agents'] }) {
  const order = ['available', 'away', 'offline'];
  const rows = agents.toSorted((one, other) => order.indexOf(one.presence) - order.indexOf(other.presence));
  return (
    <section className="panel">
      <h3>{texts.board.people}</h3>
      {rows.length === 0 ? (
        <p className="muted">{texts.board.nobody}</p>
      ) : (
        <WideTable label={texts.board.people}>
          <thead>
            <tr>
              <th scope="col">{texts.board.person}</th>
              <th scope="col">{texts.board.presence}</th>
              <th scope="col" className="number">
                {texts.board.load}
              </th>
              <th scope="col">{texts.board.languages}</th>
              <th scope="col">{texts.board.queue}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ id, name, presence, load, languages, markets, queues }) => (
              <tr key={id}>
                <td>
                  <bdi>{name}</bdi>
                </td>
                <td className="presence-cell">
                  <span className={`dot ${presence}`} /> {texts.presence[presence]}
                </td>
                <td className="number">{load}</td>
                <td title={markets.map(marketName).join(', ')}>{languages.map(languageName).join(', ')}</td>
                <td>{queues?.map(queueName).join(', ') ?? texts.board.allQueues}</td>
              </tr>
            ))}
          </tbody>
        </WideTable>
      )}
    </section>
  );
}

function Team({ rows, agents }: { readonly rows: readonly WorkRow[]; readonly agents: Board['agents'] }) {
  return (
    <section className="panel">
      <h3>{texts.board.theirs}</h3>
      {rows.length === 0 ? (
        <p className="muted">{texts.board.noneOpen}</p>
      ) : (
        <WideTable label={texts.board.theirs}>
          <tbody>
            {rows.map((row) => (
              <TeamRow key={row.conversationId} row={row} agents={agents} />
            ))}
          </tbody>
        </WideTable>
      )}
    </section>
  );
}

function TeamRow({ row, agents }: { readonly row: WorkRow; readonly agents: Board['agents'] }) {
  const urgency = urgencyOf(row, useNow());
  const { conversationId } = row;
  const holder = agents.find(({ id }) => row.owner === `agent:${id}`)?.name ?? row.owner.replace(/^agent:/, '');
  const openIt = () => go({ place: 'work', view: 'team', conversation: conversationId });
  return (
    <tr>
      <td>
        <button type="button" className="link number" onClick={openIt}>
          <bdi>{row.customer}</bdi>
        </button>
      </td>
      <td>
        <bdi>{holder}</bdi>
      </td>
      <td>
        {marketName(row.market)} · {languageName(row.locale)}
      </td>
      <td>
        <span className={`urgency ${urgency.level}`}>{urgency.words}</span>
      </td>
      <td className="row-actions">
        <Button size="compact-xs" variant="default" onClick={() => overlay.set({ kind: 'whisper', conversationId })}>
          {texts.board.whisper}
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => overlay.set({ kind: 'transfer', conversationId })}>
          {texts.board.reassign}
        </Button>
        <Button size="compact-xs" variant="default" onClick={openIt}>
          {texts.board.openIt}
        </Button>
      </td>
    </tr>
  );
}
