/** The rows of each class that has any, by the number of the class, each in their order. */
export function rowsByClass(
  classOf: ArrayLike<number>,
  rows: Iterable<number> = Array.from(classOf, (_, row) => row),
): Map<number, number[]> {
  const byClass = new Map<number, number[]>();
  for (const row of rows) {
    const own = byClass.get(classOf[row]!);
    if (own) own.push(row);
    else byClass.set(classOf[row]!, [row]);
  }
  return byClass;
}
