import { ActionIcon, Menu, TextInput } from '@mantine/core';
import { type KeyboardEvent, memo, useDeferredValue, useMemo, useState } from 'react';
import type { StepKind } from '../../../../machines/flow';
import { Icon } from '../../../desk/client/shared/icon';
import { say } from '../../../desk/client/state/toasts';
import { cardOf, type Looked, type StepCard } from '../canvas/drawing';
import { waysOf } from '../canvas/graph';
import { CardInside, KIND_ICONS } from '../canvas/stepNode';
import { go, useAddress } from '../state/address';
import { doEdit, editing } from '../state/editing';
import { texts } from '../texts';
import { newStepEdit } from './newStep';

const KINDS: readonly StepKind[] = ['say', 'ask', 'consent', 'review', 'callout', 'handoff', 'end'];

/** Every step in order, with all that its card on the canvas says and everything that can be done with it there. */
export const StepList = memo(function StepList(props: { readonly looked: Looked; readonly isReadOnly: boolean }) {
  const { looked, isReadOnly } = props;
  const { step } = useAddress();
  const [sought, setSought] = useState('');
  const deferred = useDeferredValue(sought);
  const cards = useCards(looked);
  const shown = useMemo(() => cards.filter(matches(deferred)), [cards, deferred]);
  return (
    <section className="step-list" aria-label={texts.steps.label}>
      <div className="step-list-head">
        <TextInput
          className="step-search"
          type="search"
          aria-label={texts.toolbar.search}
          placeholder={texts.toolbar.search}
          leftSection={<Icon name="search" />}
          value={sought}
          onChange={({ currentTarget }) => setSought(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' && event.key !== 'ArrowDown') return;
            event.preventDefault();
            enterList(cards.find(matches(sought)));
          }}
        />
        {!isReadOnly && <AddMenu after={step} />}
      </div>
      <p className="muted small step-count" role="status">
        {texts.steps.count(shown.length, cards.length)}
      </p>
      <ul className="step-rows">
        {shown.map((card) => (
          <Row key={card.id} card={card} isChosen={card.id === step} isReadOnly={isReadOnly} />
        ))}
      </ul>
      {shown.length === 0 && <p className="hollow">{texts.toolbar.nothingFound}</p>}
    </section>
  );
});

/** From what was sought to the first that was found. */
function enterList(card: StepCard | undefined): void {
  if (card === undefined) return;
  go({ step: card.id }, 'replace');
  document.querySelector<HTMLElement>(`[data-step="${card.id}"]`)?.focus();
}

function useCards(looked: Looked): readonly StepCard[] {
  return useMemo(() => {
    const { flow } = looked.content;
    const ways = waysOf(flow, looked.market);
    return Object.keys(flow.steps).flatMap((id) => cardOf(id, looked, ways) ?? []);
  }, [looked]);
}

function matches(sought: string): (card: StepCard) => boolean {
  const parts = sought.toLowerCase().split(/\s+/).filter(Boolean);
  return ({ id, kind, text = '', standing }) => {
    const all = `${id} ${texts.kinds[kind]} ${text} ${standing}`.toLowerCase();
    return parts.every((part) => all.includes(part));
  };
}

const Row = memo(function Row(props: {
  readonly card: StepCard;
  readonly isChosen: boolean;
  readonly isReadOnly: boolean;
}) {
  const { card, isChosen, isReadOnly } = props;
  return (
    <li>
      <button
        type="button"
        className={`step-row ${card.kind} ${card.state}`}
        aria-current={isChosen ? 'true' : undefined}
        data-step={card.id}
        onClick={() => go({ step: card.id }, 'replace')}
        onKeyDown={(event) => press(event, card.id, isReadOnly)}
      >
        <CardInside card={card} />
      </button>
    </li>
  );
}, isSameRow);

/** A row is drawn again when its card says something else. */
function isSameRow(one: { readonly card: StepCard; readonly isChosen: boolean }, other: typeof one): boolean {
  return one.isChosen === other.isChosen && JSON.stringify(one.card) === JSON.stringify(other.card);
}

/** The list by keyboard: along it, into the step, the step up and down, and away with it. */
function press(event: KeyboardEvent<HTMLElement>, id: string, isReadOnly: boolean): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by !== undefined && event.altKey) {
    if (!isReadOnly) moveStep(id, by);
  } else if (by !== undefined) stepAlong(event.currentTarget, by);
  else if (event.key === 'Enter') {
    go({ step: id }, 'replace');
    focusPanel();
  } else if (event.key === 'Delete' && !isReadOnly) removeStep(id);
  else return;
  event.preventDefault();
}

function stepAlong(row: HTMLElement, by: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>('.step-row')];
  const next = rows[rows.indexOf(row) + by];
  next?.focus();
  const id = next?.dataset.step;
  if (id !== undefined) go({ step: id }, 'replace');
}

export function moveStep(id: string, by: number): void {
  const ids = Object.keys(editing.get()?.history.content.flow.steps ?? {});
  doEdit({ kind: 'moveStep', id, to: ids.indexOf(id) + by });
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-step="${id}"]`)?.focus());
}

export function removeStep(id: string): void {
  const ids = Object.keys(editing.get()?.history.content.flow.steps ?? {});
  const neighbour = ids[ids.indexOf(id) + 1] ?? ids[ids.indexOf(id) - 1];
  if (!doEdit({ kind: 'removeStep', id })) return;
  say(texts.panel.removed(id));
  go({ step: neighbour }, 'replace');
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-step="${neighbour}"]`)?.focus());
}

function focusPanel(): void {
  // What was just chosen is drawn first.
  requestAnimationFrame(() => document.querySelector<HTMLElement>('.panel-body :is(textarea, input)')?.focus());
}

/** The seven kinds of steps. */
function AddMenu({ after }: { readonly after: string | undefined }) {
  const add = (kind: StepKind) => {
    const flow = editing.get()?.history.content.flow;
    if (flow === undefined) return;
    const { id, edit } = newStepEdit(flow, kind, after ?? Object.keys(flow.steps).at(-1) ?? flow.initial);
    if (doEdit(edit)) {
      go({ step: id }, 'replace');
      focusPanel();
    }
  };
  return (
    <Menu width={300} position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="filled" color="brand" size="lg" aria-label={texts.steps.add}>
          <Icon name="plus" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{after === undefined ? texts.steps.addFirst : texts.steps.addAfter(after)}</Menu.Label>
        {KINDS.map((kind) => (
          <Menu.Item
            key={kind}
            leftSection={
              <span className={`kind ${kind}`}>
                <Icon name={KIND_ICONS[kind]} />
              </span>
            }
            onClick={() => add(kind)}
          >
            <span className="kind-name">{texts.kinds[kind]}</span>
            <span className="muted small kind-hint">{texts.kindHints[kind]}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
