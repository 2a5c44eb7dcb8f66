let drawable: boolean | null = null

/** Whether this machine can draw the map, which needs WebGL 2; asked of it once. */
export function canDraw(): boolean {
  drawable ??= tried()
  return drawable
}

/** Remember that drawing failed, whatever the machine said before. */
export function cannotDraw(): void {
  drawable = false
}

function tried(): boolean {
  try {
    const context = document.createElement('canvas').getContext('webgl2')
    // A browser keeps few contexts: this one is needed no more.
    context?.getExtension('WEBGL_lose_context')?.loseContext()
    return context !== null
  } catch {
    return false
  }
}
