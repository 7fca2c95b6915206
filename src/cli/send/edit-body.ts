// In: a body. Out: the same after its owner changed it in an editor.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { openEditor } from "../../agents/process/open-editor.ts";
import { WakehookError } from "../../core/records/errors.ts";
import type { Environment } from "../../system/environment.ts";

/** Opens a body in $EDITOR; JSON is laid out in lines first. @throws WakehookError `usage`, `refused`. */
export async function editBody(environment: Environment, body: Buffer): Promise<Buffer> {
  const laidOut = inLines(body);
  const folder = await mkdtemp(path.join(tmpdir(), "wakehook-edit-"));
  try {
    const file = path.join(folder, laidOut === null ? "body.txt" : "body.json");
    await writeFile(file, laidOut ?? body, { mode: 0o600 });
    const problem = await openEditor(environment, file);
    if (problem !== null)
      throw new WakehookError("refused", `the body was not edited: ${problem}`, {
        hint: "set EDITOR to your editor",
      });
    const edited = await readFile(file);
    if (laidOut !== null && inLines(edited) === null)
      throw new WakehookError("usage", "the edited body is no longer JSON", {
        hint: "nothing was sent; try again",
      });
    return edited;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function inLines(body: Buffer): string | null {
  try {
    return `${JSON.stringify(JSON.parse(body.toString("utf8")), null, 2)}\n`;
  } catch {
    return null;
  }
}
