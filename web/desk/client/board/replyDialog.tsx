import { Button, Checkbox, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { CannedReply } from '../../../../bot/desk/contract';
import type { Market } from '../../../../machines/market';
import { ask, Refused } from '../server/api';
import { Dialog } from '../shared/dialog';
import { marketName } from '../shared/names';
import { texts } from '../texts';

type Kept = Pick<CannedReply, 'markets' | 'locale' | 'shortcut' | 'title' | 'text'>;

/** One ready reply: a new one, or one that is changed or taken away. What the server will not keep it says. */
export function ReplyDialog(props: {
  readonly reply: CannedReply | undefined;
  readonly markets: readonly Market[];
  readonly onDone: () => void;
}) {
  const { reply, markets, onDone } = props;
  const [kept, setKept] = useState<Kept>(
    reply ?? { markets: markets.slice(0, 1), locale: 'en', shortcut: '', title: '', text: '' },
  );
  const [fault, setFault] = useState<string>();
  const change = (part: Partial<Kept>) => setKept((now) => ({ ...now, ...part }));
  const post = async (body: object) => {
    try {
      await ask('canned', { method: 'POST', body });
      onDone();
    } catch (cause) {
      setFault(cause instanceof Refused ? cause.message : texts.unreached);
    }
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    const { markets: chosen, locale, shortcut, title, text } = kept;
    const body = { markets: chosen, locale: locale.trim(), shortcut: shortcut.trim(), title, text };
    void post(reply === undefined ? body : { ...body, id: reply.id, version: reply.version });
  };
  return (
    <Dialog title={reply === undefined ? texts.replies.add : texts.replies.change} onClose={onDone}>
      <form className="stack" onSubmit={save}>
        <Words kept={kept} onChange={change} />
        <fieldset className="markets">
          <legend>{texts.replies.markets}</legend>
          {markets.map((market) => (
            <Checkbox
              key={market}
              label={marketName(market)}
              checked={kept.markets.includes(market)}
              onChange={({ currentTarget }) =>
                change({
                  markets: markets.filter((one) =>
                    one === market ? currentTarget.checked : kept.markets.includes(one),
                  ),
                })
              }
            />
          ))}
        </fieldset>
        {fault !== undefined && (
          <p className="rule" role="alert">
            {fault}
          </p>
        )}
        <div className="actions">
          <Button type="submit">{texts.actions.save}</Button>
          {reply !== undefined && (
            <Button variant="default" onClick={() => void post({ id: reply.id, remove: true })}>
              {texts.replies.remove}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  );
}

function Words({ kept, onChange }: { readonly kept: Kept; readonly onChange: (part: Partial<Kept>) => void }) {
  return (
    <>
      <TextInput
        label={texts.replies.shortcut}
        description={texts.replies.shortcutHint}
        value={kept.shortcut}
        data-autofocus
        onChange={({ currentTarget }) => onChange({ shortcut: currentTarget.value })}
      />
      <TextInput
        label={texts.replies.title}
        value={kept.title}
        onChange={({ currentTarget }) => onChange({ title: currentTarget.value })}
      />
      <TextInput
        label={texts.replies.locale}
        description={texts.replies.localeHint}
        value={kept.locale}
        onChange={({ currentTarget }) => onChange({ locale: currentTarget.value })}
      />
      <Textarea
        label={texts.replies.text}
        description={texts.replies.textHint}
        dir="auto"
        autosize
        minRows={3}
        value={kept.text}
        onChange={({ currentTarget }) => onChange({ text: currentTarget.value })}
      />
    </>
  );
}
