import type { MonitorEntry } from '../document.js';
import type { YamlTree } from '../text/index.js';
import { locatedOptional, locatedValue, validValueAt } from './reader-helpers.js';

/** Null if the monitored figure could not be read. */
export function readMonitor(tree: YamlTree): MonitorEntry | null {
  const monitor = validValueAt(tree, 'monitor') ?? tree;
  if (monitor.kind !== 'scalar') return null;
  return { monitor: locatedValue<string>(monitor), mode: locatedOptional<'min' | 'max'>(tree, 'mode') };
}
