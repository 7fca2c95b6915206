// One line of a shell in; its words out. Quotes and `~/` are known; anything more has no place in an example.

const WORD = /"([^"]*)"|'([^']*)'|([^\s"']+)/g;
const UNKNOWN = /[|&;<>`]|\$/;

/** Splits a line into words; `~/` stands for the folder given. */
export function shellWords(line: string, home: string): string[] {
  const words: string[] = [];
  let end = -1;
  for (const match of line.matchAll(WORD)) {
    const [, double, single, bare] = match;
    if (bare !== undefined && UNKNOWN.test(bare)) throw new Error(`not a plain command: ${line}`);
    const text = double ?? single ?? bare?.replace(/^~\//, `${home}/`) ?? "";
    // What follows without a blank belongs to the same word.
    if (match.index === end) words.push(`${words.pop() ?? ""}${text}`);
    else words.push(text);
    end = match.index + match[0].length;
  }
  return words;
}
