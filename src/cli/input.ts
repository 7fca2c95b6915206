// What was typed, read by name and kind. commander has checked the names already.

import { WakehookError } from "../core/records/errors.ts";

/** Arguments and options of one call. */
export interface Input {
  /** The argument at a position; commander guarantees required ones. */
  arg(position: number): string | undefined;
  /** The arguments of a variadic one. */
  rest(position: number): readonly string[];
  /** An option's text. */
  text(name: string): string | undefined;
  /** An option that may be given several times. */
  list(name: string): readonly string[];
  /** An option that was given without a value. Absent and `--no-x` are told apart by `undefined` and `false`. */
  flag(name: string): boolean | undefined;
  /** A whole number in a range. @throws WakehookError `usage`. */
  whole(name: string, range: { min: number; max: number }): number | undefined;
}

/** Reads what commander parsed. Option names are camelCase, as commander makes them. */
export function createInput(args: readonly unknown[], options: Record<string, unknown>): Input {
  const text = (name: string): string | undefined => {
    const value = options[name];
    return typeof value === "string" ? value : undefined;
  };
  return {
    arg(position) {
      const value = args[position];
      return typeof value === "string" ? value : undefined;
    },
    rest(position) {
      const value = args[position];
      return Array.isArray(value) ? value.map(String) : [];
    },
    text,
    list(name) {
      const value = options[name];
      return Array.isArray(value) ? value.map(String) : [];
    },
    flag(name) {
      const value = options[name];
      return typeof value === "boolean" ? value : undefined;
    },
    whole(name, range) {
      const typed = text(name);
      if (typed === undefined) return undefined;
      const value = /^\d{1,15}$/.test(typed) ? Number(typed) : Number.NaN;
      if (value >= range.min && value <= range.max) return value;
      throw new WakehookError("usage", `--${name} is "${typed}"`, {
        hint: `give a whole number from ${range.min} to ${range.max}`,
      });
    },
  };
}

/** The argument at a position. @throws WakehookError `usage` where it is missing. */
export function neededArg(input: Input, position: number, what: string): string {
  const value = input.arg(position);
  if (value === undefined) throw new WakehookError("usage", `${what} is missing`);
  return value;
}
