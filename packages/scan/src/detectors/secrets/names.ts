// Whether a name says that what stands under it is a credential.

const NAME_MAX = 128
const ENDINGS =
  /(?:password|passwd|passphrase|passcode|passwort|kennwort|motdepasse|contrasena|secret|secretkey|token|apikey|accesskey|accesskeyid|privatekey|signingkey|encryptionkey|masterkey|authkey|servicekey|sharedkey|accountkey|storagekey|subscriptionkey|licensekey|consumerkey|appkey|sshkey|hmackey|jwtkey|deploykey|credential|credentials|authorization|connectionstring|connectionuri|databaseurl|pwd|psk|presharedkey|recoveryphrase|seedphrase|mnemonic)$/
const WHOLE = new Set(['pass', 'pwd', 'auth', 'bearer', 'cookie', 'setcookie'])
const LAST_WORD = /(?:^|[_\-.])(?:pass|pat|creds)$/i
const CURSOR =
  /(?:page|next|previous|prev|continuation|cursor|sync|resume|csrf|xsrf|cancel|cancellation|unsubscribe)token$/
const PUBLIC = /(?:public|publishable)(?:keytoken|token|accesskey|apikey|key)$/

/** Whether a name is that of a place in a list, or of something else that is good once and for nothing else. */
export function namesCursor(name: string): boolean {
  return CURSOR.test(
    name
      .slice(-NAME_MAX)
      .toLowerCase()
      .replace(/[^a-z0-9]/g, ''),
  )
}

/** Whether what a member of this name holds is a credential. */
export function namesSecret(name: string): boolean {
  const end = name.slice(-NAME_MAX)
  const plain = end.toLowerCase().replace(/[^a-z0-9]/g, '')
  if (WHOLE.has(plain) || LAST_WORD.test(end)) return true
  return ENDINGS.test(plain) && !CURSOR.test(plain) && !PUBLIC.test(plain)
}
