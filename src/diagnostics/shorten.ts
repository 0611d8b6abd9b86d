/** So long may a name be that a message quotes. */
const NAME = 60;
/** And so long a whole message. */
const MESSAGE = 600;

/** A message whose quoted names, and which itself, are of a length that can be read. */
export function shortened(message: string): string {
  const short = message.replace(/(`|")([^`"]*)\1/g, (whole, quote: string, name: string) =>
    [...name].length > NAME ? quote + middleOut(name, NAME) + quote : whole,
  );
  return [...short].length > MESSAGE ? middleOut(short, MESSAGE) : short;
}

function middleOut(text: string, length: number): string {
  const characters = [...text];
  const end = Math.floor(length / 4);
  return `${characters.slice(0, length - end - 1).join('')}…${characters.slice(-end).join('')}`;
}

/** Names one after another, those in the middle counted only: `a -> b -> c -> ... (57 more) -> a`. */
export function inCircle(names: readonly string[]): string {
  const shown = names.map((name) => `\`${name}\``);
  if (shown.length <= 8) return shown.join(' -> ');
  return [...shown.slice(0, 4), `... (${shown.length - 6} more)`, ...shown.slice(-2)].join(' -> ');
}
