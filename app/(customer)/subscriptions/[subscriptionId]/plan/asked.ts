import { changeAsked, type Change } from "@/lib/subscriptions/own-changes/schema";

/** What the page's address may hold: a change that is looked at, and what came of the last step. */
export type PlanSearch = Readonly<Record<"plan" | "seats" | "cancel" | "problem", string | string[] | undefined>>;

const PROBLEMS = ["changed", "unconfirmed"] as const;
export type StepProblem = (typeof PROBLEMS)[number] | "seats";

export interface Asked {
  /** The change that the manager looks at before confirming it. */
  readonly change: Change | null;
  readonly problem: StepProblem | null;
}

/** The change and the problem that the address holds. */
export function readAsked({ plan, seats, cancel, problem }: Partial<PlanSearch>): Asked {
  const [planId, quantity, ends] = [plan, seats, cancel].map((each) => [each].flat()[0]);
  const told = PROBLEMS.find((each) => each === [problem].flat()[0]) ?? null;
  if (ends !== undefined) return { change: { kind: "cancel" }, problem: told };
  if (planId !== undefined) return { change: changeAsked.safeParse({ kind: "plan", planId }).data ?? null, problem: told };
  if (quantity === undefined) return { change: null, problem: null };
  const change = quantity.trim() === "" ? undefined : changeAsked.safeParse({ kind: "quantity", quantity }).data;
  return change ? { change, problem: told } : { change: null, problem: "seats" };
}

/** Where a change is looked at before it is confirmed. */
export function lookAtPath(path: string, change: Change, problem?: StepProblem): string {
  const [name, value] = change.kind === "plan" ? ["plan", change.planId] : change.kind === "quantity" ? ["seats", String(change.quantity)] : ["cancel", "yes"];
  return `${path}?${new URLSearchParams([[name, value], ...(problem ? [["problem", problem]] : [])])}`;
}
