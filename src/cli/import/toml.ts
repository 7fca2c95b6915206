// In: a TOML file. Out: what it holds.

import { descend, emptyTable, put, scanToml, type TomlTable } from "./toml-scanner.ts";

/** Tables that a file may open: more is no configuration. */
const MOST_TABLES = 10_000;

/**
 * Reads TOML 1.0; dates stay texts. A table may be opened twice: its names may not be there twice.
 * @throws WakehookError `settings_invalid` that names the line.
 */
export function parseToml(text: string): TomlTable {
  const scanner = scanToml(text);
  const whole = emptyTable();
  let table = whole;
  for (let tables = 0; !scanner.atEnd();) {
    if (scanner.take("[[")) {
      table = nextOfList(whole, scanner.key(), scanner.fail);
      scanner.need("]]");
      tables += 1;
    } else if (scanner.take("[")) {
      table = descend(whole, scanner.key(), scanner.fail);
      scanner.need("]");
      tables += 1;
    } else {
      const path = scanner.key();
      scanner.need("=");
      put(table, path, scanner.value(), scanner.fail);
    }
    scanner.endLine();
    if (tables > MOST_TABLES) scanner.fail(`has more than ${MOST_TABLES} tables`);
  }
  return whole;
}

function nextOfList(
  whole: TomlTable,
  path: readonly string[],
  fail: (words: string) => never,
): TomlTable {
  const name = path.at(-1) ?? "";
  const inner = descend(whole, path.slice(0, -1), fail);
  const list: unknown = (inner[name] ??= []);
  if (!Array.isArray(list)) return fail(`${name} is no list of tables`);
  const next = emptyTable();
  list.push(next);
  return next;
}
