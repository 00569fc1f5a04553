/** QR codes as pictures that need no script and no request. */
import { renderSVG } from 'uqr';
import { toBase64, utf8 } from '../lib/bytes.ts';

/** Modules of white around it: ISO/IEC 18004 section 6.3.8 asks for four, which a dark page does not give. */
const QUIET_ZONE = 4;

export function qrCodeDataUri(text: string): string {
  return `data:image/svg+xml;base64,${toBase64(utf8(renderSVG(text, { border: QUIET_ZONE })))}`;
}
