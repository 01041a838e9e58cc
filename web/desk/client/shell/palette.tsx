import { Modal, UnstyledButton } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { texts } from '../texts';
import { type PaletteItem, usePaletteItems } from './paletteItems';

const MOST = 12;

/** Everything the desk can do or show, by typing a part of its name. */
export default function Palette({ onClose }: { readonly onClose: () => void }) {
  const [sought, setSought] = useState('');
  const [at, setAt] = useState(0);
  const items = usePaletteItems().filter(matches(sought)).slice(0, MOST);
  const chosen = Math.min(at, Math.max(0, items.length - 1));
  const run = (item: PaletteItem | undefined) => {
    if (item === undefined) return;
    onClose();
    item.run();
  };
  const press = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined) setAt((chosen + by + items.length) % Math.max(1, items.length));
    else if (event.key === 'Enter') run(items[chosen]);
    else return;
    event.preventDefault();
  };
  return (
    <Modal.Root opened onClose={onClose} lockScroll={false} yOffset="12vh">
      <Modal.Overlay backgroundOpacity={0.35} />
      <Modal.Content aria-label={texts.palette.label}>
        <input
          className="palette-input"
          type="text"
          role="combobox"
          aria-label={texts.palette.label}
          aria-expanded="true"
          aria-controls="palette"
          aria-activedescendant={items[chosen] && `palette-${chosen}`}
          placeholder={texts.palette.placeholder}
          value={sought}
          data-autofocus
          onChange={({ currentTarget }) => {
            setSought(currentTarget.value);
            setAt(0);
          }}
          onKeyDown={press}
        />
        <div className="palette" id="palette" role="listbox" aria-label={texts.palette.label}>
          {items.map((item, index) => (
            <UnstyledButton
              key={item.id}
              id={`palette-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              onMouseMove={() => setAt(index)}
              onClick={() => run(item)}
            >
              <bdi>{item.label}</bdi>
              {item.hint !== undefined && <span className="muted">{item.hint}</span>}
            </UnstyledButton>
          ))}
        </div>
        {items.length === 0 && <p className="hollow">{texts.palette.nothing}</p>}
      </Modal.Content>
    </Modal.Root>
  );
}

function matches(sought: string): (item: PaletteItem) => boolean {
  const parts = sought.toLowerCase().split(/\s+/).filter(Boolean);
  return ({ label, hint = '' }) => {
    const text = `${label} ${hint}`.toLowerCase();
    return parts.every((part) => text.includes(part));
  };
}
