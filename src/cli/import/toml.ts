// In: a TOML file. Out: what it holds.

import { parse, TomlDate, TomlError, type TomlTable, type TomlValue } from "smol-toml";
import { WakehookError } from "../../core/records/errors.ts";

/**
 * Reads TOML; dates stay texts. Objects have no prototype: every name is the file's own.
 * @throws WakehookError `settings_invalid` that names the line.
 */
export function parseToml(text: string): TomlTable {
  try {
    return withoutDates(parse(text)) as TomlTable;
  } catch (thrown) {
    if (!(thrown instanceof TomlError)) throw thrown;
    const [words = ""] = thrown.message.replace(/^Invalid TOML document: /, "").split("\n");
    throw new WakehookError("settings_invalid", `line ${thrown.line}: ${words}`);
  }
}

function withoutDates(value: TomlValue): TomlValue {
  if (value instanceof TomlDate) return value.toISOString();
  if (Array.isArray(value)) return value.map(withoutDates);
  if (typeof value !== "object") return value;
  for (const [name, inner] of Object.entries(value)) value[name] = withoutDates(inner);
  return value;
}
