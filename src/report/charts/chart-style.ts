/** Colours of a chart; the page's light and dark theme. */
export interface ChartStyle {
  background: string;
  text: string;
  muted: string;
  grid: string;
  training: string;
  validation: string;
  reference: string;
  good: string;
  bad: string;
  /** From none to many, for heat maps. */
  ramp: [string, string];
  /** Classes by number; repeated if there are more. */
  classes: string[];
}

/** The ten colours of Tableau's palette: told apart in print and by most eyes. */
const CLASS_COLOURS = [
  '#4e79a7',
  '#f28e2b',
  '#e15759',
  '#76b7b2',
  '#59a14f',
  '#edc948',
  '#b07aa1',
  '#ff9da7',
  '#9c755f',
  '#8a8a8a',
];

export const LIGHT: ChartStyle = {
  background: '#ffffff',
  text: '#222222',
  muted: '#666666',
  grid: '#e4e4e4',
  training: '#1f6fb4',
  validation: '#d9661f',
  reference: '#2e8540',
  good: '#2e8540',
  bad: '#c81e1e',
  ramp: ['#f4f7fb', '#1f4e79'],
  classes: CLASS_COLOURS,
};

export const DARK: ChartStyle = {
  background: '#16181d',
  text: '#e8e8e8',
  muted: '#a0a0a0',
  grid: '#33363d',
  training: '#5aa9e6',
  validation: '#f2994a',
  reference: '#6fcf97',
  good: '#6fcf97',
  bad: '#ff6b6b',
  ramp: ['#20242c', '#7db8ec'],
  classes: CLASS_COLOURS,
};
