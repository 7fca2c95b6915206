// In: a parsed expression. Out: what is wrong with it before it ever runs, and with what lists its loops go through.

import { isCelError, parse, plan, type CelEnv } from "@bufbuild/cel";
import { nearestName } from "../core/text/nearest.ts";
import { VARIABLES } from "./cel-input.ts";

/** A node of an expression, as the CEL package parses it. */
export type Expression = ReturnType<typeof parse>["expr"];

type Comprehension = Extract<Expression["exprKind"], { case: "comprehensionExpr" }>["value"];
type Call = Extract<Expression["exprKind"], { case: "callExpr" }>["value"];

/** What is seen while walking through an expression. */
interface Walk {
  readonly env: CelEnv;
  /** Names that stand for something here. */
  readonly names: readonly string[];
  readonly inLoop: boolean;
  readonly onLoop: (loop: Comprehension) => void;
}

/** Names of types: they may stand where a value may. */
const TYPE_NAMES = [
  "int",
  "uint",
  "double",
  "bool",
  "string",
  "bytes",
  "list",
  "map",
  "null_type",
  "type",
];
/** Read by the parser, so no function knows them; a wrong number of arguments makes them look like one. */
const MACROS = ["all", "exists", "exists_one", "map", "filter", "has"];
/** Operators that the evaluator takes care of itself. */
const BUILT_IN = new Set(["_[_]", "_?_:_", "_&&_", "_||_", "@not_strictly_false"]);

/**
 * Says what is wrong with an expression that can be parsed; null where nothing is.
 * @param onLoop called with every loop, which it may change
 */
export function examine(
  expression: Expression,
  env: CelEnv,
  onLoop: (loop: Comprehension) => void,
): string | null {
  return look(expression, { env, names: [...VARIABLES, ...TYPE_NAMES], inLoop: false, onLoop });
}

function look(expression: Expression | undefined, walk: Walk): string | null {
  const kind = expression?.exprKind;
  switch (kind?.case) {
    case "identExpr":
      return lookAtName(kind.value.name, walk);
    case "selectExpr":
      return look(kind.value.operand, walk);
    case "callExpr":
      return lookAtCall(kind.value, walk);
    case "listExpr":
      return first(kind.value.elements, walk);
    case "structExpr":
      return first(
        kind.value.entries.flatMap(({ keyKind, value }) =>
          keyKind.case === "mapKey" ? [keyKind.value, value] : [value],
        ),
        walk,
      );
    case "comprehensionExpr":
      return lookAtLoop(kind.value, walk);
    default:
      return null;
  }
}

function first(expressions: ReadonlyArray<Expression | undefined>, walk: Walk): string | null {
  for (const one of expressions) {
    const problem = look(one, walk);
    if (problem !== null) return problem;
  }
  return null;
}

function lookAtName(name: string, { names }: Walk): string | null {
  if (names.includes(name)) return null;
  const near = nearestName(name, VARIABLES);
  const hint = near === undefined ? "" : `did you mean ${near}? `;
  return `nothing is called ${name}; ${hint}there are ${VARIABLES.join(", ")}`;
}

function lookAtCall({ function: name, target, args }: Call, walk: Walk): string | null {
  const known = BUILT_IN.has(name) || walk.env.funcs.find(name) !== undefined;
  if (!known) return unknownFunction(name, walk.env);
  const [pattern] = name === "matches" ? args.slice(-1) : [];
  const bad = pattern === undefined ? null : patternProblem(pattern, walk.env);
  return bad ?? first(target === undefined ? args : [target, ...args], walk);
}

/** A pattern that is written out is tried on an empty text; one that the payload brings is seen at its run. */
function patternProblem(pattern: Expression, env: CelEnv): string | null {
  const { exprKind } = pattern;
  if (exprKind.case !== "constExpr" || exprKind.value.constantKind.case !== "stringValue")
    return null;
  const tried = plan(
    env,
    parse(`"".matches(${JSON.stringify(exprKind.value.constantKind.value)})`),
  )();
  return isCelError(tried) ? tried.message : null;
}

function unknownFunction(name: string, env: CelEnv): string {
  if (MACROS.includes(name)) return `${name} has too few or too many arguments`;
  const words = [...env.funcs].map((known) => known.name).filter((known) => /^[a-z]/i.test(known));
  const near = nearestName(name, [...new Set([...words, ...MACROS])]);
  return `there is no function ${name}${near === undefined ? "" : `; did you mean ${near}?`}`;
}

/** A loop in a loop multiplies the lengths of lists that a sender writes. */
function lookAtLoop(loop: Comprehension, walk: Walk): string | null {
  if (walk.inLoop)
    return "a macro stands inside another (all, exists, map, filter): not taken, for its cost";
  walk.onLoop(loop);
  const { iterRange, iterVar, accuVar, accuInit, loopCondition, loopStep, result } = loop;
  const inside = { ...walk, inLoop: true, names: [...walk.names, iterVar, accuVar] };
  return look(iterRange, walk) ?? first([accuInit, loopCondition, loopStep, result], inside);
}
