import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { WorkList, WorkRow } from '../../../../bot/desk/contract';
import { askMoreWork } from '../server/queries';
import { type Address, go } from '../state/address';
import { useNow } from '../state/clock';
import { texts } from '../texts';
import { ROW_HEIGHT, Row } from './row';
import { visibleRange } from './visibleRange';

/** The rows that can be seen and a few around them, however many there are. */
export function WorkRows({ scope, list }: { readonly scope: Address; readonly list: WorkList | undefined }) {
  const frame = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  const now = useNow();
  const rows = list?.rows ?? [];
  const { from, to } = visibleRange({ ...view, rowHeight: ROW_HEIGHT, count: rows.length });
  const isAtEnd = to >= rows.length && list?.next !== undefined;

  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const look = () => setView({ top: element.scrollTop, height: element.clientHeight });
    const size = new ResizeObserver(look);
    size.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      size.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  useEffect(() => {
    if (isAtEnd) askMoreWork(scope).catch(() => undefined);
  }, [isAtEnd, scope]);

  return (
    <div ref={frame} className="rows" aria-busy={list === undefined}>
      {list === undefined && <p className="hollow">{texts.list.loading}</p>}
      {list !== undefined && rows.length === 0 && <Empty scope={scope} />}
      <ol style={{ blockSize: rows.length * ROW_HEIGHT }}>
        {rows.slice(from, to).map((row, index) => (
          <Item key={keyOf(row)} row={row} at={from + index} of={rows.length} now={now} open={scope.conversation} />
        ))}
      </ol>
      {isAtEnd && <p className="hollow">{texts.list.more}</p>}
    </div>
  );
}

function Item(props: {
  readonly row: WorkRow;
  readonly at: number;
  readonly of: number;
  readonly now: number;
  readonly open: string | undefined;
}) {
  const { row, at, of, now, open } = props;
  return (
    <li style={{ insetBlockStart: at * ROW_HEIGHT }} aria-posinset={at + 1} aria-setsize={of}>
      <Row row={row} now={now} isOpen={row.conversationId === open} />
    </li>
  );
}

function Empty({ scope }: { readonly scope: Address }) {
  const isFiltered = scope.market !== undefined || scope.locale !== undefined || scope.channel !== undefined;
  return (
    <div className="hollow">
      <p>{isFiltered ? texts.filters.none : texts.emptyViews[scope.view]}</p>
      {isFiltered && (
        <Button
          variant="default"
          onClick={() => go({ market: undefined, locale: undefined, channel: undefined }, 'replace')}
        >
          {texts.filters.clear}
        </Button>
      )}
    </div>
  );
}

function keyOf({ conversationId, itemId = '' }: WorkRow): string {
  return `${conversationId} ${itemId}`;
}
