/** Programs that a run is written for, not a model. */
export const TRACKERS = ['mlflow', 'tensorboard'] as const;
export type Tracker = (typeof TRACKERS)[number];

export type ModelForm = 'onnx' | 'savedmodel' | 'tfjs';

export interface ExportCommandOptions {
  as: ModelForm | Tracker;
  output?: string;
  batch?: number;
  deterministic?: boolean;
  store?: string;
}

export const isTracker = (form: ExportCommandOptions['as']): form is Tracker =>
  (TRACKERS as readonly string[]).includes(form);
