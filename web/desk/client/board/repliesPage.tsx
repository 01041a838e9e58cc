import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CannedReply } from '../../../../bot/desk/contract';
import { ask } from '../server/api';
import { queryClient } from '../server/queryClient';
import { languageName, marketName } from '../shared/names';
import { Words } from '../shared/words';
import { useSelf } from '../state/me';
import { texts } from '../texts';
import { ReplyDialog } from './replyDialog';
import { WideTable } from './wideTable';

const QUERY_KEY = ['canned'];

/** The replies that agents have ready, by market and language: for the supervisors who keep them. */
export default function RepliesPage() {
  const me = useSelf();
  const [edited, setEdited] = useState<CannedReply | 'new'>();
  const { data, isError } = useQuery({
    queryKey: QUERY_KEY,
    queryFn: () => ask<{ readonly rows: readonly CannedReply[] }>('canned'),
  });
  const done = () => {
    setEdited(undefined);
    void queryClient.invalidateQueries({ queryKey: QUERY_KEY });
  };
  return (
    <main id="main" className="page" tabIndex={-1}>
      <div className="page-head">
        <h2>{texts.replies.heading}</h2>
        <Button onClick={() => setEdited('new')}>{texts.replies.add}</Button>
      </div>
      <p className="muted">{texts.replies.explain}</p>
      {isError && <p role="alert">{texts.replies.failed}</p>}
      {data?.rows.length === 0 && <p>{texts.replies.none}</p>}
      {data !== undefined && data.rows.length > 0 && <Replies rows={data.rows} onEdit={setEdited} />}
      {edited !== undefined && (
        <ReplyDialog reply={edited === 'new' ? undefined : edited} markets={me.markets} onDone={done} />
      )}
    </main>
  );
}

function Replies(props: { readonly rows: readonly CannedReply[]; readonly onEdit: (reply: CannedReply) => void }) {
  return (
    <section className="panel">
      <WideTable label={texts.replies.heading}>
        <thead>
          <tr>
            <th scope="col">{texts.replies.shortcut}</th>
            <th scope="col">{texts.replies.locale}</th>
            <th scope="col">{texts.replies.markets}</th>
            <th scope="col">{texts.replies.text}</th>
          </tr>
        </thead>
        <tbody>
          {props.rows.map((reply) => (
            <tr key={reply.id}>
              <td>
                <button type="button" className="link" onClick={() => props.onEdit(reply)}>
                  /{reply.shortcut}
                </button>
                <p className="muted small">{reply.title}</p>
              </td>
              <td>{languageName(reply.locale)}</td>
              <td>{reply.markets.map(marketName).join(', ')}</td>
              <td>
                <Words text={reply.text} lang={reply.locale} />
              </td>
            </tr>
          ))}
        </tbody>
      </WideTable>
    </section>
  );
}
