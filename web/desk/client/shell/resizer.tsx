import type { KeyboardEvent, PointerEvent } from 'react';

const STEP = 16;

/** The line between two panes: dragged, or moved with the arrow keys. */
export function Resizer(props: {
  readonly label: string;
  readonly width: number;
  readonly min: number;
  readonly max: number;
  /** On which side of its pane it stands. */
  readonly towards: 'start' | 'end';
  readonly onWidth: (width: number) => void;
}) {
  const { label, width, min, max, towards, onWidth } = props;
  const sign = towards === 'end' ? 1 : -1;
  const set = (wanted: number) => onWidth(Math.round(Math.min(max, Math.max(min, wanted))));

  const drag = (event: PointerEvent<HTMLElement>) => {
    event.preventDefault();
    const from = event.clientX;
    const { currentTarget, pointerId } = event;
    currentTarget.setPointerCapture(pointerId);
    const move = ({ clientX }: globalThis.PointerEvent) => set(width + sign * (clientX - from));
    const end = () => {
      currentTarget.removeEventListener('pointermove', move);
      currentTarget.removeEventListener('lostpointercapture', end);
    };
    currentTarget.addEventListener('pointermove', move);
    currentTarget.addEventListener('lostpointercapture', end);
  };
  const press = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    set(width + sign * by);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a line that is moved is a separator with a value; hr cannot be focused
    <div
      className={`resizer ${towards}`}
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={drag}
      onKeyDown={press}
    />
  );
}
