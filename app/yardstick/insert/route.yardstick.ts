import { z } from "zod";
import { insertBare } from "@/lib/inbox/bare-insert";

const id = z.coerce.number().int();
const querySchema = z.object({ publisherId: id, offerId: id });

/** A bare committed insert of the same build: what the connection webhook is measured against. */
export async function POST(request: Request): Promise<Response> {
  const of = querySchema.parse(Object.fromEntries(new URL(request.url).searchParams));
  await insertBare(of, await request.text());
  return new Response();
}
