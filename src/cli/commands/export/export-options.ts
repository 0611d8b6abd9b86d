/** Programs that a run is written for, not a model. */
export const TRACKERS = ['mlflow', 'tensorboard'] as const;
export type Tracker = (typeof TRACKERS)[number];

export type ModelForm = 'onnx' | 'savedmodel' | 'tfjs' | 'keras' | 'safetensors';

/** The ends of forms that are one file; the others are folders. */
export const FILE_ENDINGS: Readonly<Partial<Record<ModelForm, string>>> = {
  onnx: 'onnx',
  keras: 'keras',
  safetensors: 'safetensors',
};

export interface ExportCommandOptions {
  as: ModelForm | Tracker;
  output?: string;
  batch?: number;
  deterministic?: boolean;
  store?: string;
}

export const isTracker = (form: ExportCommandOptions['as']): form is Tracker =>
  (TRACKERS as readonly string[]).includes(form);
