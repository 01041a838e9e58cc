import { Button } from '@mantine/core';
import { useState } from 'react';
import { useReveals } from '../server/queries';
import { marketName } from '../shared/names';
import { dayAndTime } from '../shared/times';
import { Words } from '../shared/words';
import { texts } from '../texts';
import { WideTable } from './wideTable';

/** Who looked at what that is masked, and why: for the auditor. */
export default function RevealsPage() {
  const [after, setAfter] = useState<string>();
  const { data, isError } = useReveals(after);
  return (
    <main id="main" className="page" tabIndex={-1}>
      <h2>{texts.reveals.heading}</h2>
      <p className="muted">{texts.reveals.explain}</p>
      {isError && <p role="alert">{texts.reveals.failed}</p>}
      {data !== undefined && data.rows.length === 0 && <p>{texts.reveals.none}</p>}
      {data !== undefined && data.rows.length > 0 && (
        <section className="panel">
          <WideTable label={texts.reveals.heading}>
            <thead>
              <tr>
                {(['at', 'who', 'what', 'reason', 'market', 'conversation'] as const).map((column) => (
                  <th key={column} scope="col">
                    {texts.reveals[column]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.rows.map((row) => (
                <tr key={`${row.at} ${row.by} ${row.conversationId} ${row.what}`}>
                  <td className="number">{dayAndTime(row.at)}</td>
                  <td>
                    <bdi>{row.name}</bdi> <span className="muted">{row.by}</span>
                  </td>
                  <td>{row.what}</td>
                  <td>
                    <Words text={row.reason} />
                  </td>
                  <td>{marketName(row.market)}</td>
                  <td className="mono">{row.conversationId}</td>
                </tr>
              ))}
            </tbody>
          </WideTable>
        </section>
      )}
      <div className="actions">
        {after !== undefined && (
          <Button variant="default" onClick={() => setAfter(undefined)}>
            {texts.reveals.newest}
          </Button>
        )}
        {data?.next !== undefined && (
          <Button variant="default" onClick={() => setAfter(data.next)}>
            {texts.reveals.more}
          </Button>
        )}
      </div>
    </main>
  );
}
