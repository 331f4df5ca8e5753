import NextAuth, { type NextAuthOptions } from "next-auth";
import type { NextRequest } from "next/server";
import { z } from "zod";

type Handler = (request: NextRequest, context: { params: Promise<{ nextauth: readonly string[] }> }) => Promise<unknown>;

const handlerSchema = z.custom<Handler>((value) => typeof value === "function");

/** One call into next-auth's route handler, whose types end at `any`. `action` is what stands behind /api/auth. */
export async function callNextAuth(options: NextAuthOptions, request: NextRequest, action: readonly string[]): Promise<Response> {
  const handle = handlerSchema.parse(NextAuth(options));
  return z.instanceof(Response).parse(await handle(request, { params: Promise.resolve({ nextauth: action }) }));
}
