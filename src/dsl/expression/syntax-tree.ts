import type { SourceRange } from '../../diagnostics/index.js';

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
