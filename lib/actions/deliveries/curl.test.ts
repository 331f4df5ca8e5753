import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { newSigningSecret } from "../../http/message-signature";
import { newId } from "../../kernel/ids";
import { curlCommand } from "./curl";
import { startReceiver, type Receiver } from "./testing";

const SECRET = newSigningSecret();
const ID = newId();
const OURS = { id: ID, withToken: false };

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver(() => [SECRET]);
});
beforeEach(() => {
  receiver.received.length = 0;
});
afterAll(() => receiver.close());

async function inShell(command: string, variables: Readonly<Record<string, string>>): Promise<{ code: number | null; out: string }> {
  return new Promise((resolve) => {
    const child = spawn("bash", ["-c", command], { env: { PATH: process.env.PATH, NODE_ENV: "test", ...variables } });
    let out = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.on("close", (code) => resolve({ code, out }));
  });
}

it.each([
  ["plain", '{"id":"1"}'],
  ["with quotes, dollars, backslashes and exclamation marks", `{"name":"O'Neil's \\"best\\" $HOME \`id\` $(id) \\\\ !! %s %d ''"}`],
  ["with line breaks and other scripts", '{\n"name": "Ünïcode 東京 🙂"\r\n }\n\n'],
])("a body %s arrives to the byte, signed", async (_, body) => {
  const { code, out } = await inShell(curlCommand({ ...OURS, url: `${receiver.url}/log`, body }), { SECRET });
  expect(code, out).toBe(0);
  expect(receiver.received).toMatchObject([{ body, verified: true, id: `msg_${ID}`, path: "/log" }]);
  expect(receiver.received[0]?.headers["content-type"]).toBe("application/json");
});

it("what is secret comes from the environment, and stands nowhere in it", async () => {
  const command = curlCommand({ id: ID, url: `${receiver.url}/set-up?code=hidden&x=[1]`, body: "{}", withToken: true });
  expect(command).not.toContain("hidden");
  const lacking: readonly Readonly<Record<string, string>>[] = [{}, { SECRET }, { SECRET, MARKETPLACE_TOKEN: "opaque" }];
  for (const variables of lacking) expect((await inShell(command, variables)).code).not.toBe(0);
  expect(receiver.received).toEqual([]);
  await inShell(command, { SECRET, MARKETPLACE_TOKEN: "opaque", QUERY: "code=hidden&x=[1]" });
  expect(receiver.received).toMatchObject([{ verified: true, path: "/set-up?code=hidden&x=[1]", headers: { marketplacetoken: "opaque" } }]);
});

it("no program gets it as an argument, which everybody on the machine can read", async () => {
  const folder = await mkdtemp(join(tmpdir(), "curl-test-"));
  try {
    for (const program of ["curl", "openssl", "sed", "od", "tr"]) {
      await writeFile(join(folder, program), `#!/bin/bash\nprintf '%s\\n' "${program} $*" >> "${folder}/arguments"\nPATH="\${PATH#*:}" exec ${program} "$@"\n`, { mode: 0o755 });
    }
    const secrets = { SECRET, MARKETPLACE_TOKEN: "opaque-token", QUERY: `code=hid"den&x=[1]\\'$HOME` };
    const { code, out } = await inShell(`PATH="${folder}:$PATH"\n${curlCommand({ id: ID, url: `${receiver.url}/set-up?code=1`, body: "{}", withToken: true })}`, secrets);
    expect([code, receiver.received[0]?.verified, receiver.received[0]?.headers.marketplacetoken], out).toEqual([0, true, "opaque-token"]);
    expect(decodeURIComponent(receiver.received[0]?.path ?? "")).toBe(`/set-up?${secrets.QUERY}`);
    const told = await readFile(join(folder, "arguments"), "utf8");
    expect(told).toMatch(/^curl /m);
    const key = SECRET.slice("whsec_".length);
    for (const secret of [key, Buffer.from(key, "base64").toString("hex"), "opaque-token", "hid"]) expect(told).not.toContain(secret);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it("a shell that lacks one goes on: it ends the command alone", async () => {
  const { code, out } = await inShell(`${curlCommand({ ...OURS, url: receiver.url, body: "{}" })}\necho still here`, {});
  expect([code, out]).toEqual([0, expect.stringMatching(/SECRET: Set it[^]*still here/)]);
});

it("another secret is seen through", async () => {
  await inShell(curlCommand({ ...OURS, url: receiver.url, body: "{}" }), { SECRET: newSigningSecret() });
  expect(receiver.received).toMatchObject([{ verified: false }]);
});
