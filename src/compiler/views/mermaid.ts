import type { Program } from '../program.js';
import { escapeToOneLine } from '../../diagnostics/index.js';
import { buildDiagram, type DiagramNodeKind, type DiagramGroup } from './diagram.js';

/** Colours that are legible on light and dark pages. */
const STYLES: Readonly<Record<DiagramNodeKind, string>> = {
  network: 'fill:#e8eef7,stroke:#4a6fa5,color:#1b2a41',
  trained: 'fill:#fde8d0,stroke:#c76b1f,color:#3d1f05',
  frozen: 'fill:#e3f0f5,stroke:#5b8fa8,color:#12303d',
  data: 'fill:#eeeeee,stroke:#888888,color:#222222',
  phase: 'fill:#ece4f5,stroke:#7a55a8,color:#2b1745',
  loss: 'fill:#f9dede,stroke:#b04848,color:#451111',
  plain: 'fill:#ffffff,stroke:#999999,color:#222222',
};

/** The program as a Mermaid flowchart: networks, models, and phases in their order (dashed arrows). */
export function toMermaid(program: Program): string {
  const { title, groups, arrows } = buildDiagram(program);
  const names = new Map<string, string>();
  const short = (id: string) => {
    if (!names.has(id)) names.set(id, `n${names.size}`);
    return names.get(id)!;
  };
  const lines = ['---', `title: ${JSON.stringify(escapeToOneLine(title))}`, '---', 'flowchart LR'];
  for (const group of groups) lines.push(...groupToMermaid(group, short));
  for (const { from, to } of arrows) lines.push(`  ${short(from)} -.-> ${short(to)}`);
  for (const [kind, style] of Object.entries(STYLES)) {
    const members = groups.flatMap(({ boxes }) => boxes.filter((box) => box.kind === kind));
    if (members.length === 0) continue;
    lines.push(`  classDef ${kind} ${style}`);
    lines.push(`  class ${members.map(({ id }) => short(id)).join(',')} ${kind}`);
  }
  return `${lines.join('\n')}\n`;
}

function groupToMermaid(group: DiagramGroup, short: (id: string) => string): string[] {
  const lines = [`  subgraph ${short(group.id)}["${quoted(group.title)}"]`];
  for (const { id, kind, label } of group.boxes) {
    const [open, close] = kind === 'data' ? ['([', '])'] : kind === 'loss' ? ['{{', '}}'] : ['[', ']'];
    lines.push(`    ${short(id)}${open}"${label.map(quoted).join('<br>')}"${close}`);
  }
  for (const { from, to, label } of group.arrows) {
    lines.push(`    ${short(from)} -->${label ? `|"${quoted(label)}"|` : ''} ${short(to)}`);
  }
  lines.push('  end');
  return lines;
}

/** Mermaid's escapes for characters that end a label. */
const quoted = (text: string) =>
  escapeToOneLine(text)
    .replace(/&/g, '#amp;')
    .replace(/"/g, '#quot;')
    .replace(/</g, '#lt;')
    .replace(/>/g, '#gt;');
