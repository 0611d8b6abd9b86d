import type { SourceNode } from '../../dsl/index.js';
import { alignItems } from '../align-items.js';
import type { MergeConflict, Versions } from '../merge-context.js';
import { entryAt } from '../names/index.js';
import { threeWayValue } from '../three-way.js';

/** Paths of profiles that count items (`networks.linker.layers.1`) and count to another item in the merged graph. */
export function shiftedPaths(merged: SourceNode, sides: Versions<SourceNode>): MergeConflict[] {
  const profiles = entryAt(merged, ['profiles'])?.value;
  if (profiles?.kind !== 'map') return [];
  return profiles.items.flatMap(({ key: profile, value }) =>
    value.kind !== 'map'
      ? []
      : value.items
          .filter(({ key }) => /\.\d+(\.|$)/.test(key!) && isShifted(key!, profile!, merged, sides))
          .map(({ key }) => ({
            path: `profiles.${profile}`,
            message: `${key} is another item of its list now than where it was written`,
          })),
  );
}

function isShifted(path: string, profile: string, merged: SourceNode, sides: Versions<SourceNode>): boolean {
  const keys = path.split('.');
  return keys.some((key, at) => {
    if (!/^\d+$/.test(key)) return false;
    const list = keys.slice(0, at);
    /** Where the item that a side means stands in the merged graph. */
    const place = (side: SourceNode | undefined): number | undefined => {
      const own = side && entryAt(side, ['profiles', profile, path]) && entryAt(side, list)?.value;
      const now = entryAt(merged, list)?.value;
      return own?.kind === 'list' && now?.kind === 'list'
        ? alignItems(own.items, now.items)[Number(key)]
        : undefined;
    };
    const [base, ours, theirs] = [place(sides.base), place(sides.ours), place(sides.theirs)];
    if (ours === undefined && theirs === undefined) return false;
    if (ours === undefined || theirs === undefined) return (ours ?? theirs) !== Number(key);
    return threeWayValue(base, ours, theirs)?.value !== Number(key);
  });
}
