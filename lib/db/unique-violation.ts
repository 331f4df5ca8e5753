/**
 * Whether a write collided with a unique index: to be caught outside the transaction, where it becomes an
 * outcome. SQL Server names only the table, so a command has to know which of its writes can collide.
 */
export function isUniqueViolation(error: unknown): boolean {
  return prismaCode(error) === "P2002";
}

/** Prisma's code of a failed call (P2002, P2034, …); by its shape, because there are two clients. */
export function prismaCode(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}
