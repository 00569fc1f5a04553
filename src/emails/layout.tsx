/**
 * The HTML layout of all mail. Styles are inline, because mail programs drop stylesheets. The organisation's logo is
 * the only external resource.
 */
import { html } from 'hono/html';
import type { CSSProperties } from 'hono/jsx';
import { parseBranding, textColorOn } from '../lib/branding.ts';
import type { Block, Message } from './message.ts';
import { foreignText, oneLine } from './prose.ts';

const ACCENT = '#3b4cca';
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif';

const STYLES = {
  body: { margin: 0, padding: '24px 12px', backgroundColor: '#f3f4f9', color: '#1c1f2b', fontFamily: FONT },
  card: {
    maxWidth: '560px',
    margin: '0 auto',
    padding: '32px',
    backgroundColor: '#ffffff',
    borderRadius: '12px',
    fontSize: '16px',
    lineHeight: '1.5',
    overflowWrap: 'anywhere',
  },
  brand: { margin: '0 0 24px', fontSize: '18px', fontWeight: 600 },
  paragraph: { margin: '0 0 16px' },
  link: { margin: '0 0 16px', fontSize: '13px', color: '#5c6275' },
  code: { margin: '0 0 16px', fontSize: '32px', fontWeight: 700, letterSpacing: '6px', fontFamily: 'monospace' },
  table: { margin: '0 0 16px', borderCollapse: 'collapse', fontSize: '14px' },
  name: {
    padding: '4px 16px 4px 0',
    whiteSpace: 'nowrap',
    textAlign: 'left',
    verticalAlign: 'top',
    color: '#5c6275',
    fontWeight: 400,
  },
  value: { padding: '4px 0' },
  footer: {
    margin: '24px 0 0',
    paddingTop: '16px',
    borderTop: '1px solid #d5d8e4',
    fontSize: '13px',
    color: '#5c6275',
  },
} satisfies Record<string, CSSProperties>;

export async function renderHtml({ subject, blocks, organisation }: Message): Promise<string> {
  const { logoUrl, primaryColor } = parseBranding(organisation.branding);
  const name = foreignText(organisation.name);
  const document = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <title>{oneLine(subject)}</title>
      </head>
      <body style={STYLES.body}>
        <div style={STYLES.card}>
          <p style={STYLES.brand}>{logoUrl === null ? name : <img src={logoUrl} alt={name} height="40" />}</p>
          {blocks.map((block) => (
            <BlockHtml block={block} accent={primaryColor ?? ACCENT} />
          ))}
          <p style={STYLES.footer}>{name}</p>
        </div>
      </body>
    </html>
  );
  return String(await html`<!doctype html>${document}`);
}

function BlockHtml({ block, accent }: { block: Block; accent: string }) {
  if (typeof block === 'string') return <p style={STYLES.paragraph}>{block}</p>;
  if ('url' in block) return <Action {...block} accent={accent} />;
  if ('code' in block) return <p style={STYLES.code}>{block.code}</p>;
  return (
    <table style={STYLES.table}>
      {block.facts.map(([name, value]) => (
        <tr>
          <th scope="row" style={STYLES.name}>
            {name}
          </th>
          <td style={STYLES.value}>{value}</td>
        </tr>
      ))}
    </table>
  );
}

/** A button, and the same link as text for mail programs that show no button. */
function Action({ label, url, accent }: { label: string; url: string; accent: string }) {
  const button: CSSProperties = {
    display: 'inline-block',
    padding: '12px 20px',
    borderRadius: '8px',
    backgroundColor: accent,
    color: textColorOn(accent),
    fontWeight: 600,
    textDecoration: 'none',
  };
  return (
    <>
      <p style={STYLES.paragraph}>
        <a href={url} style={button}>
          {label}
        </a>
      </p>
      <p style={STYLES.link}>{url}</p>
    </>
  );
}
