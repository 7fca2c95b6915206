import { span } from "../terminal/when.ts";

const WORTH_A_WORD_MS = 30_000;

/** What is said of clocks that differ; nothing where it does not matter. Signatures are checked by this machine's clock alone. */
export function clockWords(aheadMs: number | null): string[] {
  if (aheadMs === null || Math.abs(aheadMs) <= WORTH_A_WORD_MS) return [];
  const off = span(Math.abs(aheadMs));
  return [`its clock is ${off} ${aheadMs > 0 ? "ahead of" : "behind"} this machine's`];
}
