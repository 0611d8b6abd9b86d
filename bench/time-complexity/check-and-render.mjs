/** Everything that the command line does with a graph without running it. */
export function everything(lib, { text, overrides, profile }) {
  const checked = lib.check(text, { overrides, ...(profile === undefined ? {} : { profile }) });
  const { diagnostics, sources, program, document } = checked;
  for (const render of ['renderText', 'renderJson', 'renderGithub']) lib[render](diagnostics, sources);
  if (program) for (const view of ['toDot', 'toMermaid', 'planSummary', 'verifyProgram']) lib[view](program);
  if (program && document) lib.resolvedYaml(document);
  return checked;
}
