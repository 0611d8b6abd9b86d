/**
 * Emulates the terminal features that the display uses: text, line feeds, carriage returns, cursor up (`A`) and erase
 * to the end of the screen (`J`). Lines wrap at `columns`.
 */
export class Screen {
  private readonly rows: string[][] = [[]];
  private row = 0;
  private column = 0;

  constructor(private readonly columns: number) {}

  feed(text: string): this {
    // eslint-disable-next-line no-control-regex
    for (const [token, count, command] of text.matchAll(/\u001b\[(\d*)([A-Za-z])|[^]/gu)) {
      if (command === 'A') this.row = Math.max(0, this.row - Number(count || 1));
      else if (command === 'J') this.erase();
      else if (command) throw new Error(`Screen: unknown escape ${JSON.stringify(token)}`);
      else if (token === '\n') this.newLine();
      else if (token === '\r') this.column = 0;
      else this.put(token);
    }
    return this;
  }

  text(): string {
    return this.rows
      .map((row) => row.join('').trimEnd())
      .join('\n')
      .trimEnd();
  }

  private put(character: string): void {
    if (this.column >= this.columns) this.newLine();
    this.rows[this.row]![this.column] = character;
    this.column += 1;
  }

  private newLine(): void {
    this.row += 1;
    this.column = 0;
    this.rows[this.row] ??= [];
  }

  private erase(): void {
    this.rows.length = this.row + 1;
    this.rows[this.row]!.length = this.column;
  }
}
