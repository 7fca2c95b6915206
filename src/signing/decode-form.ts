// Form fields and query parameters, decoded strictly: what is not valid UTF-8 is no value.

/** The values of one name in `a=1&b=2`, in their order; null where the name's value is badly encoded. Never throws. */
export function formValues(text: string, name: string): string[] | null {
  const values: string[] = [];
  for (const pair of text.split("&")) {
    const at = pair.indexOf("=");
    const key = decodePart(at === -1 ? pair : pair.slice(0, at));
    if (key !== name) continue;
    const value = decodePart(at === -1 ? "" : pair.slice(at + 1));
    if (value === null) return null;
    values.push(value);
  }
  return values;
}

/** All fields of `a=1&b=2`, in their order; null where one is badly encoded. Never throws. */
export function formPairs(text: string): Array<[name: string, value: string]> | null {
  const pairs: Array<[string, string]> = [];
  for (const pair of text.split("&")) {
    if (pair === "") continue;
    const at = pair.indexOf("=");
    const name = decodePart(at === -1 ? pair : pair.slice(0, at));
    const value = decodePart(at === -1 ? "" : pair.slice(at + 1));
    if (name === null || value === null) return null;
    pairs.push([name, value]);
  }
  return pairs;
}

/** The query of a URL or path, without its `?`; empty where there is none. */
export function queryOf(url: string): string {
  const at = url.indexOf("?");
  if (at === -1) return "";
  const end = url.indexOf("#", at);
  return end === -1 ? url.slice(at + 1) : url.slice(at + 1, end);
}

function decodePart(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return null;
  }
}
