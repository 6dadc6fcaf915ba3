// What texts of the vocabulary look like, where nothing else ever stands: hosts, schemes, methods.
import { address6, addresses4, endsInNumber } from '../facts/hosts/address.ts'

/** Why a text is never the name of a host as facts spell it. */
function hostNameComplaint(value: string): string | undefined {
  if (/[/\\?#@]/.test(value))
    return 'the fact has only the name, without scheme, user, port and path; write it alone'
  if (/[*\s]/.test(value)) return 'a name is compared as a whole; put `*.example.com` into a group of hosts'
  if (value.startsWith('[') || value.includes(':')) return addressComplaint(value)
  if (value.endsWith('.')) return 'the fact has the name without a dot at its end'
  const [address] = endsInNumber(value) ? addresses4(value) : []
  return address === undefined || address.text === value
    ? undefined
    : `the fact has the address in its usual form, \`${address.text}\``
}

function addressComplaint(value: string): string | undefined {
  const address = address6(value.replace(/^\[|\]$/g, '').toLowerCase())
  if (address === undefined) return 'the fact has the name without its port, which is in context.hosts.ports'
  return address.text === value
    ? undefined
    : `the fact has the address in its usual form, \`${address.text}\``
}

/** Why a member never holds a text; undefined when it may. */
export const FORMS: Readonly<Record<string, (value: string) => string | undefined>> = {
  'context.hosts.names': hostNameComplaint,
  'context.hosts.schemes': (value) =>
    /^[A-Za-z][A-Za-z0-9+.-]*$/.test(value) ? undefined : 'the fact has the scheme without `:` and slashes',
  'context.target.method': (value) =>
    /^[A-Za-z]{1,16}$/.test(value) ? undefined : 'a method is one word, such as `GET`',
}
