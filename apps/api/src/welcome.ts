// What a person sees when the service is up. Standard output only: the key must not reach any log.

export type Welcome = {
  url: string
  created: { orgId: string; adminKey: string | undefined } | undefined
  embedded: boolean
}

export function welcome(
  up: Welcome,
  write: (text: string) => void = (text) => process.stdout.write(text),
): void {
  write(`\ncountersign is ready at ${up.url}   (reference: ${up.url}/docs)\n`)
  const { created } = up
  if (created === undefined) return
  write(`created the org ${created.orgId}\n`)
  if (created.adminKey === undefined) return
  write(
    `\nIts admin key, shown this once:\n\n  ${created.adminKey}\n\n${firstCall(up.url, created.adminKey)}`,
  )
}

/** Registers an agent and asks for it: works as it is pasted, with nothing but a shell, curl and sed. */
function firstCall(url: string, key: string): string {
  return `Try it: register an agent, then ask before it acts.

  export KEY=${key}
  AGENT=$(curl -s ${url}/v1/agents -H "authorization: Bearer $KEY" \\
    -H 'content-type: application/json' -d '{"name":"my first agent"}' | sed 's/.*"id":"\\(agt_[a-z0-9]*\\)".*/\\1/')
  curl -s ${url}/v1/gate -H "authorization: Bearer $KEY" -H 'content-type: application/json' \\
    -d '{"agent_id":"'$AGENT'","action":"read_file","arguments":{"path":"README.md"}}'

`
}
