/** The branding of an organisation's mail and pages, from JSON that its administrators write. */

export interface Branding {
  /** https only: readers of the mail or the page fetch it. */
  logoUrl: string | null;
  /** `#rrggbb`. */
  primaryColor: string | null;
}

const LOGO_URL_LENGTH_MAX = 2_048;

/** Malformed values are left out, so that a wrong colour does not cost the whole message. */
export function parseBranding(value: unknown): Branding {
  const { logoUrl, primaryColor } = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  return { logoUrl: parseLogoUrl(logoUrl), primaryColor: parseColor(primaryColor) };
}

function parseLogoUrl(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > LOGO_URL_LENGTH_MAX || !URL.canParse(value)) return null;
  const url = new URL(value);
  return url.protocol === 'https:' && url.username === '' && url.password === '' ? url.href : null;
}

function parseColor(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const digits = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(value)?.[1]?.toLowerCase();
  if (!digits) return null;
  return `#${digits.length === 3 ? digits.replace(/./g, '$&$&') : digits}`;
}

/** Black or white, whichever is easier to read on the colour (WCAG 2.2, relative luminance). */
export function textColorOn(color: string): '#000000' | '#ffffff' {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) =>
    linear(Number.parseInt(color.slice(start, start + 2), 16)),
  );
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  // Where the contrast with white, 1.05 / (L + 0.05), equals the contrast with black, (L + 0.05) / 0.05.
  return luminance > Math.sqrt(1.05 * 0.05) - 0.05 ? '#000000' : '#ffffff';
}

function linear(channel: number): number {
  const value = channel / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
