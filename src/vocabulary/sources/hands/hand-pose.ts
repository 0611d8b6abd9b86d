import type { RandomSampler } from './random-sampler.js';
import { unitVectorAt, type Point, type Stroke } from './stroke-distance.js';

/** A hand in image coordinates, palm side visible, its parts from back to front. */
export interface HandPose {
  forearm: Stroke;
  /** Strokes that are blended into each other. */
  palm: Stroke[];
  raised: Stroke[];
  /** Fingers folded onto the palm, the thumb last. */
  folded: Stroke[];
  /** Creases of an open palm. */
  creases: Stroke[];
  scale: number;
}

type Finger = 'thumb' | 'index' | 'middle' | 'ring' | 'little';

/** Raised fingers for each number; if people differ, each variant with its relative frequency. */
const RAISED_FINGERS: readonly (readonly [number, readonly Finger[]][])[] = [
  [[1, []]],
  [[1, ['index']]],
  [[1, ['index', 'middle']]],
  [
    [0.65, ['index', 'middle', 'ring']],
    [0.35, ['thumb', 'index', 'middle']],
  ],
  [[1, ['index', 'middle', 'ring', 'little']]],
  [[1, ['thumb', 'index', 'middle', 'ring', 'little']]],
];

/** A right hand, whose palm is 0.6 wide: knuckles, lengths, radii and spread (degrees) of the fingers. */
const FINGERS: Record<
  Exclude<Finger, 'thumb'>,
  { x: number; y: number; length: number; r: number; lean: number }
> = {
  index: { x: -0.2, y: 0.15, length: 0.5, r: 0.082, lean: -9 },
  middle: { x: -0.062, y: 0.19, length: 0.56, r: 0.084, lean: -2 },
  ring: { x: 0.076, y: 0.17, length: 0.51, r: 0.08, lean: 5 },
  little: { x: 0.2, y: 0.09, length: 0.39, r: 0.068, lean: 13 },
};

const stroke = (x0: number, y0: number, r0: number, x1: number, y1: number, r1: number): Stroke => ({
  from: { x: x0, y: y0, r: r0 },
  to: { x: x1, y: y1, r: r1 },
});

/** A stroke from a point in a direction. */
function ray({ x, y }: Point, degrees: number, length: number, r0: number, r1: number): Stroke {
  const way = unitVectorAt(degrees);
  return stroke(x, y, r0, x + way.x * length, y + way.y * length, r1);
}

/** A random pose of a hand that shows `fingerCount` fingers. */
export function randomHandPose(fingerCount: number, sampler: RandomSampler): HandPose {
  const raisedNames = chooseRaisedFingers(RAISED_FINGERS[fingerCount]!, sampler);
  const thick = sampler.between(0.9, 1.12);
  const long = sampler.between(0.9, 1.1);
  const spread = sampler.between(0.5, 1.7);
  const raised: Stroke[] = [];
  const folded: Stroke[] = [];
  for (const [name, { x, y, length, r, lean }] of Object.entries(FINGERS)) {
    const radius = r * thick;
    const angle = lean * spread + sampler.aroundZero(5);
    const size = length * long * sampler.between(0.94, 1.06);
    if (raisedNames.includes(name as Finger)) {
      raised.push(ray({ x, y: y - 0.08 }, angle, size + 0.08, radius, radius * 0.8));
    } else {
      // Bent at the knuckle, the tip on the palm.
      const drop = sampler.between(0.2, 0.27);
      folded.push(stroke(x, y + 0.02, radius * 1.08, x * 0.82 - 0.02, y - drop, radius * 0.95));
    }
  }
  const root = { x: -0.24, y: -0.22 };
  const thumbRadius = 0.088 * thick;
  if (raisedNames.includes('thumb')) {
    const angle = -48 + sampler.aroundZero(16);
    raised.push(ray(root, angle, 0.44 * long, thumbRadius * 1.15, thumbRadius * 0.82));
  } else {
    // Across the palm, over the folded fingers if there are any there.
    const tip = { x: sampler.between(-0.03, 0.1), y: sampler.between(-0.1, 0.0) };
    folded.push(stroke(root.x, root.y - 0.02, thumbRadius * 1.2, tip.x, tip.y, thumbRadius * 0.88));
  }
  const palm = [
    stroke(-0.1, -0.36, 0.2, -0.145, 0.05, 0.165 * thick),
    stroke(0.08, -0.38, 0.19, 0.13, 0.02, 0.16 * thick),
    stroke(-0.12, -0.38, 0.15, -0.21, -0.2, 0.13 * thick),
  ];
  const creases =
    fingerCount >= 4
      ? [
          stroke(-0.27, 0.0, 0.012, 0.06, -0.09, 0.012),
          stroke(0.27, -0.04, 0.012, -0.04, 0.03, 0.012),
          stroke(-0.16, -0.06, 0.012, -0.09, -0.42, 0.012),
        ]
      : [];
  const wrist = sampler.between(0.19, 0.23);
  const forearm = stroke(0, -0.4, wrist, sampler.aroundZero(0.25), -2.2, wrist * 1.2);
  return placeInImage({ forearm, palm, raised, folded, creases, scale: 1 }, sampler);
}

function chooseRaisedFingers(
  ways: readonly (readonly [number, readonly Finger[]])[],
  sampler: RandomSampler,
): readonly Finger[] {
  let draw = sampler.between(0, 1);
  for (const [share, fingers] of ways) {
    if (draw < share) return fingers;
    draw -= share;
  }
  return ways[0]![1];
}

/** Rotates, mirrors (left or right), scales and translates the hand to its place in the image. */
function placeInImage(hand: HandPose, sampler: RandomSampler): HandPose {
  const turned = unitVectorAt(sampler.aroundZero(28));
  const mirrored = sampler.withProbability(0.5) ? -1 : 1;
  const scale = sampler.between(1, 1.3);
  const x0 = sampler.aroundZero(0.16);
  const y0 = -0.25 + sampler.aroundZero(0.14);
  const slim = sampler.between(0.9, 1.06); // the palm rotated slightly away from the viewer
  const transformPoint = <P extends Point & { r: number }>({ x, y, r }: P) => {
    const sideways = x * mirrored * scale * slim;
    const up = y * scale;
    return {
      x: x0 + sideways * turned.y + up * turned.x,
      y: y0 - sideways * turned.x + up * turned.y,
      r: r * scale,
    };
  };
  const transformStroke = ({ from, to }: Stroke): Stroke => ({
    from: transformPoint(from),
    to: transformPoint(to),
  });
  return {
    forearm: transformStroke(hand.forearm),
    palm: hand.palm.map(transformStroke),
    raised: hand.raised.map(transformStroke),
    folded: hand.folded.map(transformStroke),
    creases: hand.creases.map(transformStroke),
    scale,
  };
}
