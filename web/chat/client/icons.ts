const SVG = 'http://www.w3.org/2000/svg';

const PATHS = {
  send: 'M12 19V6M6 11.5 12 5.5l6 6',
  menu: 'M12 5.5v.01M12 12v.01M12 18.5v.01',
  close: 'M6 6l12 12M18 6 6 18',
  lock: 'M7.5 11V8a4.5 4.5 0 0 1 9 0v3M6 11h12v8.5H6z',
  copy: 'M9 9h10.5v10.5H9zM5.5 15H4.5V4.5H15v1',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  down: 'M12 5v13M6 12.5l6 6 6-6',
  external: 'M13.5 5H19v5.5M19 5l-8.5 8.5M17 14v5H5V7h5',
  person: 'M12 11.5a3.75 3.75 0 1 0 0-7.5 3.75 3.75 0 0 0 0 7.5ZM4.5 20c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5',
  restart: 'M5 12a7 7 0 1 0 2.2-5.1L5 9M5 4.5V9h4.5',
  globe:
    'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM3.7 12h16.6M12 3.5c2.4 2.3 3.6 5.2 3.6 8.5s-1.2 6.2-3.6 8.5c-2.4-2.3-3.6-5.2-3.6-8.5S9.6 5.8 12 3.5Z',
  help: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM9.6 9.4a2.5 2.5 0 1 1 3.6 2.5c-.8.4-1.2 1-1.2 1.9M12 16.6v.01',
  back: 'M19 12H5.5M11 6l-6 6 6 6',
  alert: 'M12 8v5M12 16.5v.01M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17Z',
} as const;

export type IconName = keyof typeof PATHS;

/** A decorative line drawing; the words beside it, or its button's label, carry the meaning. */
export function icon(name: IconName): SVGSVGElement {
  return drawing(name, PATHS[name]);
}

/** One drawing in the style of the others, for pages that need more of them. */
export function drawing(name: string, path: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  const line = document.createElementNS(SVG, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}
