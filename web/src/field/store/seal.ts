/** Encryption at rest. The key never leaves this browser: it is stored as a non-extractable handle. */
import type { FieldDatabase, Sealed } from './database'

const ALGORITHM = 'AES-GCM'

/** Seals and opens what lies on the phone. */
export class Safe {
  private constructor(private readonly key: CryptoKey) {}

  /** Open the phone's safe, making its key at the first use. */
  static async open(database: FieldDatabase): Promise<Safe> {
    const known = await database.secret.get('key')
    if (known) return new Safe(known.key)
    const made = await crypto.subtle.generateKey({ name: ALGORITHM, length: 256 }, false, [
      'encrypt',
      'decrypt',
    ])
    // Two tabs may open for the first time at once: whichever key was stored first is the key.
    return database.transaction('rw', database.secret, async () => {
      const other = await database.secret.get('key')
      if (other) return new Safe(other.key)
      await database.secret.add({ id: 'key', key: made })
      return new Safe(made)
    })
  }

  async sealBytes(data: BufferSource): Promise<Sealed> {
    const nonce = crypto.getRandomValues(new Uint8Array(12))
    return {
      nonce,
      data: await crypto.subtle.encrypt({ name: ALGORITHM, iv: nonce }, this.key, data),
    }
  }

  async openBytes(sealed: Sealed): Promise<ArrayBuffer> {
    return crypto.subtle.decrypt({ name: ALGORITHM, iv: sealed.nonce }, this.key, sealed.data)
  }

  async seal(value: unknown): Promise<Sealed> {
    return this.sealBytes(new TextEncoder().encode(JSON.stringify(value)))
  }

  async unseal<T>(sealed: Sealed): Promise<T> {
    return JSON.parse(new TextDecoder().decode(await this.openBytes(sealed))) as T
  }
}
