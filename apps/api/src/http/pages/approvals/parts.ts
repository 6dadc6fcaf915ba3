// What the pages of approvals are made with.
import type { Passkeys } from '../../../identity/passkeys.ts'
import type { Pace } from '../../../ports/services.ts'
import type { Forms } from '../../forms.ts'
import type { Operate } from '../operate.ts'

export type Parts = { operate: Operate; forms: Forms; pace: Pace; clock: () => number; passkeys: Passkeys }
