/** A component of vec5 and vec6, tfjs's structures, by its place; those of WGSL's own vectors have the same names. */
const COMPONENTS = ['x', 'y', 'z', 'w', 'u', 'v'];

/** Variables that hold coordinates: what they are made by. */
const COORDINATES =
  /\b(?:let|var)\s+(\w+)(?:\s*:\s*\w+)?\s*=\s*(?:getCoordsFromIndex|getOutputCoords|vec[56])\(/g;

/**
 * tfjs 4.22 writes `coords[4]` in some of its programs, also where coordinates are structures, from rank 5 on; WGSL can't index
 * them. Components are named instead, which is the same for vectors.
 */
export function mendShader(code: string): string {
  const names = [...new Set([...code.matchAll(COORDINATES)].map(([, name]) => name!))];
  const places = new RegExp(`\\b(${['uniforms\\.\\w+', ...names].join('|')})\\[([0-5])\\]`, 'g');
  return code.replace(places, (_, name: string, place: string) => `${name}.${COMPONENTS[Number(place)]}`);
}
