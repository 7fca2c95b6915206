// In: the text of a `when`. Out: a condition that can be asked about a delivery, or why there is none.
// Loaded only where a hook has one: the CEL package is large.

import {
  celEnv,
  celFunc,
  CelScalar,
  isCelError,
  isCelList,
  isCelMap,
  parse,
  plan,
} from "@bufbuild/cel";
import type { Condition } from "../core/settings/condition.ts";
import { toError } from "../core/records/errors.ts";
import { variablesOf } from "./cel-input.ts";
import { withinTime } from "./deadline.ts";
import { examine, type Expression } from "./examine.ts";

/** Longest expression, in characters. */
export const LONGEST_CONDITION = 2000;
/** Longest list, or most keys, that a macro goes through. GitHub's longest, the commits of a push, has 2048. */
export const MOST_ITEMS = 2500;
/**
 * Longest time of one evaluation, milliseconds of wall time: everything else waits meanwhile. A usual one
 * takes less than one, the longest list through three macros 20: far enough away also on a busy machine.
 */
export const CONDITION_LIMIT_MS = 1000;
/** Longest reason, in characters; the package quotes what it saw. */
const LONGEST_REASON = 300;

/** A condition, or what is wrong with its text. */
export type CompiledCondition =
  | { readonly ok: true; readonly condition: Condition }
  | { readonly ok: false; readonly reason: string };

/** Goes round every list of a macro; no text can call it, since it is no name in CEL. */
const BOUND_FUNCTION = "@bounded";

const env = celEnv({
  funcs: [celFunc(BOUND_FUNCTION, [CelScalar.DYN], CelScalar.DYN, checkLength)],
});

/**
 * Reads and checks a condition. Never throws.
 * @param field the hook's field that holds it, for the reasons that it gives
 */
export function compileCondition(text: string, field = "when"): CompiledCondition {
  if (text.length > LONGEST_CONDITION)
    return { ok: false, reason: `is longer than ${LONGEST_CONDITION} characters` };
  try {
    const { expr } = parse(text);
    const problem = examine(expr, env, (loop) => {
      if (loop.iterRange !== undefined) loop.iterRange = bounded(loop.iterRange);
    });
    return problem === null
      ? { ok: true, condition: toCondition(expr, field) }
      : { ok: false, reason: problem };
  } catch (thrown) {
    return { ok: false, reason: parseWords(toError(thrown).message) };
  }
}

function bounded(range: Expression): Expression {
  return {
    $typeName: "cel.expr.Expr",
    id: range.id,
    exprKind: {
      case: "callExpr",
      value: { $typeName: "cel.expr.Expr.Call", function: BOUND_FUNCTION, args: [range] },
    },
  };
}

function checkLength<Value>(value: Value): Value {
  const size = isCelList(value) || isCelMap(value) ? value.size : 0;
  if (size > MOST_ITEMS)
    throw new Error(`a list of ${size} items is longer than when goes through: ${MOST_ITEMS}`);
  return value;
}

function toCondition(expression: Expression, field: string): Condition {
  const evaluate = plan(env, expression);
  return (facts) => {
    try {
      const timed = withinTime(CONDITION_LIMIT_MS, () => evaluate(variablesOf(facts)));
      if (!timed.inTime) return failed(`${field} took longer than ${CONDITION_LIMIT_MS} ms`);
      return verdictOf(timed.result, field);
    } catch (thrown) {
      return failed(`${field} failed: ${toError(thrown).message}`);
    }
  };
}

// Only true itself passes: an error of the package is an object, and as such truthy.
function verdictOf(
  result: ReturnType<ReturnType<typeof plan>>,
  field: string,
): ReturnType<Condition> {
  if (result === true) return { passes: true };
  if (result === false) return no(`${field} is false`);
  if (isCelError(result)) return failed(`${field} failed: ${result.message}`);
  return failed(`${field} gives neither true nor false`);
}

function no(reason: string): { readonly passes: false; readonly reason: string } {
  const line = reason.replaceAll(/[\p{C}\u2028\u2029]+/gu, " ");
  return { passes: false, reason: line.slice(0, LONGEST_REASON) };
}

function failed(reason: string): ReturnType<Condition> {
  return { ...no(reason), failed: true };
}

/** `<input>:1:11: found & but expecting end of input` without the long list of what might stand there. */
function parseWords(message: string): string {
  const [, line, column, found] =
    /^<input>:(\d+):(\d+): (found .*?) but expecting/s.exec(message) ?? [];
  if (found === undefined) return message.slice(0, LONGEST_REASON);
  return `cannot be read at line ${line}, column ${column}: ${found} does not belong there`;
}
