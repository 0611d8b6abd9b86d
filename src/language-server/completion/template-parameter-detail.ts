import { valueAtKey, type YamlTree } from '../../dsl/index.js';

/** `, a number`, or `, 32 by default`: what the declaration of a template's parameter says of its values. */
export function templateParameterDetail(declaration: YamlTree): string {
  const type = valueAtKey(declaration, 'type');
  if (type?.kind === 'scalar') return `, ${String(type.value)}`;
  const byDefault = valueAtKey(declaration, 'default') ?? declaration;
  return byDefault.kind === 'scalar' ? `, ${JSON.stringify(byDefault.value)} by default` : '';
}
