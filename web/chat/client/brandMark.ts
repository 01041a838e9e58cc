const SVG = 'http://www.w3.org/2000/svg';

/** The fictional bank's mark: a lark's wing over two furrows. The same drawing as in the page's first paint. */
export function brandMark(): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 40 40');
  svg.setAttribute('class', 'mark');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', '#brand-mark');
  svg.append(use);
  return svg;
}
