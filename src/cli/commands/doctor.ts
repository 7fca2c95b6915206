import { ERROR_CODES, EXIT_CODES, WakehookError } from "../../core/records/errors.ts";
import { acceptLoss } from "../../ledger/guards/accept-loss.ts";
import { repairLedger } from "../../ledger/guards/repair.ts";
import type { Command, CommandContext } from "../command.ts";
import { examine } from "../doctor/examine.ts";
import type { FindingLevel } from "../../core/ports/doctor-port.ts";
import type { Finding } from "../doctor/finding.ts";
import { repairLines, repairToWire } from "../doctor/repair-lines.ts";
import { withHomeLock } from "../doctor/with-home-lock.ts";
import type { Input } from "../input.ts";
import type { Output, Style } from "../terminal/output.ts";
import { printable } from "../terminal/printable.ts";
import { withProgress } from "../terminal/progress.ts";

/** `wakehook doctor`. */
export const doctor: Command = {
  options: [
    [
      "--accept-loss",
      "go on after the database lost rows or broke; what is set aside stays in backups/",
    ],
    [
      "--repair",
      "make a new database of what can be read of a damaged one; the old one stays beside it",
    ],
    ["--public", "send a signed test request to the public URL of each hook; makes no delivery"],
    ["--yes", "do not ask"],
  ],
  details:
    "Looks and changes nothing, except with --accept-loss and --repair. Those need the daemon to be stopped.",
  examples: [
    "wakehook doctor",
    "wakehook doctor --json | jq '.findings[] | select(.level == \"error\")'",
  ],
  async run(context, input) {
    const [isRepair, isAccept] = [input.flag("repair") === true, input.flag("acceptLoss") === true];
    if (isRepair && isAccept)
      throw new WakehookError("usage", "--repair and --accept-loss are two ways on", {
        hint: "try --repair first: it loses less",
      });
    if (isRepair) return repair(context, input);
    if (isAccept) return goOnAfterLoss(context, input);
    const { out } = context;
    const findings = await withProgress(context, "looking", () =>
      examine(context, input.flag("public") === true),
    );
    out.result({ findings: findings.map(toWire) }, () =>
      findings.flatMap((finding) => toLines(finding, out)),
    );
    const worst = findings.find(({ level }) => level === "error");
    if (worst === undefined) return EXIT_CODES.done;
    return ERROR_CODES[worst.code ?? "refused"].exit;
  },
};

async function goOnAfterLoss(context: CommandContext, input: Input): Promise<void> {
  const { paths, out, clock } = context;
  const { kept, folder } = await withHomeLock(context, input, {
    question: "Go on with what is left of the database?",
    work: () => acceptLoss(paths, clock),
  });
  out.result({ kept, folder }, () => [
    kept ? "the database stays in use with what it has" : "the next start makes an empty ledger",
    `set aside: ${folder}`,
  ]);
}

async function repair(context: CommandContext, input: Input): Promise<void> {
  const { paths, out, clock } = context;
  const repaired = await withHomeLock(context, input, {
    question: "Make a new database of what can be read, and keep the old one beside it?",
    work() {
      out.notice("salvaging; nothing of the old database is changed ...");
      return repairLedger(paths, clock);
    },
  });
  out.result(repairToWire(repaired), () => repairLines(repaired));
}

const MARKS: Readonly<Record<FindingLevel, readonly [mark: string, style: Style]>> = {
  ok: ["ok", "green"],
  note: ["note", "dim"],
  warning: ["warning", "yellow"],
  error: ["error", "red"],
};

function toLines({ check, level, message, hint }: Finding, out: Output): string[] {
  const [mark, style] = MARKS[level];
  const head = `${out.style(style, mark.padEnd(7))}  ${check.padEnd(9)}  ${printable(message)}`;
  if (hint === undefined) return [head];
  const indent = " ".repeat(20);
  return [
    head,
    ...printable(hint)
      .split("\n")
      .map((line) => indent + line),
  ];
}

function toWire({ check, level, message, hint }: Finding) {
  return { check, level, message, ...(hint === undefined ? {} : { hint }) };
}
