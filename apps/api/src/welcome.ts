// What a person sees when the service is started. Standard output only: the key must not reach any log.

import type { Created } from './first-org.ts'

type Write = (text: string) => void

const toStandardOutput: Write = (text) => process.stdout.write(text)

type Started = { url: string; created: Created; ownerLink: string | undefined }

export function welcome(started: Started, write = toStandardOutput): void {
  write(`\ncountersign is ready at ${started.url}   (reference: ${started.url}/docs)\n`)
  showKey(started.created, write)
  if (started.ownerLink !== undefined)
    write(
      `\nOpen this link within the hour to become the org's owner, and decide approvals in your browser. It works once:\n\n  ${started.ownerLink}\n\n`,
    )
  if (started.created?.adminKey !== undefined) write(firstCall(started.url, started.created.adminKey))
}

/** Says which org this start made, and its key, if this start made that too. */
export function showKey(created: Created, write = toStandardOutput): void {
  if (created === undefined) return
  write(`created the org ${created.orgId}\n`)
  if (created.adminKey !== undefined) write(`\nIts admin key, shown this once:\n\n  ${created.adminKey}\n\n`)
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
