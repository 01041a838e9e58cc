import { Button, Menu, Select, TextInput } from '@mantine/core';
import { useDeferredValue, useMemo, useState } from 'react';
import { Icon } from '../../../desk/client/shared/icon';
import { languageName } from '../../../desk/client/shared/names';
import { useStore } from '../../../desk/client/state/store';
import { say } from '../../../desk/client/state/toasts';
import type { Looked } from '../canvas/drawing';
import { FileButton } from '../file/fileButton';
import { saveFile } from '../file/saveFile';
import { doEdit, useEditing } from '../state/editing';
import { dirOf } from '../state/wording';
import { texts } from '../texts';
import { unlocked } from './locks';
import { UnlockDialog } from './unlockDialog';
import { readWordFile, toWordFile } from './wordFile';
import { WordLine } from './wordLine';
import { FILTERS, type Filter, isShown, type WordRow, wordRows } from './wordRows';
import { readXliff, toXliff } from './xliffFile';

const FILTER_NAMES: Readonly<Record<Filter, string>> = {
  used: texts.words.filterUsed,
  changed: texts.words.filterChanged,
  stale: texts.words.filterStale,
  missing: texts.words.filterMissing,
  long: texts.words.filterLong,
  all: texts.words.filterAll,
};

/** Every text of the flow in one language beside the English, with what is to be done about it. */
export default function WordsView({ looked, isReadOnly }: { readonly looked: Looked; readonly isReadOnly: boolean }) {
  const { content, world, locale } = looked;
  const { base } = useEditing();
  const [filter, setFilter] = useState<Filter>('used');
  const [sought, setSought] = useState('');
  const [unlocking, setUnlocking] = useState<string>();
  const deferred = useDeferredValue(sought);
  const rows = useMemo(() => wordRows(content, base, world, locale), [content, base, world, locale]);
  const shown = useMemo(
    () => rows.filter((row) => isShown(row, filter) && matches(row, deferred)),
    [rows, filter, deferred],
  );
  return (
    <div className="words-view">
      <div className="words-head">
        <Select
          aria-label={texts.words.show}
          data={FILTERS.map((value) => ({ value, label: labelOf(value, rows) }))}
          value={filter}
          allowDeselect={false}
          onChange={(value) => setFilter(FILTERS.find((one) => one === value) ?? 'used')}
        />
        <TextInput
          className="step-search"
          type="search"
          aria-label={texts.toolbar.search}
          placeholder={texts.toolbar.search}
          leftSection={<Icon name="search" />}
          value={sought}
          onChange={({ currentTarget }) => setSought(currentTarget.value)}
        />
        <span className="muted small" role="status">
          {texts.words.count(shown.length)}
        </span>
        <span className="header-space" />
        <Files looked={looked} rows={rows} isReadOnly={isReadOnly} />
      </div>
      <div className="words-table">
        <table>
          <thead>
            <tr>
              <th scope="col">{texts.words.key}</th>
              <th scope="col">{texts.words.english}</th>
              <th scope="col">{languageName(locale)}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <WordLine
                key={row.key}
                row={row}
                locale={locale}
                dir={dirOf(world, locale)}
                isReadOnly={isReadOnly}
                onUnlock={() => setUnlocking(row.key)}
              />
            ))}
          </tbody>
        </table>
        {shown.length === 0 && <p className="hollow">{texts.words.none}</p>}
      </div>
      {unlocking !== undefined && (
        <UnlockDialog textKey={unlocking} looked={looked} onClose={() => setUnlocking(undefined)} />
      )}
    </div>
  );
}

function labelOf(filter: Filter, rows: readonly WordRow[]): string {
  return `${FILTER_NAMES[filter]} (${rows.filter((row) => isShown(row, filter)).length})`;
}

function matches({ key, english, found }: WordRow, sought: string): boolean {
  const all = `${key} ${english} ${found?.text ?? ''}`.toLowerCase();
  return sought
    .toLowerCase()
    .split(/\s+/)
    .every((part) => all.includes(part));
}

/** Words go out to translators and come back, as i18next has them or as XLIFF. */
function Files(props: { readonly looked: Looked; readonly rows: readonly WordRow[]; readonly isReadOnly: boolean }) {
  const { looked, rows, isReadOnly } = props;
  const { content, world, locale } = looked;
  const open = useStore(unlocked);
  const used = () => rows.filter((row) => isShown(row, 'used'));
  const name = `${content.flow.id}.${locale}`;
  const read = async (file: string, text: string) => {
    try {
      const isFixed = (key: string) => rows.some((row) => row.key === key && row.isLegal && !open.has(key));
      const isStale = (key: string) => rows.some((row) => row.key === key && row.isStale);
      const { edits, problems } = file.endsWith('.json')
        ? readWordFile(text, locale, content, world, isFixed)
        : await readXliff(text, locale, content, world, isFixed, isStale);
      if (edits.length > 0) doEdit({ kind: 'all', edits });
      say(texts.words.imported(edits.length));
      if (problems.length > 0) say(texts.words.importFailed(problems.slice(0, 4).join('; ')), 'bad');
    } catch (cause) {
      say(texts.words.importFailed(cause instanceof Error ? cause.message : ''), 'bad');
    }
  };
  return (
    <div className="actions">
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default">{texts.words.export}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => saveFile(`${name}.json`, toWordFile(used()))}>{texts.words.asJson}</Menu.Item>
          <Menu.Item onClick={async () => saveFile(`${name}.xlf`, await toXliff(used(), locale, content.flow.id))}>
            {texts.words.asXliff}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {!isReadOnly && (
        <FileButton
          label={texts.words.import}
          accept="application/json,.json,.xlf,.xliff,application/xliff+xml"
          onText={(file, text) => void read(file, text)}
        />
      )}
    </div>
  );
}
