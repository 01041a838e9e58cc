/** Strokes on a 24 × 24 ground. */
const PATHS = {
  alert: 'M12 8v5M12 16.5v.1M10.3 3.9 2.4 17.5A2 2 0 0 0 4.1 20.5h15.8a2 2 0 0 0 1.7-3L13.7 3.9a2 2 0 0 0-3.4 0Z',
  back: 'M15 5l-7 7 7 7',
  board: 'M4 20V10M10 20V4M16 20v-7M21 20H3',
  bot: 'M12 4v3M6 7h12a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2ZM9 12v1.5M15 12v1.5M1.5 12v3M22.5 12v3',
  call: 'M6.5 3.5h3l1.5 4-2 1.5a11 11 0 0 0 5 5l1.5-2 4 1.5v3a2 2 0 0 1-2.2 2A16.5 16.5 0 0 1 4.5 5.7a2 2 0 0 1 2-2.2Z',
  case: 'M9 4h6l1 3h4v13H4V7h4l1-3ZM12 11v3.5M12 17v.1',
  chat: 'M20 12a7.5 7.5 0 0 1-11 6.6L4 20l1.4-4.6A7.5 7.5 0 1 1 20 12Z',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  checks: 'M2.5 12.5 7 17l7.5-8M11.5 16.5l.8.7L21 8.5',
  clock: 'M12 7v5l3.5 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z',
  close: 'M6 6l12 12M18 6 6 18',
  cross: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM9 9l6 6M15 9l-6 6',
  dots: 'M5 12v.1M12 12v.1M19 12v.1',
  edit: 'M4 20l1-4L16.5 4.5a2.1 2.1 0 0 1 3 3L8 19l-4 1Z',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  eyeOff:
    'M4 4l16 16M9.9 5.8A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a16 16 0 0 1-2.6 3.3M6.3 7.3A15.600 15.600 0 0 0 2.500 12S6 18.500 12 18.500c1.700 0 3.200-.5 4.500-1.200',
  down: 'M6 9.5l6 6 6-6',
  copy: 'M8.5 8.5h11v11h-11ZM15.500 8.500v-4h-11v11h4',
  file: 'M6 3.500h8l4.500 4.500v12.500H6ZM14 3.500V8h4.500',
  fit: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  flow: 'M4 4h6v5H4ZM14 15h6v5h-6ZM7 9v3.500a2 2 0 0 0 2 2h5',
  globe:
    'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM3.500 12h17M12 3c2.500 2.500 3.500 5.500 3.500 9s-1 6.500-3.500 9c-2.500-2.500-3.500-5.500-3.500-9s1-6.500 3.500-9Z',
  handBack: 'M9 7 4 12l5 5M4 12h11a5 5 0 0 1 5 5v1',
  help: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM9.500 9.500a2.500 2.500 0 1 1 3.500 2.300c-.7.3-1 .8-1 1.700M12 16.800v.1',
  keyboard: 'M3 6.500h18v11H3ZM7 10v.1M11 10v.1M15 10v.1M8 14h8',
  list: 'M8 6h12M8 12h12M8 18h12M4 6v.1M4 12v.1M4 18v.1',
  lead: 'M5 3.500h14v17H5ZM9 8h6M9 12h6M9 16h3',
  lock: 'M6 11h12v9H6ZM8.500 11V8a3.500 3.500 0 0 1 7 0v3',
  moon: 'M20 14.500A8.500 8.500 0 0 1 9.500 4 8.500 8.500 0 1 0 20 14.500Z',
  note: 'M5 4h14v11l-5 5H5ZM14 20v-5h5M8.500 8.500h7M8.500 12h4',
  panelLeft: 'M3.500 4.500h17v15h-17ZM9.500 4.500v15',
  panelRight: 'M3.500 4.500h17v15h-17ZM14.500 4.500v15',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.500 20.500a7.500 7.500 0 0 1 15 0',
  plus: 'M12 5v14M5 12h14',
  redo: 'M15 7l5 5-5 5M20 12H9a5 5 0 0 0-5 5v1',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM20 20l-4-4',
  send: 'M4 12 20 4l-5 16-3.500-6.500L4 12ZM11.500 13.500 20 4',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.800v4.400M9 14.800v4.400',
  shield: 'M12 3.500 19 6v5.500c0 4.500-3 7.500-7 9-4-1.500-7-4.500-7-9V6l7-2.500ZM9 12l2.200 2.200L15.500 10',
  skip: 'M5 12h14',
  text: 'M5 6h14M12 6v13M9 19h6',
  transfer: 'M4 9h14l-4-4M20 15H6l4 4',
  trash: 'M5 7h14M10 7V4.500h4V7M7 7l1 13h8l1-13M10.500 11v5.500M13.500 11v5.500',
  undo: 'M9 7 4 12l5 5M4 12h11a5 5 0 0 1 5 5v1',
  up: 'M6 14.500l6-6 6 6',
  whatsapp:
    'M4 20l1.200-4.200A8 8 0 1 1 8.300 19L4 20ZM9 8.500c-.8 2.500 3.500 7 6.200 6.200l.8-1.700-2.200-1-1 .9c-1-.5-1.600-1.200-2.100-2.100l.9-1-1-2.200L9 8.500Z',
  whisper: 'M4 9.500h4l5-4v13l-5-4H4ZM16.500 9a4 4 0 0 1 0 6',
} as const;

export type IconName = keyof typeof PATHS;

/** A drawing beside words, or a word for it where it stands alone. */
export function Icon({ name, label }: { readonly name: IconName; readonly label?: string }) {
  return (
    <>
      <svg className={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true">
        <path d={PATHS[name]} />
      </svg>
      {label !== undefined && <span className="hidden-text">{label}</span>}
    </>
  );
}
