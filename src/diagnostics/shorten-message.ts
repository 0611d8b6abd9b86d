/** Maximum length of a name quoted in a message. */
const MAX_QUOTED_NAME = 60;
/** Maximum length of a message. */
const MAX_MESSAGE = 600;

/** Shortens a message and the names quoted in it to a readable length. */
export function shortenMessage(message: string): string {
  const short = message.replace(/(`|")([^`"]*)\1/g, (whole, quote: string, name: string) =>
    [...name].length > MAX_QUOTED_NAME ? quote + elideMiddle(name, MAX_QUOTED_NAME) + quote : whole,
  );
  return [...short].length > MAX_MESSAGE ? elideMiddle(short, MAX_MESSAGE) : short;
}

function elideMiddle(text: string, maxLength: number): string {
  const characters = [...text];
  const end = Math.floor(maxLength / 4);
  return `${characters.slice(0, maxLength - end - 1).join('')}…${characters.slice(-end).join('')}`;
}

/** A cycle as text; names in the middle of a long one are only counted: `a -> b -> c -> ... (57 more) -> a`. */
export function cycleText(names: readonly string[]): string {
  const shown = names.map((name) => `\`${name}\``);
  if (shown.length <= 8) return shown.join(' -> ');
  return [...shown.slice(0, 4), `... (${shown.length - 6} more)`, ...shown.slice(-2)].join(' -> ');
}
