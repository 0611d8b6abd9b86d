import type { ReportScope } from './report-scope.js';

export function compileManifold(scope: ReportScope<'manifold'>) {
  const model = scope.decoder();
  const axes = scope.setting<[number, number]>('axes', [0, 1]);
  const outside = model && axes.find((axis) => axis >= model.size);
  if (model && (outside !== undefined || axes[0] === axes[1])) {
    const place = scope.located('axes') ?? scope.entry.model!;
    scope.context.report({
      code: 'out-of-range',
      message:
        model.size < 2 || outside !== undefined
          ? `\`${model.name}\` takes ${model.size} latent number${model.size === 1 ? '' : 's'}, so there is no axis ${outside ?? 1}`
          : 'the two axes are the same',
      range: place.range,
      help: 'axes: [0, 1] are the first two latent numbers',
    });
  }
  return scope.finish(
    {
      range: scope.setting<[number, number]>('range', [-3, 3]),
      steps: scope.setting('steps', 15),
      axes,
    },
    [],
    model,
  );
}
