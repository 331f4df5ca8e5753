import { webhook } from "@/lib/inbox/webhook";

/** Microsoft's connection webhook of one offer. */
export const POST = webhook;
