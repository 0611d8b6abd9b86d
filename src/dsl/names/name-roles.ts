import { REPORT_EXPRESSIONS } from '../report-keys.js';
import { outsideOfTemplate } from './outside-of-template.js';

/** What the text at a path of a graph names. */
type NameRole = 'expression' | 'callable' | 'data' | 'phase';

/**
 * What a text at a path is; undefined if it has no names in it.
 *
 * @param path keys, and numbers from 0 in lists
 */
export function nameRoleAt(path: readonly string[]): NameRole | undefined {
  const keys = outsideOfTemplate(path.filter((key) => !/^\d+$/.test(key)));
  const [section, , part] = keys;
  switch (section) {
    case 'networks':
      return (keys.length === 3 && (part === 'input' || part === 'like')) ||
        (keys.length === 4 && part === 'inputs')
        ? 'callable'
        : undefined;
    case 'models':
      if (keys.length === 4 && part === 'inputs') return 'callable';
      return keys.length === 2 || part === 'wires' ? 'expression' : undefined;
    case 'functions':
      return 'expression';
    case 'data':
      if (part === 'from' || (part === 'pair' && keys.length === 4)) return 'data';
      return part === 'add' ? 'expression' : undefined;
    case 'plan':
      return roleInPhase(part === 'updates' ? keys.slice(3) : keys.slice(2));
    case 'evaluate':
      return part === 'on' ? 'data' : part === 'measure' ? 'expression' : undefined;
    case 'report':
      if (keys[1] === 'curves') return 'phase';
      if (part === 'on') return 'data';
      if (part === 'model') return 'callable';
      return part !== undefined && REPORT_EXPRESSIONS.has(part) ? 'expression' : undefined;
  }
  return undefined;
}

function roleInPhase([part, inner, key, last, end]: readonly string[]): NameRole | undefined {
  switch (part) {
    case 'initial':
      // What is solved for, and the data, of a weight.
      return key === 'solve' || key === 'on' ? roleInPhase([key, last!, end!]) : undefined;
    case 'train':
    case 'freeze':
    case 'rates':
      return inner === undefined || inner === 'network' ? 'callable' : undefined;
    case 'loss':
    case 'wires':
    case 'metrics':
      return 'expression';
    case 'losses':
      return key === undefined || key === 'value' ? 'expression' : undefined;
    case 'on':
    case 'validate':
      return inner === undefined || inner === 'data' ? 'data' : undefined;
    case 'after':
    case 'extends':
      return 'phase';
    case 'start':
      // What is further down is a file with weights.
      return key === undefined ? 'callable' : undefined;
    case 'solve':
      return key === 'inputs' || key === 'targets' || key === 'labels' ? 'expression' : undefined;
    case 'after_update':
      return roleInAssignment([inner, key, last]);
  }
  return undefined;
}

function roleInAssignment([kind, key, inner]: readonly (string | undefined)[]): NameRole | undefined {
  switch (kind) {
    case 'assign':
      return 'expression';
    case 'ema':
    case 'clip': {
      const isSelector = key === 'target' || key === 'of' || key === 'weights';
      return isSelector && (inner === undefined || inner === 'network') ? 'callable' : undefined;
    }
    case 'unit_norm': {
      const [part, more] = key === 'weights' ? [inner, undefined] : [key, inner];
      return (part === undefined || part === 'network') && more === undefined ? 'callable' : undefined;
    }
  }
  return undefined;
}
