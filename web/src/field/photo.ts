const LONGEST_PX = 1600
const QUALITY = 0.82

/**
 * Make a photo small enough for a thin network: longest side 1600 px, JPEG.
 *
 * Drawing it anew also drops what the camera wrote into the file (place, phone, owner); time and place
 * travel with the report instead.
 */
export async function shrink(file: Blob): Promise<Blob> {
  const image = await createImageBitmap(file)
  const scale = Math.min(1, LONGEST_PX / Math.max(image.width, image.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(image.width * scale))
  canvas.height = Math.max(1, Math.round(image.height * scale))
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  image.close()
  const small = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', QUALITY))
  if (!small) throw new Error('the browser could not write the photo')
  return small
}
