import { CloseButton } from '@mantine/core';
import { useStore } from '../state/store';
import { putAway, toasts } from '../state/toasts';
import { texts } from '../texts';

/** What is said in passing: heard by screen readers, in nobody's way. */
export function Toasts() {
  const shown = useStore(toasts);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map(({ id, tone, text }) => (
        <div key={id} className={`toast ${tone}`}>
          <p>{text}</p>
          <CloseButton size="sm" aria-label={texts.actions.close} onClick={() => putAway(id)} />
        </div>
      ))}
    </div>
  );
}
