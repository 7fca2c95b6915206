// docs/http-answers.md, from the table that the torture reads.

import { deliveriesOf, type HttpCase } from "../../torture/http/case.ts";
import { CASE_GROUPS } from "../../torture/http/cases/table.ts";
import { LISTENER_LIMITS } from "../../src/http/listener.ts";
import { MAX_BODY_BYTES } from "../../torture/http/requests.ts";
import { page, table } from "./markdown.ts";

const HEAD = ["what is sent", "answers", "connection", "recorded"];

/** The page. */
export function httpAnswersPage(): string {
  const count = CASE_GROUPS.reduce((sum, { cases }) => sum + cases.length, 0);
  const { headersTimeoutMs, requestTimeoutMs } = LISTENER_LIMITS;
  const intro = [
    `What wakehook answers to requests that no well-behaved sender sends: ${count} of them, each as bytes on a raw socket. \`npm run torture -- http\` sends them all to a daemon and compares the answer, what becomes of the connection, and what is in the ledger afterwards.`,
    'A number alone is an answer of HTTP itself, without a body; a word behind it is the code in `{"error": "<code>"}` ([refusals](reference/refusals.md)). Several answers belong to several requests on one connection, in their order. `kept`: the connection takes another request. `recorded`: deliveries that are in the ledger afterwards; under Bodies, byte for byte as they were sent.',
    `The daemon that is asked has the hooks \`notes\` (a bearer token), \`site\` (GitHub) and \`off\` (switched off), the routes \`all\` (to these three) and \`none\` (to \`off\` alone), and \`max_body_bytes\` ${MAX_BODY_BYTES.toLocaleString("en")}. Deadlines: all headers within ${headersTimeoutMs / 1000} s, the whole request within ${requestTimeoutMs / 1000} s. Host and Origin are not looked at on the hook listener: a tunnel brings its own, and the credentials protect. They are on the admin listener.`,
  ];
  const sections = CASE_GROUPS.map(({ title, cases }) =>
    [`## ${title}`, table(HEAD, cases.map(cellsOf))].join("\n\n"),
  );
  return page("HTTP answers", [...intro, ...sections]);
}

function cellsOf(one: HttpCase): string[] {
  const { what, answers, connection, waits } = one;
  const said = answers.length === 0 ? "none" : listed(answers);
  const accepted = deliveriesOf(one);
  const late = waits === true ? ", at the deadline" : "";
  return [what, said + late, connection, accepted === 0 ? "" : String(accepted)];
}

/** Fifty times the same is said once. */
function listed(answers: readonly string[]): string {
  const [first = ""] = answers;
  const isOne = answers.length > 5 && answers.every((answer) => answer === first);
  return isOne
    ? `\`${first}\`, ${answers.length} times`
    : answers.map((a) => `\`${a}\``).join(", ");
}
