// In: what would become of deliveries. Out: a table and a summary for people.

import { columns } from "../terminal/columns.ts";
import type { Output } from "../terminal/output.ts";
import { printable, printableLine } from "../terminal/printable.ts";
import { dateAndTime } from "../terminal/when.ts";
import type { Compared, ComparedRow } from "../../dispatch/simulation/compare.ts";
import { hasOtherPrompt } from "../../dispatch/simulation/dry-run-wire.ts";
import { countOutcomes } from "../../dispatch/simulation/outcomes.ts";
import { countWords, outcomeWords } from "./outcome-words.ts";

/** The lines. */
export function dryRunLines(compared: Compared, out: Pick<Output, "style">): string[] {
  const { rows } = compared;
  if (rows.length === 0) return ["no recorded deliveries"];
  return [...table(compared, out), ...rows.flatMap(promptLines), "", ...summaryLines(compared)];
}

function table({ rows, isEdited }: Compared, out: Pick<Output, "style">): string[] {
  const head = ["DELIVERY", "EVENT", "ABOUT", "ARRIVED", "NOW", ...(isEdited ? ["EDITED"] : [])];
  const cells = rows.map(({ delivery, now, wouldBe, differs }) => [
    delivery.id,
    printableLine(delivery.event ?? "-", 30),
    printableLine(delivery.entity ?? "-", 40),
    dateAndTime(delivery.receivedAt),
    outcomeWords(delivery, now),
    ...(wouldBe === null ? [] : [differs ? outcomeWords(delivery, wouldBe) : "same"]),
  ]);
  return columns([head, ...cells], (text, row, column) => {
    if (row === 0) return out.style("dim", text);
    return head[column] === "EDITED" && text !== "same" ? out.style("yellow", text) : text;
  });
}

function promptLines({ delivery, prompt }: ComparedRow): string[] {
  if (prompt === null || prompt.length === 0) return [];
  return ["", `prompt of ${delivery.id}:`, ...prompt.map((line) => `  ${printable(line)}`)];
}

function summaryLines({ rows, emptied, isEdited }: Compared): string[] {
  const differ = rows.filter(({ differs }) => differs).length;
  const prompts = rows.filter(hasOtherPrompt).length;
  return [
    `${rows.length} ${rows.length === 1 ? "delivery" : "deliveries"}; now: ${countWords(countOutcomes(rows.map(({ now }) => now)))}`,
    ...(isEdited
      ? [
          `edited: ${countWords(countOutcomes(rows.flatMap(({ wouldBe }) => wouldBe ?? [])))}`,
          `${differ} would come to something else${prompts === 0 ? "" : `; ${prompts} would get another prompt`}`,
        ]
      : []),
    ...(emptied === 0
      ? []
      : [
          `the bodies of ${emptied} are no longer kept: when, urgent, approval, trust and entity could not look into them`,
        ]),
  ];
}
