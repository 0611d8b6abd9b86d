import type { InspectedPart } from './inspection.js';

/** More different values than this are no classes that a file could be written with. */
const MAX_VALUES = 200;

/** Gathers what is known of the values of a column or array. */
export class PartStatistics {
  private numbers = 0;
  private texts = 0;
  private truths = 0;
  private others = 0;
  private missing = 0;
  private infinite = 0;
  private mean = 0;
  private squares = 0;
  private minimum = Infinity;
  private maximum = -Infinity;
  private isWhole = true;
  private distinct: Map<string | number, number> | null = new Map();

  addMissing(): void {
    this.missing += 1;
  }

  addNumber(value: number): void {
    if (Number.isNaN(value)) return this.addMissing();
    this.numbers += 1;
    if (!Number.isFinite(value)) {
      this.infinite += 1;
      return;
    }
    // Welford's algorithm: the sum of squares would lose digits.
    const before = value - this.mean;
    this.mean += before / (this.numbers - this.infinite);
    this.squares += before * (value - this.mean);
    this.minimum = Math.min(this.minimum, value);
    this.maximum = Math.max(this.maximum, value);
    this.isWhole &&= Number.isInteger(value);
    this.count(value);
  }

  addText(value: string): void {
    this.texts += 1;
    this.count(value);
  }

  addTruth(value: boolean): void {
    this.truths += 1;
    this.count(String(value));
  }

  addOther(): void {
    this.others += 1;
  }

  private count(value: string | number): void {
    if (!this.distinct) return;
    this.distinct.set(value, (this.distinct.get(value) ?? 0) + 1);
    if (this.distinct.size > MAX_VALUES) this.distinct = null;
  }

  result(name: string, type: string, shape: number[] | null): InspectedPart {
    const { numbers, texts, truths, others } = this;
    const kind = others > 0 ? 'unreadable' : texts > 0 ? 'text' : truths > 0 ? 'truth' : 'number';
    const values = this.distinct && [...this.distinct.keys()].sort(compareValues);
    const finite = numbers - this.infinite;
    const isNumber = finite > 0 && kind === 'number';
    return {
      name,
      type,
      shape,
      kind,
      problem: others > 0 ? 'neither numbers nor texts' : null,
      minimum: isNumber ? this.minimum : null,
      maximum: isNumber ? this.maximum : null,
      mean: isNumber ? this.mean : null,
      deviation: isNumber ? Math.sqrt(this.squares / finite) : null,
      isWhole: isNumber && this.isWhole && this.infinite === 0,
      infinite: this.infinite,
      missing: this.missing,
      values,
      counts: values && values.map((value) => this.distinct!.get(value)!),
    };
  }
}

const compareValues = (a: string | number, b: string | number): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1;
