/**
 * The HTML layout of all mail. Styles are inline, because mail programs drop stylesheets. The organisation's logo is
 * the only external resource. Templates and not JSX: commands write mail too, and Node reads no JSX.
 */
import { html } from 'hono/html';
import { parseBranding, textColorOn } from '../lib/branding.ts';
import type { Block, Message } from './message.ts';
import { foreignText, oneLine } from './prose.ts';

const ACCENT = '#3b4cca';
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif';

const STYLES = {
  body: `margin:0;padding:24px 12px;background-color:#f3f4f9;color:#1c1f2b;font-family:${FONT}`,
  card: 'max-width:560px;margin:0 auto;padding:32px;background-color:#ffffff;border-radius:12px;font-size:16px;line-height:1.5;overflow-wrap:anywhere',
  brand: 'margin:0 0 24px;font-size:18px;font-weight:600',
  paragraph: 'margin:0 0 16px',
  link: 'margin:0 0 16px;font-size:13px;color:#5c6275',
  code: 'margin:0 0 16px;font-size:32px;font-weight:700;letter-spacing:6px;font-family:monospace',
  table: 'margin:0 0 16px;border-collapse:collapse;font-size:14px',
  name: 'padding:4px 16px 4px 0;white-space:nowrap;text-align:left;vertical-align:top;color:#5c6275;font-weight:400',
  value: 'padding:4px 0',
  footer: 'margin:24px 0 0;padding-top:16px;border-top:1px solid #d5d8e4;font-size:13px;color:#5c6275',
};

/** What is inserted is escaped. */
type Markup = ReturnType<typeof html>;

export async function renderHtml({ subject, blocks, organisation }: Message): Promise<string> {
  const { logoUrl, primaryColor } = parseBranding(organisation.branding);
  const name = foreignText(organisation.name);
  const document = html`<!doctype html><html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light"/>
<title>${oneLine(subject)}</title>
</head>
<body style="${STYLES.body}">
<div style="${STYLES.card}">
<p style="${STYLES.brand}">${logoUrl === null ? name : html`<img src="${logoUrl}" alt="${name}" height="40"/>`}</p>
${blocks.map((block) => blockHtml(block, primaryColor ?? ACCENT))}
<p style="${STYLES.footer}">${name}</p>
</div>
</body>
</html>`;
  return String(await document);
}

function blockHtml(block: Block, accent: string): Markup {
  if (typeof block === 'string') return html`<p style="${STYLES.paragraph}">${block}</p>`;
  if ('url' in block) return actionHtml(block, accent);
  if ('code' in block) return html`<p style="${STYLES.code}">${block.code}</p>`;
  const rows = block.facts.map(
    ([name, value]) =>
      html`<tr><th scope="row" style="${STYLES.name}">${name}</th><td style="${STYLES.value}">${value}</td></tr>`,
  );
  return html`<table style="${STYLES.table}">${rows}</table>`;
}

/** A button, and the same link as text for mail programs that show no button. */
function actionHtml({ label, url }: { label: string; url: string }, accent: string): Markup {
  const button = `display:inline-block;padding:12px 20px;border-radius:8px;background-color:${accent};color:${textColorOn(accent)};font-weight:600;text-decoration:none`;
  return html`<p style="${STYLES.paragraph}"><a href="${url}" style="${button}">${label}</a></p>
<p style="${STYLES.link}">${url}</p>`;
}
