import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { log } from "../kernel/log";
import { clientAddress, clientAddressOf, CLIENT_ADDRESS_HEADER, nameClients } from "./client-address";

describe("the client of a request", () => {
  it.each([
    ["the socket's, where no proxy is trusted", "6.6.6.6", "9.9.9.9", 0, "9.9.9.9"],
    ["the socket's, where nothing was forwarded", "", "9.9.9.9", 1, "9.9.9.9"],
    ["what the one proxy appended", "6.6.6.6, 1.2.3.4", "10.0.0.1", 1, "1.2.3.4"],
    ["what the outer of two appended", "6.6.6.6, 1.2.3.4, 10.0.0.2", "10.0.0.1", 2, "1.2.3.4"],
    ["the furthest there is, where a proxy was gone round", "1.2.3.4", "10.0.0.1", 3, "1.2.3.4"],
    ["with its port left away", "6.6.6.6, 1.2.3.4:5678", "10.0.0.1", 1, "1.2.3.4"],
    ["the nearer one, where an entry is no address", "1.2.3.4, unknown", "10.0.0.1", 1, "10.0.0.1"],
    ["never what lies left of the trusted ones, even so", "1.2.3.4, <script>, 5.6.7.8", "10.0.0.1", 2, "5.6.7.8"],
    ["of IPv6 its /64", "", "2001:db8:1:2:3:4:5:6", 0, "2001:db8:1:2::/64"],
    ["the same /64 for its neighbour", "2001:0DB8:1:2::9", "10.0.0.1", 1, "2001:db8:1:2::/64"],
    ["in brackets, with a port", "[2001:db8:1:2::9]:443", "10.0.0.1", 1, "2001:db8:1:2::/64"],
    ["IPv4 that is written as IPv6", "", "::ffff:1.2.3.4", 0, "1.2.3.4"],
    ["nobody's, where the connection has gone", "6.6.6.6", undefined, 0, "unknown"],
  ])("is %s", (_, forwarded, socket, trusted, expected) => {
    expect(clientAddress(forwarded, socket, trusted)).toBe(expected);
  });

  it("is unknown where no server told", () => {
    expect(clientAddressOf(new Headers())).toBe("unknown");
  });
});

describe("over HTTP", () => {
  let server: Server;
  let url: string;
  let end: () => void = () => undefined;
  const warn = vi.spyOn(log, "warn").mockImplementation(() => undefined);

  beforeEach(async () => {
    server = createServer((request, response) => response.end(String(request.headers[CLIENT_ADDRESS_HEADER]))).listen(0, "127.0.0.1");
    await once(server, "listening");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    warn.mockClear();
  });
  afterEach(() => {
    end();
    server.close();
    server.closeAllConnections();
  });

  const ask = async (headers: Record<string, string>) => (await fetch(url, { headers })).text();

  it("nobody gives himself another address", async () => {
    end = nameClients(0);
    expect(await ask({ "x-forwarded-for": "1.2.3.4", [CLIENT_ADDRESS_HEADER]: "1.2.3.4" })).toBe("127.0.0.1");
    expect(await ask({ "x-forwarded-for": "5.6.7.8" })).toBe("127.0.0.1");
    expect(warn).toHaveBeenCalledOnce();
    expect(JSON.stringify(warn.mock.calls)).not.toContain("1.2.3.4");
  });

  it("a trusted proxy's word counts", async () => {
    end = nameClients(1);
    expect(await ask({ "x-forwarded-for": "6.6.6.6, 1.2.3.4" })).toBe("1.2.3.4");
    expect(await ask({})).toBe("127.0.0.1");
    expect(warn).not.toHaveBeenCalled();
  });
});
