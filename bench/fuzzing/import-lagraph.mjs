/** Imports the functions that the invariants need from a built lagraph: this checkout's dist/ or another one. */
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

export async function lagraphIn(dist) {
  const load = (file) => import(pathToFileURL(join(dist, file)).href);
  const [index, diagnostics, compiler, { resolvedYaml }] = await Promise.all(
    ['index.js', 'diagnostics/index.js', 'compiler/index.js', 'cli/resolved-yaml.js'].map(load),
  );
  return { ...lagraphOf(index, diagnostics, compiler), resolvedYaml };
}

/** The same of modules that are loaded already. */
export function lagraphOf({ check }, diagnostics, compiler) {
  const { diagnosticCatalog: catalog, renderText, renderJson, renderGithub } = diagnostics;
  const { verifyProgram, toDot, toMermaid, planSummary } = compiler;
  return {
    check,
    catalog,
    renderText,
    renderJson,
    renderGithub,
    verifyProgram,
    toDot,
    toMermaid,
    planSummary,
  };
}
