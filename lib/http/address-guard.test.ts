import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPublicAddress, whyRefused } from "./address-guard";

const guarded = (address: string) => whyRefused(address, { allowPrivate: false });

/** First and last address of what RFC 6890 and its registry keep from the internet, and of Azure's host. */
const SPECIAL: readonly (readonly [number, number])[] = [
  [0x00000000, 0x00ffffff],
  [0x0a000000, 0x0affffff],
  [0x64400000, 0x647fffff],
  [0x7f000000, 0x7fffffff],
  [0xa83f8110, 0xa83f8110],
  [0xa9fe0000, 0xa9feffff],
  [0xac100000, 0xac1fffff],
  [0xc0000000, 0xc00000ff],
  [0xc0000200, 0xc00002ff],
  [0xc01fc400, 0xc01fc4ff],
  [0xc034c100, 0xc034c1ff],
  [0xc0586300, 0xc05863ff],
  [0xc0a80000, 0xc0a8ffff],
  [0xc0af3000, 0xc0af30ff],
  [0xc6120000, 0xc613ffff],
  [0xc6336400, 0xc63364ff],
  [0xcb007100, 0xcb0071ff],
  [0xe0000000, 0xffffffff],
];

const special = fc.constantFrom(...SPECIAL).chain(([min, max]) => fc.integer({ min, max }));
const edges = fc.constantFrom(...SPECIAL.flatMap(([first, last]) => [first - 1, first, last, last + 1])).filter((each) => each >= 0 && each <= 0xffffffff);
const anyIpv4 = fc.oneof(fc.integer({ min: 0, max: 0xffffffff }), special, edges);

const bytes = (ip: number) => [24, 16, 8, 0].map((shift) => (ip >>> shift) & 0xff);
const dotted = (ip: number) => bytes(ip).join(".");
const hexPair = (ip: number) => `${(ip >>> 16).toString(16)}:${(ip & 0xffff).toString(16)}`;
const octal = (part: number) => `0${part.toString(8)}`;
const hex = (part: number) => `0x${part.toString(16)}`;

/** The ways in which one address can be written into a URL. */
const DISGUISES: readonly ((ip: number) => string)[] = [
  dotted,
  (ip) => `${dotted(ip)}.`,
  (ip) => String(ip),
  (ip) => hex(ip),
  (ip) => hex(ip).toUpperCase().replace("X", "x"),
  (ip) => octal(ip),
  (ip) => bytes(ip).map(octal).join("."),
  (ip) => bytes(ip).map(hex).join("."),
  (ip) => bytes(ip).map((part, index) => (index % 2 ? octal(part) : hex(part))).join("."),
  (ip) => `${ip >>> 24}.${ip & 0xffffff}`,
  (ip) => `${ip >>> 24}.${(ip >>> 16) & 0xff}.${ip & 0xffff}`,
  (ip) => dotted(ip).replace(/\d/g, (digit) => `%3${digit}`),
  (ip) => dotted(ip).replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
  (ip) => `[::ffff:${dotted(ip)}]`,
  (ip) => `[::ffff:${hexPair(ip)}]`,
  (ip) => `[0:0:0:0:0:FFFF:${hexPair(ip)}]`,
  (ip) => `[::${dotted(ip)}]`,
  (ip) => `[::ffff:0:${hexPair(ip)}]`,
  (ip) => `[64:ff9b::${hexPair(ip)}]`,
  (ip) => `[64:ff9b:1::${hexPair(ip)}]`,
  (ip) => `[2002:${hexPair(ip)}::1]`,
];

describe("IP addresses", () => {
  it("are public exactly when no registry keeps them from the internet", () => {
    fc.assert(
      fc.property(anyIpv4, (ip) => {
        const isSpecial = SPECIAL.some(([first, last]) => ip >= first && ip <= last);
        expect(isPublicAddress(dotted(ip))).toBe(!isSpecial);
        expect(guarded(`https://${dotted(ip)}/hook`)).toBe(isSpecial ? "private-address" : null);
        expect(isPublicAddress(`64:ff9b::${hexPair(ip)}`)).toBe(!isSpecial);
      }),
      { numRuns: 2_000 },
    );
  });

  it("are refused in every disguise when private, and called when that is allowed", () => {
    fc.assert(
      fc.property(special, fc.constantFrom(...DISGUISES), fc.constantFrom("", ":8443"), (ip, disguise, port) => {
        const address = `https://${disguise(ip)}${port}/hook`;
        expect(guarded(address)).toBe("private-address");
        expect(whyRefused(address, { allowPrivate: true })).toBeNull();
      }),
      { numRuns: 3_000 },
    );
  });

  it.each(["::", "::1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::8.8.8.8", "::ffff:8.8.8.8", "::ffff:0:8.8.8.8", "100::1", "2001::1", "2001:db8::1", "2002:808:808::1", "3fff::1", "4000::1", "5f00::1", "64:ff9b:1::808:808", "", "localhost", "1.2.3.4.5", "example.com"])(
    "%j is not one of the internet",
    (text) => expect(isPublicAddress(text)).toBe(false),
  );

  it.each(["8.8.8.8", "100.63.255.255", "168.63.129.17", "2606:4700:4700::1111", "2a00:1450:4001:81b::200e", "64:ff9b::808:808"])("%j is one", (text) => expect(isPublicAddress(text)).toBe(true));
});

describe("addresses that a publisher writes", () => {
  it.each([
    ["", "no-address"],
    ["example.com/hook", "no-address"],
    ["//example.com/hook", "no-address"],
    ["https://", "no-address"],
    ["https://[fe80::1%25eth0]/", "no-address"],
    ["https://1.2.3.256/", "no-address"],
    ["file:///etc/passwd", "no-address"],
    ["gopher://example.com", "no-address"],
    ["javascript:alert(1)", "no-address"],
    ["data:text/plain,x", "no-address"],
    ["http://example.com/hook", "no-https"],
    ["https://user@example.com", "credentials"],
    ["https://:password@example.com", "credentials"],
    ["https://example.com@127.0.0.1/", "credentials"],
    ["https://localhost/", "private-address"],
    ["https://LOCALHOST.:3000/", "private-address"],
    ["https://portal.localhost/", "private-address"],
    ["https://[::1]/", "private-address"],
    ["https://0/", "private-address"],
    ["https:127.0.0.1", "private-address"],
    ["\thttps:\\\\127.0.0.1\\", "private-address"],
    ["https://169.254.169.254/latest/meta-data", "private-address"],
    ["https://example.com", null],
    ["https://example.com:8443/hook?to=127.0.0.1#@localhost", null],
    ["https://localhost.example.com/", null],
    ["https://bücher.example/", null],
  ])("%j: %s", (address, reason) => expect(guarded(address)).toBe(reason));

  it("may be http and private where that is allowed, but never hold credentials", () => {
    const allowed = (address: string) => whyRefused(address, { allowPrivate: true });
    expect([allowed("http://127.0.0.1:8080"), allowed("https://10.0.0.1"), allowed("http://user:x@127.0.0.1"), allowed("ftp://10.0.0.1")]).toEqual([null, null, "credentials", "no-address"]);
  });
});
