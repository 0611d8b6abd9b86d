import { ownValue } from '../../records/index.js';
import type { ChartScale, CurvesData, PhaseCurves, ReferenceFigure } from '../data/index.js';
import { chartFrame, headHeight, type Chart } from './chart.js';
import { LIGHT, type ChartStyle } from './chart-style.js';
import {
  hasLogarithmicAxis,
  layOutPanels,
  LEGEND_HEIGHT,
  lineMarkers,
  panelColumns,
  type CurvesLayout,
  type PanelAxes,
} from './panels.js';

/** Figures beyond this would overflow an axis; they are left out. Smaller ones are zero: ECharts rounds to 20 decimals. */
const MAX_PLOTTED = 1e300;
const MIN_PLOTTED = 1e-18;

const TRAINING = 'training';
const VALIDATION = 'validation';
const REFERENCE = 'reference';

/**
 * The learning curves of phases: one panel for each figure of each phase, with training, validation, the reference's
 * figures, the best epoch and the epoch at which it was stopped. A phase of one epoch is shown as points.
 */
export function curvesChart(
  data: Pick<CurvesData, 'title' | 'simulated' | 'scale' | 'phases'>,
  layout: CurvesLayout = {},
): Chart {
  const style = layout.style ?? LIGHT;
  const panels = data.phases.flatMap((curves) => panelsOfPhase(curves, data.scale));
  const size = panelColumns(panels.length, layout);
  const { width } = size;
  const head = headHeight(data) + LEGEND_HEIGHT;
  const { height, place, titles, axes } = layOutPanels(panels, size, head, style);
  const frame = chartFrame(data, width, style);
  const series = panels.flatMap((panel, at) => panelSeries(panel, at, style));
  return {
    width,
    height,
    option: {
      ...frame,
      tooltip: { trigger: 'axis', confine: true },
      title: [
        ...frame.title,
        ...titles,
        ...panels.flatMap((panel, at) =>
          panel.training.length + panel.validation.length > 0
            ? []
            : [
                {
                  text: 'nothing was recorded',
                  left: place(at).left,
                  top: place(at).top + 20,
                  textStyle: { fontSize: 11, fontWeight: 'normal', color: style.muted },
                },
              ],
        ),
      ],
      legend: {
        data: [
          { name: TRAINING },
          { name: VALIDATION },
          {
            name: REFERENCE,
            // As the marks are drawn: outlined, in the colours of both lines.
            itemStyle: { color: style.background, borderColor: style.muted, borderWidth: 1.5 },
          },
        ].filter(({ name }) => series.some((one) => one.name === name)),
        left: 8,
        itemGap: 28,
        top: head - LEGEND_HEIGHT,
        textStyle: { color: style.text },
      },
      ...axes,
      series,
    },
  };
}

type Point = [epoch: number, value: number];

interface Panel extends PanelAxes {
  training: Point[];
  validation: Point[];
  /** Reference values that stand for the whole phase, and those of an epoch. */
  levels: { value: number; isValidation: boolean }[];
  marks: { point: Point; isValidation: boolean }[];
  best: { point: Point; isValidation: boolean } | null;
  stopped: number | null;
}

const VALIDATION_PREFIX = 'val.';

const isPlotted = (value: unknown): value is number =>
  typeof value === 'number' && Math.abs(value) < MAX_PLOTTED;

const plotted = (value: number): number => (Math.abs(value) < MIN_PLOTTED ? 0 : value);

/** `loss`, its terms, then metrics in the order of their first appearance. */
export function figuresOfCurves(curves: Pick<PhaseCurves, 'epochs' | 'reference'>): string[] {
  const names = curves.epochs.flatMap(({ metrics }) => Object.keys(metrics));
  const all = [...names, ...curves.reference.map(({ figure }) => figure)].map(withoutPrefix);
  const rank = (name: string): number => (name === 'loss' ? 0 : name.startsWith('loss/') ? 1 : 2);
  return [...new Set(all)].sort((a, b) => rank(a) - rank(b));
}

const withoutPrefix = (figure: string): string =>
  figure.startsWith(VALIDATION_PREFIX) ? figure.slice(VALIDATION_PREFIX.length) : figure;

function panelsOfPhase(curves: PhaseCurves, scale: ChartScale): Panel[] {
  const figures = figuresOfCurves(curves);
  return (figures.length > 0 ? figures : ['loss']).map((figure) => {
    const isOwn = (one: ReferenceFigure): boolean =>
      withoutPrefix(one.figure) === figure && isPlotted(one.value);
    // A run of fewer epochs than the reference's would be squeezed into a corner by figures that it can't be compared with.
    const last = Math.max(curves.planned, ...curves.epochs.map(({ epoch }) => epoch));
    const isReached = ({ epoch }: ReferenceFigure): boolean => epoch === null || epoch <= last;
    const reached = curves.reference.filter((one) => isOwn(one) && isReached(one));
    const references = reached.map(({ figure: name, epoch, value }) => ({
      isValidation: name !== figure,
      epoch,
      value: plotted(value),
    }));
    const epochs = [
      ...curves.epochs.map(({ epoch }) => epoch),
      ...references.flatMap(({ epoch }) => epoch ?? []),
    ];
    const { best } = curves;
    const showsBest = best && withoutPrefix(best.figure) === figure && isPlotted(best.value);
    const training = pointsOf(curves, figure);
    const validation = pointsOf(curves, `${VALIDATION_PREFIX}${figure}`);
    const values = [
      ...[...training, ...validation].map(([, value]) => value),
      ...references.map(({ value }) => value),
    ];
    return {
      title: `${curves.phase}: ${figure}`,
      training,
      validation,
      levels: references.filter(({ epoch }) => epoch === null),
      marks: references.flatMap(({ epoch, value, isValidation }) =>
        epoch === null ? [] : [{ point: [epoch, value] as Point, isValidation }],
      ),
      best: showsBest
        ? { point: [best.epoch, plotted(best.value)], isValidation: best.figure !== figure }
        : null,
      stopped: curves.stopped,
      first: Math.min(...epochs, curves.epochs.length > 0 ? Infinity : 1),
      last: Math.max(...epochs, 1),
      isLogarithmic: hasLogarithmicAxis(values, scale),
    };
  });
}

const pointsOf = (curves: PhaseCurves, figure: string): Point[] =>
  curves.epochs.flatMap(({ epoch, metrics }): Point[] => {
    const value = ownValue(metrics, figure);
    return isPlotted(value) ? [[epoch, plotted(value)]] : [];
  });

interface Series {
  name: string;
  [key: string]: unknown;
}

function panelSeries(panel: Panel, at: number, style: ChartStyle): Series[] {
  const axes = { xAxisIndex: at, yAxisIndex: at };
  const line = (name: string, data: Point[], color: string): Series => ({
    ...axes,
    type: 'line',
    name,
    data,
    color,
    ...lineMarkers(data.length),
    lineStyle: { width: 1.8 },
  });
  const stop =
    panel.stopped === null
      ? []
      : [{ xAxis: panel.stopped, label: { formatter: 'stopped', position: 'insideEndTop' } }];
  const marked = {
    markLine: {
      silent: true,
      symbol: 'none',
      lineStyle: { color: style.muted, type: 'dotted' },
      label: { color: style.muted, fontSize: 10 },
      data: stop,
    },
  };
  const best = panel.best && {
    markPoint: {
      silent: true,
      symbol: 'diamond',
      symbolSize: 11,
      itemStyle: { color: style.good },
      label: {
        color: style.text,
        fontSize: 10,
        position: 'top',
        textBorderColor: style.background,
        textBorderWidth: 3,
        formatter: `best: ${panel.best.point[0]}`,
      },
      data: [{ coord: panel.best.point }],
    },
  };
  const lines = [
    line(TRAINING, panel.training, style.training),
    line(VALIDATION, panel.validation, style.validation),
  ].filter(({ data }, index) => index === 0 || (data as Point[]).length > 0);
  const bearer = panel.best?.isValidation && lines.length > 1 ? 1 : 0;
  const own = lines.map((one, index) => ({
    ...one,
    ...(index === 0 && stop.length > 0 ? marked : {}),
    ...(index === bearer && best ? best : {}),
  }));
  return [...own, ...referenceSeries(panel, axes, style)];
}

/** A level is a dashed line across the panel; a figure of an epoch is a mark. */
function referenceSeries({ levels, marks, first, last }: Panel, axes: object, style: ChartStyle): Series[] {
  const colourOf = (isValidation: boolean): string => (isValidation ? style.validation : style.training);
  const base = { ...axes, name: REFERENCE, color: style.reference };
  return [
    ...levels.map(({ value, isValidation }): Series => ({
      ...base,
      type: 'line',
      showSymbol: false,
      data: [
        [first, value],
        [Math.max(last, first + 1), value],
      ],
      lineStyle: { type: 'dashed', width: 1.4, color: colourOf(isValidation) },
    })),
    ...(marks.length === 0
      ? []
      : [
          {
            ...base,
            type: 'scatter',
            symbol: 'triangle',
            symbolSize: 9,
            data: marks.map(({ point, isValidation }) => ({
              value: point,
              itemStyle: { color: style.background, borderColor: colourOf(isValidation), borderWidth: 1.5 },
            })),
          },
        ]),
  ];
}
