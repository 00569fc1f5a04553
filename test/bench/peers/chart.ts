/** A bar chart as SVG that is read on light and on dark pages. */

export interface Bar {
  label: string;
  /** What the bar is made of, from left to right. */
  parts: readonly number[];
  /** What stands behind the bar. */
  text: string;
}

export interface Group {
  label: string;
  bars: readonly Bar[];
}

export interface Chart {
  title: string;
  /** What each part of a bar is. */
  legend: readonly string[];
  /** Each has a scale of its own: its longest bar is as long as there is room. */
  groups: readonly Group[];
}

const WIDTH = 760;
const LABEL_WIDTH = 130;
const BAR_WIDTH = 440;
const LINE = 18;
const BAR_HEIGHT = 12;
const GAP = 12;
const HEAD = 62;
/** Told apart by their lightness, too. Readable on white and on black. */
const STYLE = `text{font:12px system-ui,sans-serif;fill:#1f2328}.head{font-weight:600}.title{font-size:15px;font-weight:600}
.part0{fill:#0969da}.part1{fill:#9a6700}.part2{fill:#8250df}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.part0{fill:#58a6ff}.part1{fill:#e3b341}.part2{fill:#d2a8ff}}`;

export function renderChart({ title, legend, groups }: Chart): string {
  let y = HEAD;
  const drawn = groups.map((group) => {
    const text = renderGroup(group, y);
    y += LINE * (group.bars.length + 1) + GAP;
    return text;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}" height="${y}" role="img">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
${label(0, 16, title, 'title')}
${legend.map(renderLegend).join('\n')}
${drawn.join('\n')}
</svg>
`;
}

function renderLegend(what: string, part: number): string {
  const x = part * 140;
  return `${rectangle(x, 28, BAR_HEIGHT, part)}${label(x + BAR_HEIGHT + 6, 38, what)}`;
}

function renderGroup({ label: what, bars }: Group, top: number): string {
  const longest = Math.max(...bars.map(({ parts }) => sum(parts)));
  const lines = bars.map((bar, index) => renderBar(bar, top + LINE * (index + 1), BAR_WIDTH / longest));
  return [label(0, top + BAR_HEIGHT - 2, what, 'head'), ...lines].join('\n');
}

function renderBar({ label: what, parts, text }: Bar, y: number, scale: number): string {
  const rectangles = parts.map((value, part) =>
    rectangle(LABEL_WIDTH + sum(parts.slice(0, part)) * scale, y, value * scale, part),
  );
  const end = LABEL_WIDTH + sum(parts) * scale + 6;
  return `${label(0, y + BAR_HEIGHT - 2, what)}${rectangles.join('')}${label(end, y + BAR_HEIGHT - 2, text)}`;
}

function rectangle(x: number, y: number, width: number, part: number): string {
  return `<rect class="part${part}" x="${round(x)}" y="${y}" width="${round(width)}" height="${BAR_HEIGHT}"/>`;
}

function label(x: number, y: number, text: string, kind?: string): string {
  return `<text${kind ? ` class="${kind}"` : ''} x="${round(x)}" y="${y}">${escaped(text)}</text>`;
}

const round = (value: number) => Number(value.toFixed(1));
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
