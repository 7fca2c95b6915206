import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../..");
const SRC = path.join(ROOT, "src");

interface Row {
  readonly folders: readonly string[];
  readonly packages: readonly string[];
}

/** Reads the table of allowed imports in ARCHITECTURE.md. */
function readTable(): Map<string, Row> {
  const text = readFileSync(path.join(ROOT, "ARCHITECTURE.md"), "utf8");
  const rows = text.split("\n").filter((line) => /^\| [a-z][a-z.-]* +\|/.test(line));
  const list = (cell: string | undefined): string[] =>
    (cell ?? "")
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "");
  return new Map(
    rows
      .map((line) => line.split("|").map((cell) => cell.trim()))
      .filter((cells) => cells[1] !== "folder")
      .map((cells) => [cells[1] ?? "", { folders: list(cells[2]), packages: list(cells[3]) }]),
  );
}

interface Import {
  readonly file: string;
  /** The folder of src that the file stands in, or the file's own name at the top. */
  readonly from: string;
  readonly specifier: string;
}

function allImports(): Import[] {
  return readdirSync(SRC, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const text = readFileSync(path.join(SRC, file), "utf8");
      const found = text.matchAll(/\b(?:from|import)\s*\(?\s*"([^"\n]+)"/g);
      return [...found].map((match) => ({
        file,
        from: file.split(path.sep)[0] ?? "",
        specifier: match[1] ?? "",
      }));
    });
}

function packageOf(specifier: string): string {
  const parts = specifier.split("/");
  return specifier.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? "");
}

function folderOf({ file, specifier }: Import): string {
  const target = path.join(path.dirname(file), specifier);
  return target.split(path.sep)[0] ?? "";
}

const table = readTable();
const imports = allImports();

describe("the table of allowed imports in ARCHITECTURE.md", () => {
  it("has a row for every folder and top file of src", () => {
    const present = readdirSync(SRC).toSorted();

    expect([...table.keys()].toSorted()).toEqual(present);
  });

  it("is kept by every import of an own file", () => {
    const wrong = imports
      .filter(({ specifier }) => specifier.startsWith("."))
      .map((found) => ({ file: found.file, from: found.from, to: folderOf(found) }))
      .filter(({ from, to }) => {
        const allowed = table.get(from)?.folders ?? [];
        return from !== to && !allowed.includes("all") && !allowed.includes(to);
      });

    expect(wrong).toEqual([]);
  });

  it("is kept by every import of a package", () => {
    const wrong = imports
      .filter(({ specifier }) => !specifier.startsWith(".") && !specifier.startsWith("node:"))
      .filter(
        ({ from, specifier }) => !(table.get(from)?.packages ?? []).includes(packageOf(specifier)),
      );

    expect(wrong).toEqual([]);
  });

  it("gives every package to one folder, hono apart (its two listeners)", () => {
    const owners = new Map<string, string[]>();
    for (const [folder, row] of table) {
      for (const name of row.packages) owners.set(name, [...(owners.get(name) ?? []), folder]);
    }

    const shared = [...owners].filter(([, folders]) => folders.length > 1);

    expect(shared).toEqual([["hono", ["ingress", "admin", "dashboard"]]]);
  });

  it("has no row that nobody uses", () => {
    const used = new Set(imports.map((found) => `${found.from} ${packageOf(found.specifier)}`));
    const unused = [...table].flatMap(([folder, row]) =>
      row.packages
        .filter((name) => !used.has(`${folder} ${name}`))
        .map((name) => `${folder} ${name}`),
    );

    expect(unused).toEqual([]);
  });
});

/** What may be done in one place only. */
const ONE_HOME = [
  {
    what: "the wall clock",
    pattern: /\bDate\.now\(|new Date\(\)|performance\.now\(|process\.hrtime/,
    homes: ["system/clock.ts"],
  },
  { what: "timers", pattern: /\bsetTimeout\(|\bsetInterval\(/, homes: ["system/clock.ts"] },
  {
    what: "randomness",
    pattern: /Math\.random\(|randomBytes\(|randomUUID\(|getRandomValues/,
    homes: ["system/randomness.ts"],
  },
  { what: "the environment", pattern: /process\.env\b/, homes: ["system/environment.ts"] },
  {
    what: "the end of the process",
    pattern: /process\.exit\b|process\.exitCode/,
    homes: ["system/exit.ts"],
  },
  {
    what: "the start of processes",
    pattern: /(?:from |import\()"(node:child_process|execa)"/,
    homes: [
      "agents/process/run-process.ts",
      "agents/process/process-table.ts",
      "agents/process/open-editor.ts",
      "agents/process/open-browser.ts",
    ],
  },
];

describe("what has one home", () => {
  it.each(ONE_HOME)("$what is used nowhere else", ({ pattern, homes }) => {
    const strays = readdirSync(SRC, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !homes.includes(file))
      .filter((file) => pattern.test(withoutComments(readFileSync(path.join(SRC, file), "utf8"))));

    expect(strays).toEqual([]);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
}
