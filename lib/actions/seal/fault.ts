/** The first thing that is not as it was sealed, by the number of its row. */
export interface Fault {
  readonly number: number;
  readonly kind: "changed" | "removed" | "inserted" | "head" | "removal" | "rebuilt";
  readonly what: string;
}

export class FaultFound extends Error {
  constructor(readonly fault: Fault) {
    super(fault.what);
  }
}

export function fail(fault: Fault): never {
  throw new FaultFound(fault);
}
