// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * Where this browser keeps what is mine: on the device (own device) or only in memory (`held.ts`: somebody else's device, or
 * a browser that loses keys). After a sign-in everything is in memory until the person has said whose device it is.
 */

import { Refusal } from '@protocol/errors'
import { DeviceStore } from './device-store'
import { HeldStore, held } from './held'
import type { Store } from './store'

let chosen: Promise<Store> | undefined

/** The store of the person who is signed in here; an empty one in memory when nobody is. */
export const deviceStore = (): Promise<Store> => (chosen ??= find())

async function find(): Promise<Store> {
  const values = await held()
  if (values.size) return new HeldStore(values)
  const kept = (await DeviceStore.exists()) ? await onDevice().catch(() => undefined) : undefined
  return kept && (await kept.names('')).length ? kept : new HeldStore()
}

/**
 * "Ja, es ist mein Gerät": from now on everything is kept here.
 * @throws Refusal E_STORE when the browser does not give back what it was given: everything stays in memory
 */
export async function keepHere(): Promise<void> {
  const before = await deviceStore()
  if (before.persistent) return
  const after = await onDevice()
  for (const name of await before.names('')) await after.put(name, (await before.get(name)) ?? new Uint8Array())
  await before.clear()
  chosen = Promise.resolve(after)
}

/** On a device that is not mine: make sure that the next page finds the keys. */
export async function handOver(): Promise<void> {
  const store = await deviceStore()
  if (store instanceof HeldStore) await store.handOver()
}

/** What stays when the device is locked: nothing that opens what the server keeps. */
const STAYS = /^(?:account$|pins$|seen$|details$|draft\/|outbox\/)/

/** Take the keys off the device. */
export async function lockDevice(): Promise<void> {
  const store = await deviceStore()
  if (!store.persistent) return store.clear()
  for (const name of await store.names('')) if (!STAYS.test(name)) await store.remove(name)
}

/** Forget everything of mine in this browser. */
export async function forgetDevice(): Promise<void> {
  await (await deviceStore()).clear()
  if (await DeviceStore.exists()) await (await onDevice().catch(() => undefined))?.clear()
  chosen = undefined
}

async function onDevice(): Promise<Store> {
  try {
    return await DeviceStore.open()
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal('E_STORE', 'no IndexedDB')
  }
}
