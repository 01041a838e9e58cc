import { Drawer, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { texts } from '../texts';

/**
 * Something that lies over the desk until it is done with: in the middle, or as a drawer at the side. The page's own
 * scroll stays as it is: locking it would write a style, which the page's policy forbids.
 */
export function Dialog(props: {
  readonly title: string;
  readonly kind?: 'modal' | 'drawer';
  /** Without it there is no way out but what is inside. */
  readonly onClose?: () => void;
  readonly children: ReactNode;
}) {
  const { title, kind = 'modal', onClose = nothing, children } = props;
  const Parts = kind === 'modal' ? Modal : Drawer;
  return (
    <Parts.Root
      opened
      onClose={onClose}
      lockScroll={false}
      {...(kind === 'modal' ? { centered: true } : { position: 'right' })}
    >
      <Parts.Overlay backgroundOpacity={0.35} />
      <Parts.Content>
        <div className="dialog-head">
          <Parts.Title>{title}</Parts.Title>
          {onClose !== nothing && <Parts.CloseButton aria-label={texts.actions.close} />}
        </div>
        <Parts.Body>{children}</Parts.Body>
      </Parts.Content>
    </Parts.Root>
  );
}

function nothing(): void {
  // A dialog that stays.
}
