interface CurlInput {
  /** Of the message: its webhook-id without msg_. */
  readonly id: string;
  readonly url: string;
  readonly body: string;
  /** Whether it goes out with a MarketplaceToken, which no command tells. */
  readonly withToken: boolean;
}

/**
 * A shell text that sends a message as the portal does, signed at the moment at which it is run. It needs bash, openssl and
 * curl, and takes what is secret from the environment: the signing secret (SECRET), a MarketplaceToken, and what stands
 * behind the question mark of the address. None of it becomes an argument of a program, which everybody on the machine can
 * read: so the HMAC is made of two hashes. In brackets, so that a missing one ends it and not the shell.
 */
export function curlCommand({ id, url, body, withToken }: CurlInput): string {
  const [address = "", query] = url.split("?");
  const needed = [
    `: "\${SECRET:?Set it to the signing secret of the offer: whsec_...}"`,
    ...(withToken ? [`: "\${MARKETPLACE_TOKEN:?Set it to the token that your system got; another one is turned away}"`] : []),
    ...(query === undefined ? [] : [`: "\${QUERY:?Set it to what stands behind the question mark of the address}"`]),
  ];
  const configured = [
    ...(withToken ? [`printf 'header = "MarketplaceToken: %s"\\n' "$MARKETPLACE_TOKEN"`] : []),
    ...(query === undefined ? [] : [`printf 'url = "%s?%s"\\n' "$URL" "$(printf '%s' "$QUERY" | sed 's/[\\\\"]/\\\\&/g')"`]),
  ];
  return [
    "(",
    ...needed,
    `URL=${quoted(address)}`,
    `BODY=${quoted(body)}`,
    `ID=${quoted(`msg_${id.toLowerCase()}`)}`,
    "NOW=$(date +%s)",
    `KEY=$(printf '%s' "\${SECRET#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \\n')`,
    `while [ "\${#KEY}" -lt 128 ]; do KEY="\${KEY}0"; done`,
    "INNER= OUTER=",
    "for ((AT = 0; AT < 128; AT += 2)); do",
    `  printf -v BYTE '\\\\x%02x' $((0x\${KEY:$AT:2} ^ 0x36)); INNER="$INNER$BYTE"`,
    `  printf -v BYTE '\\\\x%02x' $((0x\${KEY:$AT:2} ^ 0x5c)); OUTER="$OUTER$BYTE"`,
    "done",
    `SIGNATURE=$({ printf "$OUTER"; printf "$INNER%s.%s.%s" "$ID" "$NOW" "$BODY" | openssl dgst -sha256 -binary; } | openssl dgst -sha256 -binary | openssl base64 -A)`,
    `printf '%s' "$BODY" | curl --include --globoff --request POST --data-binary @- \\`,
    `  --header 'content-type: application/json' \\`,
    `  --header "webhook-id: $ID" --header "webhook-timestamp: $NOW" --header "webhook-signature: v1,$SIGNATURE" \\`,
    `  ${[...(query === undefined ? ['"$URL"'] : []), ...(configured.length === 0 ? [] : [`--config <(${configured.join("; ")})`])].join(" ")}`,
    ")",
  ].join("\n");
}

/** Between single quotes a shell reads nothing but the next single quote. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
