import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { SimulatorRoutes } from '../../../../bot/studio/simulator/contract';
import type { Difference, KeptTest, TestRun } from '../../../../bot/studio/tests/contract';
import { ask } from '../../../desk/client/server/api';
import { queryClient } from '../../../desk/client/server/queryClient';
import { Icon } from '../../../desk/client/shared/icon';
import { marketName } from '../../../desk/client/shared/names';
import { say } from '../../../desk/client/state/toasts';
import type { Looked } from '../canvas/drawing';
import { pathOf } from '../server/queries';
import { useEditing } from '../state/editing';
import { shortMove } from './moveWords';
import { problemOf, type Simulating, sent } from './simulating';
import { texts } from './texts';

/** So many are sent at a time. */
const PORTION = 10;

export interface PaneProps {
  readonly looked: Looked;
  readonly canChange: boolean;
  /** Goes on with these moves where the draft is talked to. */
  readonly onPlay: (from: Pick<Simulating, 'market' | 'locale' | 'moves'>) => void;
}

/** The recorded conversations of this draft, and what is otherwise on what is on the page. */
export function TestsPane({ looked, canChange, onPlay }: PaneProps) {
  const { row } = useEditing();
  const { data: tests } = useQuery({
    queryKey: ['flowTests', row.id],
    queryFn: async () => (await ask<SimulatorRoutes['GET drafts/:id/tests']['answer']>(pathOf(row.id, '/tests'))).tests,
  });
  const [runs, setRuns] = useState<ReadonlyMap<string, TestRun>>(new Map());
  const [done, setDone] = useState<number>();
  const runAll = async (all: readonly KeptTest[]) => {
    const found = new Map<string, TestRun>();
    try {
      for (let at = 0; at < all.length; at += PORTION) {
        setDone(at);
        const portion = all.slice(at, at + PORTION);
        const body = { ...sent(looked.content), tests: portion.map(({ test }) => test) };
        const { runs: told } = await ask<SimulatorRoutes['POST tests/run']['answer']>('tests/run', {
          method: 'POST',
          body,
        });
        for (const [index, { id }] of portion.entries()) {
          const run = told[index];
          if (run !== undefined) found.set(id, run);
        }
        setRuns(new Map(found));
      }
    } catch (cause) {
      say(problemOf(cause), 'bad');
    }
    setDone(undefined);
  };
  const change = async (id: string, body: object, how: 'accept' | 'remove') => {
    try {
      await ask(pathOf(row.id, `/tests/${encodeURIComponent(id)}${how === 'remove' ? '/remove' : ''}`), {
        method: 'POST',
        body,
      });
      await queryClient.invalidateQueries({ queryKey: ['flowTests', row.id] });
      setRuns((now) => new Map([...now].filter(([one]) => one !== id)));
      say(how === 'remove' ? texts.tests.removed : texts.tests.accepted);
    } catch (cause) {
      say(problemOf(cause), 'bad');
    }
  };
  const failed = [...runs.values()].filter(({ differences }) => differences.length > 0).length;
  return (
    <div className="sim-pane">
      <div className="sim-tools">
        <Button disabled={!tests?.length} loading={done !== undefined} onClick={() => void runAll(tests ?? [])}>
          {texts.tests.run}
        </Button>
        <span className="muted" role="status">
          {done !== undefined
            ? texts.tests.running(done, tests?.length ?? 0)
            : runs.size > 0 && texts.tests.summary(runs.size - failed, failed)}
        </span>
      </div>
      {tests?.length === 0 && <p className="hollow">{texts.tests.none}</p>}
      <ul className="sim-tests">
        {tests?.map(({ id, test }) => {
          const run = runs.get(id);
          return (
            <li key={id} className="sim-test">
              <div className="sim-test-head">
                <strong>
                  <bdi>{test.name}</bdi>
                </strong>
                <span className="chip">{marketName(test.market)}</span>
                <span className="chip">{texts[test.channel]}</span>
                <Verdict run={run} />
                <span className="header-space" />
                <Button
                  variant="default"
                  size="compact-sm"
                  onClick={() =>
                    onPlay({
                      market: test.market,
                      locale: test.locale ?? '',
                      moves: test.turns.map(({ does }) => does),
                    })
                  }
                >
                  {texts.tests.open}
                </Button>
                {canChange && run !== undefined && run.differences.length > 0 && (
                  <Button
                    variant="default"
                    size="compact-sm"
                    onClick={() => void change(id, { test: run.now }, 'accept')}
                  >
                    {texts.tests.accept}
                  </Button>
                )}
                {canChange && (
                  <Button
                    variant="default"
                    size="compact-sm"
                    aria-label={`${texts.tests.remove}: ${test.name}`}
                    onClick={() => void change(id, {}, 'remove')}
                  >
                    <Icon name="trash" />
                  </Button>
                )}
              </div>
              {run !== undefined && run.differences.length > 0 && <Differences differences={run.differences} />}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Verdict({ run }: { readonly run: TestRun | undefined }) {
  if (run === undefined) return <span className="muted small">{texts.tests.notRun}</span>;
  const count = run.differences.length;
  return count === 0 ? (
    <span className="chip start">{texts.tests.passed}</span>
  ) : (
    <span className="chip wrong">{texts.tests.differs(count)}</span>
  );
}

function Differences({ differences }: { readonly differences: readonly Difference[] }) {
  return (
    <table className="sim-differences">
      <thead>
        <tr>
          <td />
          <th scope="col">{texts.tests.expected}</th>
          <th scope="col">{texts.tests.got}</th>
        </tr>
      </thead>
      <tbody>
        {differences.map((one) => {
          const { what, expected, got } = wordsFor(one);
          return (
            <tr key={what}>
              <th scope="row">{what}</th>
              <td>{expected}</td>
              <td>{got}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function wordsFor(one: Difference): { readonly what: string; readonly expected: string; readonly got: string } {
  if (one.kind === 'applications')
    return { what: texts.tests.applications, expected: `${one.expected}`, got: `${one.got}` };
  if (one.kind === 'knows')
    return {
      what: texts.tests.known(one.field),
      expected: one.expected ?? texts.tests.nothing,
      got: one.got ?? texts.tests.nothing,
    };
  const { turn, does, expected, got } = one;
  const seen = ({ says, at }: typeof expected) => `${says.join(', ') || texts.tests.nothing} → ${at}`;
  const now = got.refused === undefined ? seen(got) : texts.tests.buttonGone;
  return {
    what: `${texts.tests.turn(turn)}: ${shortMove(does)}`,
    expected: seen(expected),
    got: [now, ...(got.faults ?? [])].join('\n'),
  };
}
