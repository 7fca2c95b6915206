// Characters that turn the reading direction, or that nobody sees, in JSON: written as JSON writes them.

/** Valid JSON has them in strings alone. */
const TURNS = /[\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** The same JSON, in which all is seen in its order. */
export function escapeTurns(json: string): string {
  return json.replaceAll(TURNS, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
