import { useEffect } from 'react';
import type { DeskConversation, Me, WorkView } from '../../../../bot/desk/contract';
import { claim, mayClaim } from '../conversation/claim';
import { conversationKey } from '../server/queries';
import { queryClient } from '../server/queryClient';
import { addressNow, go } from '../state/address';
import { setDraft } from '../state/drafts';
import { has, holds } from '../state/me';
import { type Overlay, overlay } from '../state/overlay';
import { prefer, preferencesNow } from '../state/preferences';
import { session } from '../state/session';

const VIEWS: readonly WorkView[] = ['needsPerson', 'mine', 'bot', 'cases', 'callBacks', 'team'];
const OVERLAYS: Readonly<Record<string, 'handBack' | 'transfer' | 'resolve'>> = {
  h: 'handBack',
  t: 'transfer',
  e: 'resolve',
};

/** The desk by keyboard: single keys outside of what is written in, Ctrl K everywhere. */
export function useShortcuts(me: Me): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (session.get() !== 'on') return;
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        overlay.change((now) => (now?.kind === 'palette' ? undefined : { kind: 'palette' }));
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || overlay.get() !== undefined || isWriting(event)) return;
      if (take(event.key, me)) event.preventDefault();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [me]);
}

function isWriting({ target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest('input, textarea, select, [role="dialog"], [role="menu"]') !== null;
}

/** True: the key meant something. */
function take(key: string, me: Me): boolean {
  if (key === '?') return show({ kind: 'help' });
  if (key === '[') return toggle('listShown');
  if (key === ']') return toggle('leadShown');
  if (/^[1-6]$/.test(key)) return goToView(VIEWS[Number(key) - 1], me);
  if (key === 'j' || key === 'k') return moveInList(key === 'j' ? 1 : -1);
  return takeInConversation(key, me);
}

function takeInConversation(key: string, me: Me): boolean {
  const { conversation: id } = addressNow();
  const known = id === undefined ? undefined : queryClient.getQueryData<DeskConversation>(conversationKey(id));
  if (id === undefined || known === undefined) return false;
  const kind = OVERLAYS[key];
  if (kind !== undefined) return holds(me, known.row) && show({ kind, conversationId: id });
  if (key === 'c' && mayClaim(me, known.row)) {
    void claim(known);
    return true;
  }
  if (key === 'r' || key === 'n') {
    setDraft(id, { kind: key === 'r' ? 'reply' : 'note' });
    return focusOn('.composer textarea');
  }
  return key === 'f' && focusOn('.lead .field.open .field-edit');
}

function show(what: Overlay): true {
  overlay.set(what);
  return true;
}

function goToView(view: WorkView | undefined, me: Me): boolean {
  if (view === undefined || (view === 'team' && !has(me, 'supervisor'))) return false;
  go({ place: 'work', view });
  return true;
}

/** The rows are buttons: the next one gets the focus, Enter opens it. */
function moveInList(by: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>('.work .row')];
  const at = rows.findIndex((row) => row === document.activeElement || row.ariaCurrent === 'true');
  const focused = rows.indexOf(document.activeElement as HTMLElement);
  const from = focused === -1 ? at : focused;
  const next = rows[from === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, from + by))];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
  return next !== undefined;
}

function focusOn(selector: string): boolean {
  // What was just switched to is drawn first.
  requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus());
  return true;
}

function toggle(pane: 'listShown' | 'leadShown'): true {
  prefer({ [pane]: !preferencesNow()[pane] });
  return true;
}
