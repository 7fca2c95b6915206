import { SOURCES } from "../../../sources/table.ts";
import { columns } from "../../columns.ts";
import type { Command } from "../../command.ts";

/** `wakehook source list`. */
export const sourceList: Command = {
  examples: ["wakehook source list"],
  run({ out }) {
    const sources = Object.values(SOURCES);
    const wire = sources.map(({ name, title, verifier }) => ({
      name,
      title,
      verifies: verifier?.kind ?? null,
    }));
    out.result(wire, () =>
      columns(sources.map(({ name, title }) => [out.style("bold", name), title])),
    );
    return Promise.resolve();
  },
};
