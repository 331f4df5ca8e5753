interface CurlInput {
  /** Of the message: its webhook-id without msg_. */
  readonly id: string;
  readonly url: string;
  readonly body: string;
  /** Whether it goes out with a MarketplaceToken, which no command tells. */
  readonly withToken: boolean;
}

/**
 * A shell text that sends a message as the portal does, signed at the moment at which it is run. It needs openssl and
 * curl, and takes what is secret from the environment: the signing secret (SECRET), a MarketplaceToken, and what stands
 * behind the question mark of the address. In brackets, so that a missing one ends it and not the shell.
 */
export function curlCommand({ id, url, body, withToken }: CurlInput): string {
  const [address = "", query] = url.split("?");
  const needed = [
    `: "\${SECRET:?Set it to the signing secret of the offer: whsec_...}"`,
    ...(withToken ? [`: "\${MARKETPLACE_TOKEN:?Set it to the token that your system got; another one is turned away}"`] : []),
    ...(query === undefined ? [] : [`: "\${QUERY:?Set it to what stands behind the question mark of the address}"`]),
  ];
  return [
    "(",
    ...needed,
    `URL=${quoted(address)}`,
    `BODY=${quoted(body)}`,
    `ID=${quoted(`msg_${id.toLowerCase()}`)}`,
    "NOW=$(date +%s)",
    `KEY=$(printf '%s' "\${SECRET#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \\n')`,
    `SIGNATURE=$(printf '%s.%s.%s' "$ID" "$NOW" "$BODY" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" -binary | openssl base64 -A)`,
    `printf '%s' "$BODY" | curl --include --globoff --request POST --data-binary @- \\`,
    `  --header 'content-type: application/json' \\`,
    `  --header "webhook-id: $ID" --header "webhook-timestamp: $NOW" --header "webhook-signature: v1,$SIGNATURE" \\`,
    ...(withToken ? [`  --header "MarketplaceToken: $MARKETPLACE_TOKEN" \\`] : []),
    query === undefined ? `  "$URL"` : `  "$URL?$QUERY"`,
    ")",
  ].join("\n");
}

/** Between single quotes a shell reads nothing but the next single quote. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
