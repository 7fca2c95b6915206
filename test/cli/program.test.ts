import { describe, expect, it } from "vitest";
import { COMMANDS, NOUNS } from "../../src/cli/commands/table.ts";
import { createCli } from "./harness.ts";

describe("the command line", () => {
  it.each(COMMANDS.map((row) => [row.words, row] as const))(
    "%s has help with its own whole command line as an example",
    async (words, row) => {
      const cli = await createCli();

      const { code, stdout, stderr } = await cli.run([...words.split(" "), "--help"]);

      expect(code).toBe(0);
      expect(stderr).toBe("");
      expect(stdout).toContain(`Usage: wakehook ${words}`);
      expect(stdout).toMatch(/Examples?:\n(.*\n)*.*wakehook/);
      const { examples } = await row.load();
      expect(examples.some((line) => line.includes(`wakehook ${words}`))).toBe(true);
    },
  );

  it("prints the version", async () => {
    const cli = await createCli();

    expect(await cli.run(["--version"])).toMatchObject({ code: 0, stdout: "1.2.3\n" });
  });

  it("lists every noun and command in its help", async () => {
    const cli = await createCli();

    const { code, stdout } = await cli.run(["--help"]);

    expect(code).toBe(0);
    for (const { words } of COMMANDS) expect(stdout).toContain(`\n  ${words.split(" ")[0]}`);
  });

  it.each(Object.keys(NOUNS))("lists the verbs of %s in its help", async (noun) => {
    const cli = await createCli();

    const { stdout } = await cli.run([...noun.split(" "), "--help"]);

    const depth = noun.split(" ").length;
    const verbs = COMMANDS.filter(({ words }) => words.startsWith(`${noun} `));
    expect(verbs.length).toBeGreaterThan(1);
    for (const { words, summary } of verbs) {
      const [next, ...below] = words.split(" ").slice(depth);
      expect(stdout).toContain(`\n  ${next}`);
      if (below.length === 0) expect(stdout.replaceAll(/\s+/g, " ")).toContain(summary);
    }
  });

  it("gives the help of a command after the word help", async () => {
    const cli = await createCli();

    const { code, stdout } = await cli.run(["help", "verify"]);

    expect(code).toBe(0);
    expect(stdout).toContain("--batch <file>");
  });

  it.each([
    [["hok"], "unknown command 'hok'", "did you mean hook?"],
    [["hook", "lst"], "unknown command 'lst'", "did you mean list?"],
    [["hook", "list", "--jsno"], "unknown option '--jsno'", "did you mean --json?"],
    [["hook", "add", "github", "--promt", "x"], "unknown option '--promt'", "--prompt"],
    [["hook", "show"], "missing required argument 'hook'", "see `wakehook hook show --help`"],
    [["hook", "show", "a", "b"], "too many arguments", "--help"],
    [["hook", "set", "a"], "missing required argument 'field=value'", "wakehook hook set --help"],
    [["run", "logs", "x", "--stream"], "argument missing", "--help"],
  ])("refuses %j with exit code 2 and the nearest", async (argv, message, hint) => {
    const cli = await createCli();

    const { code, stdout, stderr } = await cli.run(argv);

    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
  });

  it.each([[[]], [["hook"]]])("answers %j with help and exit code 2", async (argv) => {
    const cli = await createCli();

    const { code, stdout, stderr } = await cli.run(argv);

    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain("Usage: wakehook");
  });

  it("prints an error as JSON with --json", async () => {
    const cli = await createCli();

    const { code, stdout, stderr } = await cli.run(["hook", "lst", "--json"]);

    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      error: "usage",
      message: "unknown command 'lst'",
      hint: "did you mean list?",
    });
    expect(stderr).toBe("");
  });

  it("takes --home before and after the command, and above WAKEHOOK_HOME", async () => {
    const cli = await createCli();
    const other = `${cli.folder}/other`;

    const before = await cli.run(["--home", other, "init", "--json"]);
    const after = await cli.run(["hook", "list", "--json", "--home", other]);

    expect(before.json()).toMatchObject({ home: other });
    expect(after.json()).toEqual({ hooks: [], routes: [], problems: [] });
  });
});
