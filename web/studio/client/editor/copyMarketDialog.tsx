import { Button, Select } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Market } from '../../../../machines/market';
import { Dialog } from '../../../desk/client/shared/dialog';
import { marketName } from '../../../desk/client/shared/names';
import { say } from '../../../desk/client/state/toasts';
import { doEdit, useEditing } from '../state/editing';
import { texts } from '../texts';

/** One market's own values of every step in place of another's. */
export function CopyMarketDialog({ market, onClose }: { readonly market: Market; readonly onClose: () => void }) {
  const { history } = useEditing();
  const others = history.content.flow.markets.filter((one) => one !== market);
  const [from, setFrom] = useState(others[0]);
  const copy = (event: FormEvent) => {
    event.preventDefault();
    if (from !== undefined && doEdit({ kind: 'copyOverrides', from, to: market })) {
      say(texts.market.copied(marketName(from), marketName(market)));
    }
    onClose();
  };
  return (
    <Dialog title={texts.market.copyHeading(marketName(market))} onClose={onClose}>
      <form className="stack" onSubmit={copy}>
        <Select
          label={texts.toolbar.market}
          data={others.map((one) => ({ value: one, label: marketName(one) }))}
          value={from ?? null}
          allowDeselect={false}
          onChange={(value) => setFrom(others.find((one) => one === value))}
        />
        {from !== undefined && (
          <p className="muted">{texts.market.copyExplain(marketName(from), marketName(market))}</p>
        )}
        <Button type="submit" disabled={from === undefined}>
          {texts.market.copy}
        </Button>
      </form>
    </Dialog>
  );
}
