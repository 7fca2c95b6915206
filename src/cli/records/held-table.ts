// What is held: a line with why, since when and until when, and below it what its owner can do.

import { untilWords } from "../control/until-words.ts";
import { columns } from "../terminal/columns.ts";
import type { Output } from "../terminal/output.ts";
import { printableLine } from "../terminal/printable.ts";
import { span } from "../terminal/when.ts";
import type { Explained } from "./explained.ts";

/** Lines of held deliveries. */
export function heldTable(
  deliveries: readonly Explained[],
  out: Pick<Output, "style">,
  now: number,
): string[] {
  if (deliveries.length === 0) return ["nothing is held"];
  const head = ["DELIVERY", "HOOK", "ABOUT", "WHY", "SINCE", "UNTIL"];
  const rows = deliveries.map((delivery) => [
    delivery.id,
    delivery.hookId,
    printableLine(delivery.entity ?? delivery.event ?? "-", 40),
    printableLine(delivery.status ?? "held"),
    span(now - (delivery.heldSince ?? delivery.receivedAt)),
    untilOf(delivery, now),
  ]);
  const lines = columns([head, ...rows], (text, row, column) => {
    if (row === 0) return out.style("dim", text);
    return column === 3 ? out.style("yellow", text) : text;
  });
  const [first = "", ...others] = lines;
  return [first, ...others.flatMap((line, at) => [line, whyOf(deliveries[at])])];
}

function untilOf({ heldUntil, expiresAt }: Explained, now: number): string {
  if (heldUntil !== null) return untilWords(heldUntil, now).replace("until ", "");
  return expiresAt === null ? "-" : `ends ${untilWords(expiresAt, now).replace("until ", "")}`;
}

function whyOf(delivery: Explained | undefined): string {
  return `    ${printableLine(delivery?.explanation ?? "", 2000)}`;
}
