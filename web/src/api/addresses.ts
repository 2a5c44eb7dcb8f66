/** What each address of the service takes and answers, read from its description. */

import type { paths } from './schema.gen'

export type Method = 'get' | 'post' | 'put' | 'delete'

/** `/api/orders/{order_id}` as a page writes it: `/api/orders/${string}`. */
type Written<Path extends string> = Path extends `${infer Before}{${string}}${infer After}`
  ? `${Before}${string}${Written<After>}`
  : Path

type Same<A, B> = [A, B] extends [B, A] ? true : false

type Without<Address extends string> = Address extends `${infer Path}?${string}` ? Path : Address

/** The operation behind an address; the addresses of several steps may be given as one union. */
type Operation<M extends Method, Address extends string> = Address extends string
  ? NonNullable<
      {
        [Path in keyof paths & string]: Same<Without<Address>, Written<Path>> extends true ? paths[Path][M] : never
      }[keyof paths & string]
    >
  : never

/** The address itself where the service has it for a method: another one does not compile. */
export type Known<M extends Method, Address extends string> = Address extends string
  ? [Operation<M, Address>] extends [never]
    ? never
    : Address
  : never

type Contents<Part> = Part extends { content: infer Types } ? Types[keyof Types] : undefined

/** What an address answers when it does not refuse. */
export type Answer<M extends Method, Address extends string> =
  Operation<M, Address> extends infer O
    ? O extends { responses: infer Answers }
      ? Contents<Answers[keyof Answers & (200 | 201 | 204)]>
      : never
    : never

type Given<O> = O extends { requestBody?: infer Body } ? NonNullable<Contents<NonNullable<Body>>> : never

/** What an address takes as its body; nothing is an empty object. */
export type Body<M extends Method, Address extends string> = [Given<Operation<M, Address>>] extends [never]
  ? Record<string, never>
  : Given<Operation<M, Address>>

/** What may stand behind the question mark. */
export type Query<M extends Method, Address extends string> =
  Operation<M, Address> extends { parameters: { query?: infer Known } } ? NonNullable<Known> : never
