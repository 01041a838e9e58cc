import { ActionIcon, Button, Menu, Select, TextInput, Tooltip, UnstyledButton } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Locale, Market } from '../../../../machines/market';
import { Dialog } from '../../../desk/client/shared/dialog';
import { Icon, type IconName } from '../../../desk/client/shared/icon';
import { languageName, marketName } from '../../../desk/client/shared/names';
import { go, useAddress } from '../state/address';
import { doAgain, type Editing, isUnsaved, rename, takeBack, useEditing } from '../state/editing';
import { VIEWS, type View } from '../state/views';
import { localesFor } from '../state/wording';
import { texts } from '../texts';
import { CopyMarketDialog } from './copyMarketDialog';

const VIEW_ICONS: Readonly<Record<View, IconName>> = {
  flow: 'flow',
  words: 'text',
  file: 'file',
  changes: 'edit',
  publish: 'send',
  simulator: 'chat',
};

/** Which draft this is, how it is looked at, and what was done to it. */
export function Toolbar({ isReadOnly, locale }: { readonly isReadOnly: boolean; readonly locale: Locale }) {
  const { view } = useAddress();
  const now = useEditing();
  return (
    <section className="toolbar" aria-label={texts.toolbar.label}>
      <div className="toolbar-title">
        <Tooltip label={texts.toolbar.back}>
          <ActionIcon
            aria-label={texts.toolbar.back}
            onClick={() => go({ draft: undefined, view: 'flow', step: undefined, market: undefined })}
          >
            <Icon name="back" />
          </ActionIcon>
        </Tooltip>
        <Title now={now} isReadOnly={isReadOnly} />
        <SavingMark now={now} isReadOnly={isReadOnly} />
      </div>
      <nav className="views-nav" aria-label={now.row.title}>
        {VIEWS.map((one) => (
          <UnstyledButton key={one} aria-current={one === view ? 'page' : undefined} onClick={() => go({ view: one })}>
            <Icon name={VIEW_ICONS[one]} />
            <span>{texts.views[one]}</span>
          </UnstyledButton>
        ))}
      </nav>
      <div className="toolbar-tools">
        {!isReadOnly && <UndoRedo now={now} />}
        <MarketPicker now={now} isReadOnly={isReadOnly} />
        <LanguagePicker now={now} locale={locale} />
      </div>
    </section>
  );
}

function Title({ now, isReadOnly }: { readonly now: Editing; readonly isReadOnly: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const [title, setTitle] = useState(now.row.title);
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (title.trim() !== '') rename(title.trim());
    setOpen(false);
  };
  return (
    <>
      <h2>
        {isReadOnly ? (
          <bdi>{now.row.title}</bdi>
        ) : (
          <UnstyledButton className="draft-title" onClick={() => setOpen(true)} title={texts.toolbar.rename}>
            <bdi>{now.row.title}</bdi>
          </UnstyledButton>
        )}
      </h2>
      {isOpen && (
        <Dialog title={texts.toolbar.rename} onClose={() => setOpen(false)}>
          <form className="stack" onSubmit={save}>
            <TextInput
              label={texts.drafts.name}
              value={title}
              maxLength={120}
              data-autofocus
              onChange={({ currentTarget }) => setTitle(currentTarget.value)}
            />
            <Button type="submit" disabled={title.trim() === ''}>
              {texts.panel.rename}
            </Button>
          </form>
        </Dialog>
      )}
    </>
  );
}

function SavingMark({ now, isReadOnly }: { readonly now: Editing; readonly isReadOnly: boolean }) {
  const state = now.saving === 'idle' ? (isUnsaved(now) ? 'unsaved' : 'saved') : now.saving;
  return (
    <span className={`saving ${state}`} role="status" title={isReadOnly ? texts.toolbar.readOnlyWhy : undefined}>
      {isReadOnly ? texts.toolbar.readOnly : texts.saving[state]}
    </span>
  );
}

function UndoRedo({ now: { history } }: { readonly now: Editing }) {
  const tools = [
    ['undo', texts.toolbar.undo, takeBack, history.done.length, 'Ctrl Z'],
    ['redo', texts.toolbar.redo, doAgain, history.undone.length, 'Ctrl ⇧ Z'],
  ] as const;
  return (
    <>
      {tools.map(([icon, label, run, count, keys]) => (
        <Tooltip key={icon} label={`${label} · ${keys}`}>
          <ActionIcon aria-label={label} disabled={count === 0} onClick={run}>
            <Icon name={icon} />
          </ActionIcon>
        </Tooltip>
      ))}
    </>
  );
}

function MarketPicker({ now, isReadOnly }: { readonly now: Editing; readonly isReadOnly: boolean }) {
  const { market } = useAddress();
  const [isCopying, setCopying] = useState(false);
  const { markets } = now.history.content.flow;
  return (
    <>
      <Select
        className={`market-picker${market === undefined ? '' : ' chosen'}`}
        aria-label={texts.toolbar.market}
        data={[
          { value: '', label: texts.toolbar.allMarkets },
          ...markets.map((one) => ({ value: one, label: marketName(one) })),
        ]}
        value={market ?? ''}
        allowDeselect={false}
        leftSection={<Icon name="globe" />}
        onChange={(value) => go({ market: value === '' || value === null ? undefined : (value as Market) }, 'replace')}
      />
      {market !== undefined && !isReadOnly && (
        <Menu>
          <Menu.Target>
            <ActionIcon aria-label={texts.market.copyHeading(marketName(market))}>
              <Icon name="dots" />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<Icon name="copy" />} onClick={() => setCopying(true)}>
              {texts.market.copyFrom}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      {isCopying && market !== undefined && <CopyMarketDialog market={market} onClose={() => setCopying(false)} />}
    </>
  );
}

function LanguagePicker({ now, locale }: { readonly now: Editing; readonly locale: Locale }) {
  const { market } = useAddress();
  const locales = localesFor(now.world, market);
  return (
    <Select
      className="language-picker"
      aria-label={texts.toolbar.language}
      data={locales.map((one) => ({ value: one, label: languageName(one) }))}
      value={locale}
      allowDeselect={false}
      onChange={(value) => go({ locale: value ?? undefined }, 'replace')}
    />
  );
}
