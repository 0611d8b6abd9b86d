/** What a name can be that is made of one with variables: `encoder_a` of `encoder_${d}`. */
export function madeOf(written: string): RegExp {
  const parts = written.split(/\$\{[^}]*\}?/).map((part) => part.replace(/\W/g, '\\$&'));
  return new RegExp(`^${parts.join('\\w*')}$`);
}
