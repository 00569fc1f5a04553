/** QR codes as data URIs: images without a script and without a request. */
import { renderSVG } from 'uqr';
import { toBase64, utf8 } from '../lib/bytes.ts';

/** Modules of white around the code: ISO/IEC 18004 section 6.3.8 asks for four, also on a dark page. */
const QUIET_ZONE = 4;

export function qrCodeDataUri(text: string): string {
  return `data:image/svg+xml;base64,${toBase64(utf8(renderSVG(text, { border: QUIET_ZONE })))}`;
}
