import { UnstyledButton } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import type { DeskConversation } from '../../../../bot/desk/contract';
import { type Draft, setDraft } from '../state/drafts';
import { overlay } from '../state/overlay';
import { texts } from '../texts';
import { slashQuery } from './composerState';

interface Item {
  readonly id: string;
  readonly shortcut: string;
  readonly title: string;
  readonly text?: string;
  readonly run: () => void;
}

const COMMANDS = [
  ['handback', 'handBack', texts.actions.handBack],
  ['transfer', 'transfer', texts.actions.transfer],
  ['resolve', 'resolve', texts.actions.resolve],
  ['call', 'requestCall', texts.actions.callBack],
] as const;

export interface Canned {
  readonly isOpen: boolean;
  readonly items: readonly Item[];
  readonly chosen: number;
  /** True: the key was for the list. */
  readonly press: (event: KeyboardEvent) => boolean;
  /** What tells a screen reader which of them is chosen. */
  readonly field: Readonly<Record<string, string | undefined>>;
}

/** Saved replies and commands for what is typed after a slash. */
export function useCanned(writing: {
  readonly conversation: DeskConversation;
  readonly draft: Draft;
  readonly cursor: number;
  readonly field: HTMLTextAreaElement | null;
}): Canned {
  const { conversation, draft, cursor, field } = writing;
  const [at, setAt] = useState(0);
  const [left, setLeft] = useState<number>();
  const slash = draft.kind === 'reply' ? slashQuery(draft.text, cursor) : undefined;
  const isOpen = slash !== undefined && slash.from !== left;
  const items = slash === undefined ? [] : itemsFor(conversation, slash.query, (text) => put(text));
  const chosen = Math.min(at, Math.max(0, items.length - 1));

  function put(text: string): void {
    if (slash === undefined) return;
    const before = draft.text.slice(0, slash.from);
    setDraft(conversation.row.conversationId, { text: before + text + draft.text.slice(cursor) });
    requestAnimationFrame(() => field?.setSelectionRange(before.length + text.length, before.length + text.length));
  }
  function press(event: KeyboardEvent): boolean {
    if (!isOpen) return false;
    if (event.key === 'Escape') setLeft(slash?.from);
    else if (event.key === 'ArrowDown') setAt((chosen + 1) % Math.max(1, items.length));
    else if (event.key === 'ArrowUp') setAt((chosen + items.length - 1) % Math.max(1, items.length));
    else if ((event.key === 'Enter' || event.key === 'Tab') && items[chosen] !== undefined) items[chosen].run();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
  const described = {
    'aria-controls': 'canned',
    'aria-activedescendant': items[chosen] && `canned-${items[chosen].id}`,
  };
  return { isOpen, items, chosen, press, field: isOpen ? described : {} };
}

/** How many are shown at once: those around the one that is chosen, so that nothing has to be scrolled. */
const SHOWN = 7;

export function CannedList({ canned: { items, chosen } }: { readonly canned: Canned }) {
  if (items.length === 0) return <p className="canned none">{texts.composer.noCanned}</p>;
  const from = Math.max(0, Math.min(chosen - Math.floor(SHOWN / 2), items.length - SHOWN));
  return (
    <div className="canned" id="canned" role="listbox" aria-label={texts.composer.cannedLabel}>
      {items.slice(from, from + SHOWN).map(({ id, shortcut, title, text, run }, index) => (
        <UnstyledButton
          key={id}
          id={`canned-${id}`}
          role="option"
          tabIndex={-1}
          aria-selected={from + index === chosen}
          aria-posinset={from + index + 1}
          aria-setsize={items.length}
          onMouseDown={(event) => event.preventDefault()}
          onClick={run}
        >
          <kbd>/{shortcut}</kbd>
          <span>
            <strong>{title}</strong>
            {text !== undefined && <bdi dir="auto">{text}</bdi>}
          </span>
        </UnstyledButton>
      ))}
    </div>
  );
}

function itemsFor({ composer, row }: DeskConversation, query: string, put: (text: string) => void): readonly Item[] {
  const sought = query.toLowerCase();
  const replies = composer.canned.map((one) => ({ ...one, run: () => put(one.text) }));
  const commands = COMMANDS.map(([shortcut, kind, title]) => ({
    id: kind,
    shortcut,
    title,
    run: () => {
      put('');
      overlay.set({ kind, conversationId: row.conversationId });
    },
  }));
  return [...replies, ...commands].filter(
    ({ shortcut, title }) => shortcut.toLowerCase().startsWith(sought) || title.toLowerCase().includes(sought),
  );
}
