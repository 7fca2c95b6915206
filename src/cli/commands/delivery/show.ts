import { WakehookError } from "../../../core/records/errors.ts";
import type { Delivery, DeliveryContent } from "../../../core/records/delivery.ts";
import type { LedgerReadPort } from "../../../core/ports/ledger-read-port.ts";
import { wireContent, wireReport, wireRun } from "../../../core/wire/wire.ts";
import type { Command } from "../../command.ts";
import { wireExplained, withExplanations } from "../../records/explained.ts";
import { findDeliveryId, noSuchRecord } from "../../records/find-record.ts";
import { neededArg, type Input } from "../../input.ts";
import { readLedger } from "../../records/open-ledger.ts";
import { previewLines, readPreview } from "../../records/preview-lines.ts";
import type { Output } from "../../terminal/output.ts";
import { printable, printableLine } from "../../terminal/printable.ts";
import { answerLines, deliveryLines, reportLines, runTable } from "../../records/record-lines.ts";
import { taskLines } from "../../records/task-lines.ts";

/** `wakehook delivery show`. */
export const deliveryShow: Command = {
  args: [["<delivery>", "its id, or the beginning of it"]],
  options: [
    ["--headers", "print the headers too"],
    ["--preview", "show what would run now: prompt, agent, folder, permission"],
    ["--body", "print the body and nothing else, as it was received"],
  ],
  details:
    "What waits for your approval is shown with its preview, which the running daemon makes.\nWith --json: the delivery with its runs, reports, headers and body (base64).",
  examples: ["wakehook delivery show 01k9", "wakehook delivery show 01k9 --body | jq .issue.title"],
  async run({ paths, out, clock }, input) {
    const typed = neededArg(input, 0, "the delivery's id");
    const found = await readLedger(paths, (ledger) => read(ledger, typed));
    if (found === null) throw noSuchRecord("delivery", typed);
    const { delivery, content, runs, reports, pauses } = found;
    if (input.flag("body") === true) return printBody(out, delivery, content);
    const [explained] = withExplanations([delivery], { now: clock.now(), pauses });
    if (explained === undefined) return;
    const isAsked = delivery.status === "held:approval" || input.flag("preview") === true;
    const { preview, problem } = isAsked ? await readPreview(paths, delivery.id) : NO_PREVIEW;
    const wire = {
      ...wireExplained(explained),
      ...(isAsked && { preview }),
      runs: runs.map(wireRun),
      reports: reports.map(wireReport),
      ...(content === null ? {} : wireContent(content)),
    };
    out.result(wire, () => [
      ...deliveryLines(explained),
      ...taskLines(explained),
      ...headerLines(input, content),
      ...(runs.length === 0 ? [] : ["", ...runTable(runs, out, clock.now())]),
      ...(reports.length === 0 ? [] : ["", ...reportLines(reports)]),
      ...(preview === null ? [] : ["", ...previewLines(preview)]),
      ...answerLines(runs[0]?.answer ?? null),
    ]);
    if (problem !== null) out.notice(problem);
  },
};

const NO_PREVIEW = { preview: null, problem: null };

function read(ledger: LedgerReadPort, typed: string) {
  const id = findDeliveryId(ledger, typed);
  const delivery = ledger.delivery(id);
  if (delivery === null) return null;
  const runs = ledger.runs({ deliveryId: id, limit: 1000 });
  const pauses = ledger.pauses();
  return { delivery, runs, pauses, content: ledger.content(id), reports: ledger.reports(id) };
}

function headerLines(input: Input, content: DeliveryContent | null): string[] {
  if (input.flag("headers") !== true || content === null) return [];
  return ["", ...content.headers.map(([name, value]) => printableLine(`${name}: ${value}`, 2000))];
}

function printBody(out: Output, delivery: Delivery, content: DeliveryContent | null): void {
  const body = content?.body ?? null;
  if (body === null)
    throw new WakehookError("not_found", `the body of ${delivery.id} is no longer kept`, {
      hint: "retention in config.json says how long bodies stay",
    });
  // A terminal gets no control characters that a sender chose; a pipe gets the very bytes.
  out.raw(out.terminal ? `${printable(new TextDecoder().decode(body))}\n` : body);
}
