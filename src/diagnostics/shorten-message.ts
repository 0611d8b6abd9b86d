/** So long may a name be that a message quotes. */
const MAX_QUOTED_NAME = 60;
/** And so long a whole message. */
const MAX_MESSAGE = 600;

/** A message whose quoted names, and which itself, are of a length that can be read. */
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

/** Names one after another, those in the middle counted only: `a -> b -> c -> ... (57 more) -> a`. */
export function cycleText(names: readonly string[]): string {
  const shown = names.map((name) => `\`${name}\``);
  if (shown.length <= 8) return shown.join(' -> ');
  return [...shown.slice(0, 4), `... (${shown.length - 6} more)`, ...shown.slice(-2)].join(' -> ');
}
