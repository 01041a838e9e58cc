import { Button, Textarea } from '@mantine/core';
import { type KeyboardEvent, memo, useState } from 'react';
import type { Locale } from '../../../../machines/market';
import { Icon } from '../../../desk/client/shared/icon';
import { doEdit } from '../state/editing';
import { texts } from '../texts';
import { Budget } from './budget';
import { useIsLocked } from './locks';
import { placeholders } from './wordFile';
import type { WordRow } from './wordRows';

/** One text: its key, its English, and what stands in the language, to be written on the spot. */
export const WordLine = memo(
  function WordLine(props: {
    readonly row: WordRow;
    readonly locale: Locale;
    readonly dir: 'ltr' | 'rtl';
    readonly isReadOnly: boolean;
    readonly onUnlock: () => void;
  }) {
    const { row, locale, dir, isReadOnly, onUnlock } = props;
    const { key, english, steps } = row;
    return (
      <tr className={row.isStale ? 'stale' : row.isMissing ? 'missing' : undefined}>
        <th scope="row">
          <span className="word-key">{key}</span>
          {steps.length > 0 && <span className="muted small">{texts.words.saidBy(steps.slice(0, 4).join(', '))}</span>}
          {row.isLegal && (
            <span className="chip legal">
              <Icon name="shield" /> {texts.words.legal}
            </span>
          )}
        </th>
        <td lang="en" dir="ltr">
          {english}
        </td>
        <td>
          <Cell row={row} locale={locale} dir={dir} isReadOnly={isReadOnly} onUnlock={onUnlock} />
        </td>
      </tr>
    );
  },
  (one, other) =>
    one.locale === other.locale &&
    one.isReadOnly === other.isReadOnly &&
    JSON.stringify(one.row) === JSON.stringify(other.row),
);

interface CellProps {
  readonly row: WordRow;
  readonly locale: Locale;
  readonly dir: 'ltr' | 'rtl';
  readonly isReadOnly: boolean;
  readonly onUnlock: () => void;
}

function Cell(props: CellProps) {
  const { row, locale, dir, isReadOnly } = props;
  const [isOpen, setOpen] = useState(false);
  const isLocked = useIsLocked(row.isLegal, row.key);
  const text = row.found?.text ?? '';
  return (
    <div className="word-cell">
      {isOpen && !isLocked ? (
        <WordInput row={row} locale={locale} dir={dir} onDone={() => setOpen(false)} />
      ) : (
        <button
          type="button"
          className={`word-text${row.isMissing ? ' none' : ''}`}
          lang={row.found?.locale ?? locale}
          dir={row.isMissing ? 'ltr' : dir}
          disabled={isReadOnly || isLocked}
          onClick={() => setOpen(true)}
        >
          {text === '' ? texts.panel.noText : text}
        </button>
      )}
      <div className="word-marks">
        <Budget budget={row.budget} />
        {row.isChanged && <span className="chip changed">{texts.words.changed}</span>}
        {row.isMissing && <span className="chip wrong">{texts.words.missing}</span>}
        {row.isStale && (
          <span className="chip stale" title={texts.words.stale}>
            {texts.words.staleShort}
          </span>
        )}
        {!isReadOnly && <CellActions {...props} isLocked={isLocked} text={text} />}
      </div>
    </div>
  );
}

/** What can be done about a text besides writing it. */
function CellActions(props: CellProps & { readonly isLocked: boolean; readonly text: string }) {
  const { row, locale, onUnlock, isLocked, text } = props;
  const { key } = row;
  if (isLocked) {
    return (
      <Button size="compact-xs" variant="subtle" onClick={onUnlock}>
        <Icon name="lock" /> {texts.words.unlock}
      </Button>
    );
  }
  return (
    <>
      {row.isStale && (
        <Button size="compact-xs" variant="subtle" onClick={() => doEdit({ kind: 'setWord', locale, key, text })}>
          {texts.words.keep}
        </Button>
      )}
      {row.isOwn && (
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          onClick={() => doEdit({ kind: 'setWord', locale, key, text: undefined })}
        >
          {texts.panel.dropText}
        </Button>
      )}
    </>
  );
}

function WordInput(props: {
  readonly row: WordRow;
  readonly locale: Locale;
  readonly dir: 'ltr' | 'rtl';
  readonly onDone: () => void;
}) {
  const { row, locale, dir, onDone } = props;
  const [typed, setTyped] = useState(row.found?.text ?? '');
  const wanted = placeholders(row.english);
  const lost = wanted.filter((name) => !placeholders(typed).includes(name));
  const type = (text: string) => {
    setTyped(text);
    if (text.trim() !== '') doEdit({ kind: 'setWord', locale, key: row.key, text }, `${locale} ${row.key}`);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    onDone();
  };
  return (
    <Textarea
      aria-label={`${row.key}, ${locale}`}
      lang={locale}
      dir={dir}
      autosize
      minRows={2}
      autoFocus
      value={typed}
      error={lost.length > 0 ? texts.words.placeholders(lost.map((name) => `{{${name}}}`).join(', ')) : undefined}
      onChange={({ currentTarget }) => type(currentTarget.value)}
      onKeyDown={press}
      onBlur={onDone}
    />
  );
}
