/** One thing that `doctor` looked at. */
export interface DoctorFinding {
  what: string;
  /** `missing` can be lived with; `broken` can't. */
  state: 'good' | 'missing' | 'broken';
  /** What is there, in a few words. */
  found: string;
  /** What to do about it, where something is to be done. */
  advice?: string;
}
