import qrcode from 'qrcode-generator';
import { escapeHtml } from './chat/html';

/** A text as a picture to scan (a QR code). Dark on light whatever the page looks like: not every app reads the reverse. */
export function pictureOf(text: string, label: string): string {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const size = code.getModuleCount();
  const cells = Array.from({ length: size }, (_, row) => row).flatMap((row) =>
    Array.from({ length: size }, (_, column) => (code.isDark(row, column) ? `M${column} ${row}h1v1h-1z` : '')),
  );
  return `<svg class="picture" role="img" aria-label="${escapeHtml(label)}" viewBox="-4 -4 ${size + 8} ${size + 8}" shape-rendering="crispEdges"><rect x="-4" y="-4" width="${size + 8}" height="${size + 8}" fill="#fff"/><path d="${cells.join('')}" fill="#000"/></svg>`;
}
