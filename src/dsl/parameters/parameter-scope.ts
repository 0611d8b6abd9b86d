import type { SourceRange } from '../../diagnostics/index.js';
import { keysOf } from '../../records/index.js';
import type { Tree } from '../text/index.js';

/** Names that `${...}` can refer to: parameters, and the variables of the loops around. */
export interface ParameterScope {
  /** Undefined where there is no such name; broken where its own value has an error. */
  lookup(name: string): Tree | undefined;
  names(): readonly (readonly string[])[];
}

/** A loop's variables hide parameters of the same name. */
export function scopeWithVariables(
  outer: ParameterScope,
  variables: ReadonlyMap<string, Tree>,
): ParameterScope {
  return {
    lookup: (name) => variables.get(name) ?? outer.lookup(name),
    names: () => [keysOf(variables), ...outer.names()],
  };
}

/** A value that is put in where it is referred to: its errors stand there, and a note can tell where it came from. */
export function substitutedValue(value: Tree, name: string, referenceRange: SourceRange): Tree {
  if (value.kind === 'broken') return { ...value, range: referenceRange };
  return {
    ...value,
    range: referenceRange,
    origin: 'parameter',
    via: value.via ?? { name, range: value.range },
  };
}
