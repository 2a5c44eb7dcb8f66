/** What the phone remembers of the centre between two openings, sealed like all it keeps. */
import { LEFT } from './background'
import type { FieldDatabase, Sealed } from './database'
import type { Safe } from './seal'

export class Memory {
  private newest = new Map<string, unknown>()
  private saves: Promise<void> = Promise.resolve()

  constructor(
    private readonly database: FieldDatabase,
    private readonly safe: Safe,
  ) {}

  /** Return what was put last; null where there is nothing or it cannot be read. */
  async get<T>(key: string): Promise<T | null> {
    const row = await this.database.cache.get(key)
    return row ? this.safe.unseal<T>(row.value as Sealed).catch(() => null) : null
  }

  /** Remember a value. Of several in a row only the last is worth its sealing. */
  put(key: string, value: unknown): void {
    this.newest.set(key, value)
    this.after(async () => {
      if (!this.newest.has(key)) return
      const newest = this.newest.get(key)
      this.newest.delete(key)
      const sealed = await this.safe.seal(newest)
      await this.database.cache.put({ key, at: Date.now(), value: sealed })
    })
  }

  /** Forget everything, also what is public: the next account starts from the centre. That somebody has left stays. */
  forget(): Promise<void> {
    this.newest.clear()
    return this.after(() => this.database.cache.where('key').notEqual(LEFT).delete())
  }

  private after(act: () => Promise<unknown>): Promise<void> {
    // What could not be remembered is asked for again: no reason to trouble anybody.
    this.saves = this.saves.then(act).then(
      () => undefined,
      () => undefined,
    )
    return this.saves
  }
}
