import { threeWayValue } from './three-way.js';

/** How a text is written down, beside its lines. */
interface TextForm {
  lineBreak: '\n' | '\r\n';
  byteOrderMark: boolean;
  endsWithLineBreak: boolean;
}

function formOf(text: string): TextForm {
  const breaks = text.split('\n').length - 1;
  const windowsBreaks = text.split('\r\n').length - 1;
  return {
    lineBreak: windowsBreaks * 2 > breaks ? '\r\n' : '\n',
    byteOrderMark: text.startsWith('\ufeff'),
    endsWithLineBreak: text === '' || text.endsWith('\n'),
  };
}

/** The text without a byte order mark, with `\n` as line breaks, one of them at its end. */
function normalized(text: string): string {
  const lines = text.replace(/^\ufeff/, '').replace(/\r\n/g, '\n');
  return lines === '' || lines.endsWith('\n') ? lines : `${lines}\n`;
}

/** Three texts in one form, and how to write the result: as ours, unless only theirs is written in another way than the base. */
export function withoutForms(texts: { base: string; ours: string; theirs: string }): {
  texts: { base: string; ours: string; theirs: string };
  restore: (text: string) => string;
} {
  const [base, ours, theirs] = [formOf(texts.base), formOf(texts.ours), formOf(texts.theirs)];
  const hasBase = texts.base !== '';
  const choose = <K extends keyof TextForm>(key: K): TextForm[K] =>
    (hasBase
      ? (threeWayValue(base[key], ours[key], theirs[key])?.value ?? ours[key])
      : ours[key]) as TextForm[K];
  const form = {
    lineBreak: choose('lineBreak'),
    byteOrderMark: choose('byteOrderMark'),
    endsWithLineBreak: choose('endsWithLineBreak'),
  };
  return {
    texts: {
      base: normalized(texts.base),
      ours: normalized(texts.ours),
      theirs: normalized(texts.theirs),
    },
    restore: (text) => {
      const cut = form.endsWithLineBreak ? text : text.replace(/\n$/, '');
      return (form.byteOrderMark ? '\ufeff' : '') + cut.replace(/\n/g, form.lineBreak);
    },
  };
}
