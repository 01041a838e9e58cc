import { ActionIcon, Button, Menu, TextInput } from '@mantine/core';
import { type FormEvent, type KeyboardEvent, useState } from 'react';
import type { StepId } from '../../../../machines/flow';
import { Dialog } from '../../../desk/client/shared/dialog';
import { Icon } from '../../../desk/client/shared/icon';
import { marketName } from '../../../desk/client/shared/names';
import type { Looked } from '../canvas/drawing';
import { KIND_ICONS } from '../canvas/stepNode';
import { IssueList } from '../editor/checkBar';
import { go, useAddress } from '../state/address';
import { gathered, useIssues } from '../state/checking';
import { doEdit, useEditing } from '../state/editing';
import { marketState } from '../state/marketView';
import { moveStep, removeStep } from '../steps/stepList';
import { texts } from '../texts';
import { FlowPanel } from './flowPanel';
import { MarketsOf } from './marketsOf';
import { PropertiesOf } from './propertiesOf';
import { type StepEditor, stepEditor } from './stepEditor';

/** What the chosen step is; without one, what the flow as a whole is. */
export function PropertyPanel({ looked, isReadOnly }: { readonly looked: Looked; readonly isReadOnly: boolean }) {
  const { step: id } = useAddress();
  const editor = id === undefined ? undefined : stepEditor(looked, id, isReadOnly);
  return (
    <aside className="panel-pane" aria-label={texts.panel.label} onKeyDown={(event) => backToList(event, id)}>
      {editor === undefined ? (
        <FlowPanel looked={looked} isReadOnly={isReadOnly} />
      ) : (
        <StepPanel key={`${editor.id} ${editor.market}`} editor={editor} />
      )}
    </aside>
  );
}

function backToList(event: KeyboardEvent, id: StepId | undefined): void {
  if (event.key !== 'Escape' || event.defaultPrevented) return;
  document.querySelector<HTMLElement>(`.step-row[data-step="${id}"]`)?.focus();
}

function StepPanel({ editor }: { readonly editor: StepEditor }) {
  const { id, step, market, flow, isReadOnly } = editor;
  const issues = gathered(useIssues(market)).filter((issue) => issue.step === id);
  const isLacking = market !== undefined && marketState(flow, id, market).is === 'lacking';
  return (
    <>
      <header className="panel-head">
        <span className={`kind ${step.kind}`}>
          <Icon name={KIND_ICONS[step.kind]} />
        </span>
        <div className="panel-title">
          <h3>{id}</h3>
          <p className="muted small">{texts.kinds[step.kind]}</p>
        </div>
        {!isReadOnly && <StepMenu id={id} />}
      </header>
      <div className="panel-body">
        {market !== undefined && <MarketNote editor={editor} />}
        <IssueList issues={issues} />
        {!isLacking && (
          <fieldset className="properties" disabled={isReadOnly}>
            <legend className="hidden-text">{texts.panel.label}</legend>
            <PropertiesOf editor={editor} />
            {market === undefined && <MarketsOf editor={editor} />}
          </fieldset>
        )}
      </div>
    </>
  );
}

/** What the market makes of the step, and a way to have it or not. */
function MarketNote({ editor }: { readonly editor: StepEditor }) {
  const { id, flow, market, isReadOnly } = editor;
  if (market === undefined) return null;
  const state = marketState(flow, id, market);
  const name = marketName(market);
  const isLacking = state.is === 'lacking';
  const switchOver = () => {
    const { only, except } = flow.steps[id] ?? {};
    doEdit({
      kind: 'all',
      edits: isLacking ? including(id, market, only, except) : leavingOut(id, market, only, except),
    });
  };
  return (
    <div className={`market-note ${state.is}`}>
      <p>{isLacking ? texts.market.lackingExplain(name, state.goesTo) : texts.market.editing(name)}</p>
      {!isReadOnly && (
        <Button size="compact-xs" variant="default" onClick={switchOver}>
          {isLacking ? texts.market.include(name) : texts.market.leaveOut(name)}
        </Button>
      )}
    </div>
  );
}

type Markets = readonly string[] | undefined;

function including(id: StepId, market: string, only: Markets, except: Markets) {
  const without = except?.filter((one) => one !== market);
  return [
    set(id, 'only', only === undefined || only.includes(market) ? only : [...only, market]),
    set(id, 'except', without?.length === 0 ? undefined : without),
  ];
}

function leavingOut(id: StepId, market: string, only: Markets, except: Markets) {
  const rest = only?.filter((one) => one !== market);
  // The last market that has a step cannot be taken off its list: everybody would have it then.
  return rest !== undefined && rest.length > 0
    ? [set(id, 'only', rest)]
    : [set(id, 'except', [...(except ?? []), market])];
}

function set(id: StepId, property: string, value: unknown) {
  return { kind: 'setProperty', id, property, value } as const;
}

function StepMenu({ id }: { readonly id: StepId }) {
  const [isRenaming, setRenaming] = useState(false);
  const { history } = useEditing();
  const copy = () => {
    const as = freeCopy(id, Object.keys(history.content.flow.steps));
    if (doEdit({ kind: 'copyStep', id, as })) go({ step: as }, 'replace');
  };
  return (
    <>
      <Menu width={220}>
        <Menu.Target>
          <ActionIcon aria-label={`${id}: ${texts.panel.label}`}>
            <Icon name="dots" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon name="edit" />} onClick={() => setRenaming(true)}>
            {texts.panel.rename}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="copy" />} onClick={copy}>
            {texts.panel.copy}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="up" />} onClick={() => moveStep(id, -1)}>
            {texts.panel.up}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="down" />} onClick={() => moveStep(id, 1)}>
            {texts.panel.down}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item color="danger" leftSection={<Icon name="trash" />} onClick={() => removeStep(id)}>
            {texts.panel.remove}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isRenaming && <RenameDialog id={id} onClose={() => setRenaming(false)} />}
    </>
  );
}

function freeCopy(id: StepId, taken: readonly StepId[]): StepId {
  let at = 2;
  while (taken.includes(`${id}${at}`)) at += 1;
  return `${id}${at}`;
}

function RenameDialog({ id, onClose }: { readonly id: StepId; readonly onClose: () => void }) {
  const { base } = useEditing();
  const [name, setName] = useState(id);
  const rename = (event: FormEvent) => {
    event.preventDefault();
    const to = name.trim();
    const isPublished = Object.hasOwn(base.flow.steps, id);
    if (to === id || doEdit({ kind: 'renameStep', from: id, to, isPublished })) {
      go({ step: to }, 'replace');
      onClose();
    }
  };
  return (
    <Dialog title={texts.panel.rename} onClose={onClose}>
      <form className="stack" onSubmit={rename}>
        <TextInput
          label={texts.panel.name}
          description={texts.panel.renameHint}
          value={name}
          data-autofocus
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Button type="submit" disabled={name.trim() === ''}>
          {texts.panel.rename}
        </Button>
      </form>
    </Dialog>
  );
}
