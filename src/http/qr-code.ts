/** QR codes as pictures that need no script and no request. */
import { renderSVG } from 'uqr';
import { toBase64, utf8 } from '../lib/bytes.ts';

export function qrCodeDataUri(text: string): string {
  return `data:image/svg+xml;base64,${toBase64(utf8(renderSVG(text)))}`;
}
