import type { Program } from '../program.js';
import { escapeControlCharacters } from '../../diagnostics/index.js';
import { buildDiagram, type DiagramNodeKind, type DiagramGroup } from './diagram.js';

const NODE_STYLES: Readonly<Record<DiagramNodeKind, string>> = {
  network: 'shape=box, style="rounded,filled", fillcolor="#e8eef7"',
  trained: 'shape=box, style="rounded,filled", fillcolor="#fde8d0"',
  frozen: 'shape=box, style="rounded,filled", fillcolor="#e3f0f5"',
  data: 'shape=ellipse, style=filled, fillcolor="#eeeeee"',
  phase: 'shape=box, style=filled, fillcolor="#ece4f5"',
  loss: 'shape=hexagon, style=filled, fillcolor="#f9dede"',
  plain: 'shape=box, style=rounded',
};

/** The program in Graphviz's language; render it with `dot -Tsvg`. */
export function toDot(program: Program): string {
  const { title, groups, arrows } = buildDiagram(program);
  const lines = [
    `digraph ${quoted(title)} {`,
    '  rankdir=LR;',
    '  compound=true;',
    '  node [fontname="Helvetica", fontsize=11];',
    '  edge [fontname="Helvetica", fontsize=9];',
    ...groups.flatMap(groupToDot),
    ...arrows.map(({ from, to }) => `  ${quoted(from)} -> ${quoted(to)} [style=dashed];`),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

function groupToDot(group: DiagramGroup): string[] {
  return [
    `  subgraph ${quoted(`cluster_${group.id}`)} {`,
    `    label=${quoted(group.title)};`,
    ...group.boxes.map(
      ({ id, kind, label }) => `    ${quoted(id)} [label=${quoted(label.join('\n'))}, ${NODE_STYLES[kind]}];`,
    ),
    ...group.arrows.map(
      ({ from, to, label }) =>
        `    ${quoted(from)} -> ${quoted(to)}${label ? ` [label=${quoted(label)}]` : ''};`,
    ),
    '  }',
  ];
}

const quoted = (text: string) =>
  `"${escapeControlCharacters(text).replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`;
