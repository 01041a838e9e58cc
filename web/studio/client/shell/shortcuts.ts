import { useEffect } from 'react';
import { session } from '../../../desk/client/state/session';
import { addressNow, go } from '../state/address';
import { doAgain, editing, takeBack } from '../state/editing';
import { help } from '../state/overlay';
import { VIEWS } from '../state/views';

/** The studio by keyboard: single keys outside of what is written in; undo and redo everywhere but in a text's own. */
export function useShortcuts(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (session.get() !== 'on' || isInDialog(event)) return;
      if (take(event)) event.preventDefault();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}

/** True: the key meant something. */
function take(event: KeyboardEvent): boolean {
  const { key } = event;
  if (event.ctrlKey || event.metaKey) return !isWriting(event) && takeCommand(key.toLowerCase(), event.shiftKey);
  if (event.altKey || isWriting(event)) return false;
  if (key === '?') {
    help.set(true);
    return true;
  }
  if (editing.get() === undefined) return false;
  if (key === '/') return focusOn('.step-search input');
  const view = /^[1-5]$/.test(key) ? VIEWS[Number(key) - 1] : undefined;
  if (view !== undefined) go({ view });
  return view !== undefined;
}

function takeCommand(key: string, isShifted: boolean): boolean {
  if (editing.get() === undefined || addressNow().draft === undefined) return false;
  if (key === 'z') {
    (isShifted ? doAgain : takeBack)();
    return true;
  }
  if (key !== 'y') return false;
  doAgain();
  return true;
}

function isInDialog({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && target.closest('[role="dialog"], [role="menu"]') !== null;
}

function isWriting({ target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest('input, textarea, select, .code-editor') !== null;
}

function focusOn(selector: string): boolean {
  const found = document.querySelector<HTMLElement>(selector);
  found?.focus();
  return found !== null;
}
