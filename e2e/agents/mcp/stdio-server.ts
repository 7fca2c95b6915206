// The server on standard input and output. RECORD names the file that it notes what happens in.

import { createInterface } from "node:readline";
import { answerMcp } from "./answer.ts";

const record = process.env["RECORD"] ?? "";
for await (const line of createInterface({ input: process.stdin })) {
  const answer = line.trim() === "" ? null : answerMcp(line, { record, around: process.env });
  if (answer !== null) process.stdout.write(`${answer}\n`);
}
