import type { Context } from "hono";
import type { Publisher } from "../publisher";

export interface Variables {
  publisher: Publisher;
}
export type ApiContext = Context<{ Variables: Variables }>;

/** Links in answers name this host, not the one that was called, as the real service's do. */
export const OTHER_HOST = "https://main.prod.marketplaceapi.example";

export const notFound = (c: Context, what: "subscription" | "operation" = "subscription"): Response => c.json({ code: "EntityNotFound", message: `The ${what} was not found.`, target: `${what}Id` }, 404);
export const refused = (c: Context, message: string): Response => c.json({ code: "BadRequest", message }, 400);
export const forbidden = (c: Context): Response => c.json({ code: "Forbidden", message: "The caller is not authorized to perform the action." }, 403);
export const conflict = (c: Context, message: string): Response => c.json({ code: "Conflict", message }, 409);
export const failed = (c: Context): Response => c.json({ error: { code: "InternalServerError", message: "An unexpected error occurred." } }, 500);
