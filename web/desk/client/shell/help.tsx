import { Dialog } from '../shared/dialog';
import { texts } from '../texts';

/** Every key of the desk. */
export default function Help({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title={texts.help.heading} onClose={onClose}>
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
