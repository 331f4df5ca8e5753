import { beforeEach, describe, expect, it, vi } from "vitest";

const TOKEN = "only-for-tests-only";

beforeEach(() => {
  vi.resetModules();
  vi.unstubAllEnvs();
});

async function read(authorization: string | undefined): Promise<number> {
  const { metricsReader } = await import("./metrics-reader");
  const { statusOf } = await import("../http/render-error");
  const request = new Request("http://portal.example/api/metrics", { headers: authorization === undefined ? {} : { authorization } });
  return metricsReader({ request }).then(() => 200, statusOf);
}

describe("the metrics", () => {
  it.each([
    [`Bearer ${TOKEN}`, 200],
    [`bearer ${TOKEN}`, 200],
    [`Bearer ${TOKEN}x`, 401],
    ["Bearer ", 401],
    [`Basic ${TOKEN}`, 401],
    [undefined, 401],
  ])("answer %s with %s", async (authorization, status) => {
    vi.stubEnv("METRICS_TOKEN", TOKEN);
    expect(await read(authorization)).toBe(status);
  });

  it.each([undefined, "Bearer ", "Bearer undefined"])("are not there where no token is set, for %s", async (authorization) => {
    vi.stubEnv("METRICS_TOKEN", "");
    expect(await read(authorization)).toBe(404);
  });
});
