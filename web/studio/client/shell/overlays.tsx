import { Dialog } from '../../../desk/client/shared/dialog';
import { useStore } from '../../../desk/client/state/store';
import { help } from '../state/overlay';
import { texts } from '../texts';
import { useShortcuts } from './shortcuts';

/** What lies over the studio, and the keys that open it. */
export function Overlays() {
  useShortcuts();
  if (!useStore(help)) return null;
  return (
    <Dialog title={texts.help.heading} onClose={() => help.set(false)}>
      <dl className="keys">
        {texts.help.rows.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
