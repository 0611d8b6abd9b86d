import type { SourceRange } from '../../diagnostics/index.js';

/** What stands between the brackets of a slice, for each axis. */
export type SliceItem =
  /** `x[0]`: the axis is taken away. */
  | { kind: 'index'; at: Expression; range: SourceRange }
  | { kind: 'span'; start?: Expression; stop?: Expression; step?: Expression; range: SourceRange }
  /** `...`: as many whole axes as are left. */
  | { kind: 'ellipsis'; range: SourceRange }
  /** `None`: a new axis of one side. */
  | { kind: 'new_axis'; range: SourceRange };

/** The expression language of wires, losses, metrics, data fields and measures. `a -> b` is parsed as `b(a)`. */
export type Expression =
  | { kind: 'number'; value: number; range: SourceRange }
  /** A literal as an option's value: `true`, `"text"`, `[0, 1]`. */
  | { kind: 'literal'; value: boolean | string | number[]; range: SourceRange }
  /** `image`, `sign.image`; resolved by the compiler. */
  | { kind: 'name'; name: string; range: SourceRange }
  | {
      kind: 'call';
      callee: { name: string; range: SourceRange };
      args: Expression[];
      options: { name: string; nameRange: SourceRange; value: Expression }[];
      range: SourceRange;
      /** Written as `a -> b`. In a model, `a` may itself be a network: function composition without its input. */
      arrow?: boolean;
    }
  /** `vae_head(x).z_mean` */
  | { kind: 'member'; object: Expression; member: string; memberRange: SourceRange; range: SourceRange }
  /** `x[:, 0:14]`: parts of a tensor, as NumPy means them. Bounds are constants, which the compiler checks. */
  | { kind: 'slice'; object: Expression; items: SliceItem[]; range: SourceRange }
  | {
      kind: 'binary';
      operator: '+' | '-' | '*' | '/' | '**';
      left: Expression;
      right: Expression;
      range: SourceRange;
    }
  | { kind: 'negate'; operand: Expression; range: SourceRange }
  /** A syntax error, which has been reported (an error node). */
  | { kind: 'broken'; range: SourceRange };
