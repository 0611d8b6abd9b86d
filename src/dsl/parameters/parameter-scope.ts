import type { SourceRange } from '../../diagnostics/index.js';
import { keysOf } from '../../records/index.js';
import { brokenTree, type YamlTree } from '../text/index.js';

/** Names that `${...}` can refer to: parameters and the variables of enclosing loops. */
export interface ParameterScope {
  /** Undefined if there is no such name; a broken tree if its value has an error. */
  lookup(name: string): YamlTree | undefined;
  names(): readonly (readonly string[])[];
}

/** A scope in which a loop's variables shadow parameters of the same name. */
export function scopeWithVariables(
  outer: ParameterScope,
  variables: ReadonlyMap<string, YamlTree>,
): ParameterScope {
  return {
    lookup: (name) => variables.get(name) ?? outer.lookup(name),
    names: () => [keysOf(variables), ...outer.names()],
  };
}

/** A scope around which variables have an error, so that not even their names are known: any name may be one of them. */
export const scopeWithUnknowns = (outer: ParameterScope, range: SourceRange): ParameterScope => ({
  ...outer,
  lookup: (name) => outer.lookup(name) ?? brokenTree(range),
});

/**
 * A value substituted for a reference: its errors are reported at the reference, with a note that names its
 * parameter.
 */
export function substitutedValue(value: YamlTree, name: string, referenceRange: SourceRange): YamlTree {
  if (value.kind === 'broken') return { ...value, range: referenceRange };
  return {
    ...value,
    range: referenceRange,
    origin: 'parameter',
    via: value.via ?? { name, range: value.range },
  };
}
