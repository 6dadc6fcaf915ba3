// What a browser sends of a new passkey, before any library looks into it.

/**
 * Whether it vouches for itself alone, as a browser does that was asked for nothing else. Certificates name addresses
 * that would be fetched to see whether they were revoked: whoever makes a passkey would choose what we connect to.
 */
export async function isUnattested(response: object): Promise<boolean> {
  const inner = 'response' in response ? response.response : undefined
  if (typeof inner !== 'object' || inner === null || !('attestationObject' in inner)) return false
  const { attestationObject: text } = inner
  if (typeof text !== 'string') return false
  const { decodeAttestationObject } = await import('@simplewebauthn/server/helpers')
  try {
    const attestation = decodeAttestationObject(new Uint8Array(Buffer.from(text, 'base64url')))
    const format = attestation.get('fmt')
    return format === 'none' || (format === 'packed' && attestation.get('attStmt').get('x5c') === undefined)
  } catch {
    return false
  }
}
