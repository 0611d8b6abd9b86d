/** The key of a function of a graph: `distance(a, b)`. */
export interface FunctionSignature {
  name: string;
  /** Offsets count in the key. */
  parameters: { name: string; start: number; end: number }[];
}

const NAME = '[A-Za-z_]\\w{0,99}';

/** Of a part, the name has its namespace: `digits.distance(a, b)`. */
export const FUNCTION_SIGNATURE_PATTERN = `^${NAME}([.]${NAME})*[(] *(${NAME}( *, *${NAME})*)? *[)]$`;

const SIGNATURE = new RegExp(FUNCTION_SIGNATURE_PATTERN);

/** Undefined if the key is no signature. */
export function readFunctionSignature(key: string): FunctionSignature | undefined {
  if (!SIGNATURE.test(key)) return undefined;
  const open = key.indexOf('(');
  const parameters = [...key.slice(open).matchAll(/\w+/g)].map(({ 0: name, index }) => ({
    name,
    start: open + index,
    end: open + index + name.length,
  }));
  return { name: key.slice(0, open), parameters };
}

/** The name that an entry of a section declares. */
export const declaredName = (section: string, key: string): string =>
  section === 'functions' ? (readFunctionSignature(key)?.name ?? key) : key;
