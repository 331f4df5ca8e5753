// @ts-check
import { describe, expect, it } from "vitest";
import { demoEnvironment, withSignInApp } from "./demo-environment.mjs";

describe("demoEnvironment", () => {
  it("points everything at the simulator", () => {
    const { variables, port, simulatorPort, simulatorUrl } = demoEnvironment({}, {});
    expect({ port, simulatorPort, simulatorUrl }).toEqual({ port: 3000, simulatorPort: 3900, simulatorUrl: "http://localhost:3900" });
    expect(variables).toMatchObject({
      PORT: "3000",
      PORTAL_URL: "http://localhost:3000",
      SIMULATOR_PORT: "3900",
      ENTRA_AUTHORITY: "http://localhost:3900/entra",
      MARKETPLACE_API_URL: "http://localhost:3900/marketplace/api",
      GRAPH_URL: "http://localhost:3900/graph",
      ALLOW_PRIVATE_ENDPOINTS: "on",
      SIMULATOR_WEBHOOK_URL: "http://localhost:3000/api/webhook/{offerId}",
    });
    expect(variables).not.toHaveProperty("DATABASE_URL");
  });

  it("moves everything with two ports", () => {
    expect(demoEnvironment({ PORT: "4000" }, { SIMULATOR_PORT: "4900" }).variables).toMatchObject({
      PORT: "4000",
      PORTAL_URL: "http://localhost:4000",
      SIMULATOR_PORT: "4900",
      ENTRA_AUTHORITY: "http://localhost:4900/entra",
      MARKETPLACE_API_URL: "http://localhost:4900/marketplace/api",
      GRAPH_URL: "http://localhost:4900/graph",
      SIMULATOR_WEBHOOK_URL: "http://localhost:4000/api/webhook/{offerId}",
    });
  });

  it("lets the process win over the file and the file over the demo, an empty variable over nothing", () => {
    const { variables } = demoEnvironment(
      { DATABASE_URL: "sqlserver://db", MARKETPLACE_API_URL: "", ENTRA_AUTHORITY: "https://entra.example" },
      { DATABASE_URL: "file:./mine.db", MARKETPLACE_API_URL: "https://api.example", PORTAL_URL: "https://portal.example", ALLOW_PRIVATE_ENDPOINTS: "off" },
    );
    expect(variables).toMatchObject({
      DATABASE_URL: "sqlserver://db",
      MARKETPLACE_API_URL: "https://api.example",
      ENTRA_AUTHORITY: "https://entra.example",
      PORTAL_URL: "https://portal.example",
      ALLOW_PRIVATE_ENDPOINTS: "off",
    });
  });

  it("has the webhook called where the portal is, or where it is said", () => {
    expect(demoEnvironment({ PORTAL_URL: "https://portal.example/" }, {}).variables.SIMULATOR_WEBHOOK_URL).toBe("https://portal.example/api/webhook/{offerId}");
    expect(demoEnvironment({}, { SIMULATOR_WEBHOOK_URL: "http://localhost:9/{offerId}" }).variables.SIMULATOR_WEBHOOK_URL).toBe("http://localhost:9/{offerId}");
  });

  it("names a port that is none", () => {
    expect(() => demoEnvironment({ PORT: "http" }, {})).toThrow("PORT=http is not a port");
  });
});

describe("withSignInApp", () => {
  const app = { clientId: "simulated", clientSecret: "simulated-secret" };

  it("takes the simulator's app registration where none is given", () => {
    expect(withSignInApp({ PORT: "1" }, app)).toEqual({ PORT: "1", ENTRA_CLIENT_ID: "simulated", ENTRA_CLIENT_SECRET: "simulated-secret" });
  });

  it("leaves one that is given", () => {
    expect(withSignInApp({ ENTRA_CLIENT_ID: "real", ENTRA_CLIENT_SECRET: "real-secret" }, app)).toEqual({ ENTRA_CLIENT_ID: "real", ENTRA_CLIENT_SECRET: "real-secret" });
  });
});
