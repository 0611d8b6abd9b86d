import { reportUnknownName, isDeclared, type CompileContext } from '../compile-context.js';
import type { LoadedWeights } from '../program.js';
import { compileLoad } from '../weight-files/index.js';
import { isFullyKnown, type PhaseDraft } from './draft-phase.js';

/** A network that a phase begins with weights of a file. */
export interface PhaseLoad {
  network: string;
  load: LoadedWeights;
}

/** `start: {network: {file: ...}}`. Undefined after an error, which is reported. */
export function compileLoads(draft: PhaseDraft, context: CompileContext): PhaseLoad[] | undefined {
  const loads = draft.entry.loads.map(({ network, load }) => {
    const found = context.networks.get(network.value);
    if (!found) {
      if (!isDeclared(context, network.value))
        reportUnknownName(context, network, {
          code: 'unknown-network',
          kind: 'network',
          candidates: [context.declared.networks],
        });
      return undefined;
    }
    if (isFullyKnown(draft) && !draft.networks.includes(network.value)) {
      context.report({
        code: 'unused',
        message: `\`${draft.name}\` begins with weights in \`${network.value}\`, but neither uses nor trains it`,
        range: network.range,
        help: `say it where the network is declared, or in a phase that uses it`,
      });
      return undefined;
    }
    const compiled = compileLoad(load, found, context);
    return compiled && { network: network.value, load: compiled };
  });
  return loads.every((one) => one !== undefined) ? loads : undefined;
}
