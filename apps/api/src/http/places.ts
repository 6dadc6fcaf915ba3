// How many of one operation run at once for one org.

export type Places = {
  /** Takes a place; undefined when the org has none left. What it answers gives the place back. */
  take(orgId: string): (() => void) | undefined
}

export function createPlaces(perOrgMax: number): Places {
  const taken = new Map<string, number>()
  return {
    take(orgId) {
      const count = taken.get(orgId) ?? 0
      if (count >= perOrgMax) return undefined
      taken.set(orgId, count + 1)
      let isHeld = true
      return () => {
        if (!isHeld) return
        isHeld = false
        const left = (taken.get(orgId) ?? 1) - 1
        if (left > 0) taken.set(orgId, left)
        else taken.delete(orgId)
      }
    },
  }
}
