import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { startFileText } from "../../../src/agents/mcp/mcp-start-file.ts";
import { tempFolder } from "../../ledger/temp-ledger.ts";

it("starts the program with every value as it is, and without what is withheld", () => {
  const odd = "a'b\"c $HOME ${PATH} $(id) `id` \\ \n %s *";
  const text = startFileText(
    {
      kind: "stdio",
      command: [
        process.execPath,
        "-e",
        "console.log(JSON.stringify([process.argv[1], process.env]))",
        odd,
      ],
      environment: { ODD: odd, WAKEHOOK_RUN_ID: "another" },
    },
    { runId: "run_1", withheld: ["MODEL_KEY"] },
  );
  const file = path.join(tempFolder(), "start.sh");
  writeFileSync(file, text);

  const env = { PATH: "/usr/bin:/bin", MODEL_KEY: "k3y" };
  const [argument, seen] = JSON.parse(
    execFileSync("/bin/sh", [file], { env, encoding: "utf8" }),
  ) as [string, Record<string, string>];

  expect(argument).toBe(odd);
  expect(seen).toMatchObject({ ODD: odd, WAKEHOOK_RUN_ID: "run_1" });
  expect(seen).not.toHaveProperty("MODEL_KEY");
});
