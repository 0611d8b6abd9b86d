/** Result of one check of `doctor`. */
export interface DoctorFinding {
  what: string;
  /** `missing` is a warning; `broken` makes `doctor` exit with 1. */
  state: 'good' | 'missing' | 'broken';
  /** Version, path or state that was found, in a few words. */
  found: string;
  /** What the user can do about it. */
  advice?: string;
}
