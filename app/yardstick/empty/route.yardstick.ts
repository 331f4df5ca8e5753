export const dynamic = "force-dynamic";

/** An empty route handler of the same build: what budgets of other routes are measured against. */
export function GET(): Response {
  return new Response();
}
