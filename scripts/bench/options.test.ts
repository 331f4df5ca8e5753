import { describe, expect, it } from "vitest";
import { GROUPS, readOptions } from "./options";

const quiet = () => undefined;

describe("readOptions", () => {
  it.each([
    [[], { json: false, only: [...GROUPS], seconds: 4, rounds: 5 }],
    [["--json"], { json: true, only: [...GROUPS], seconds: 4, rounds: 5 }],
    [["--only", "crash"], { json: false, only: ["crash"], seconds: 4, rounds: 5 }],
    [["--only", "list", "order", "--seconds", "8", "--rounds", "3"], { json: false, only: ["list", "order"], seconds: 8, rounds: 3 }],
  ])("reads %j", (args, options) => {
    expect(readOptions(args, quiet)).toEqual(options);
  });

  it.each([[["--only", "everything"]], [["--seconds", "0"]], [["--seconds", "1.5"]], [["--rounds", "many"]], [["--fast"]], [["order"]]])("refuses %j and says why", (args) => {
    const said: string[] = [];
    expect(() => readOptions(args, (text) => said.push(text))).toThrow(expect.objectContaining({ exitCode: 1 }));
    expect(said.join("")).toMatch(/^error: /);
  });

  it("tells what can be asked for", () => {
    const said: string[] = [];
    expect(() => readOptions(["--help"], (text) => said.push(text))).toThrow(expect.objectContaining({ exitCode: 0 }));
    for (const word of ["--json", "--only", "--seconds", "--rounds", ...GROUPS]) expect(said.join("")).toContain(word);
  });
});
