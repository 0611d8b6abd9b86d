/** What a picture of a graph shows: boxes with lines in them, and connections, each of a phase. */
export type Mark = 'added' | 'removed' | 'changed' | 'renamed';

export interface PictureLine {
  text: string;
  mark: Mark | null;
}

export interface PictureBox {
  id: string;
  kind: 'data' | 'network' | 'phase';
  title: string;
  /** Below the title, smaller. */
  subtitle: string;
  lines: PictureLine[];
  mark: Mark | null;
  /** Of a phase: its place in the plan, which is its colour. */
  phase: number | null;
}

export interface PictureEdge {
  from: string;
  to: string;
  phase: number;
}

export interface Picture {
  boxes: PictureBox[];
  edges: PictureEdge[];
}
