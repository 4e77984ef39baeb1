// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * Reads QR codes, from the camera or from a picture, on the device. Uses the browser's own reader where there is one, else
 * a WebAssembly reader that is loaded then. The dialog is `shell/parts/scanner.html`.
 *
 *     const text = await scanCamera(dialog, signal)      // '' when the person closed it
 *     const text = await scanPicture(file)
 */

/** Why nothing could be read. Pages have a sentence for each. */
export class ScanProblem extends Error {
  readonly problem: 'camera_denied' | 'camera_missing' | 'picture_broken' | 'nothing_found'

  constructor(problem: ScanProblem['problem']) {
    super(problem)
    this.name = 'ScanProblem'
    this.problem = problem
  }
}

type Picture = ImageBitmap | HTMLVideoElement
type Reader = (picture: Picture) => Promise<string>

const PAUSE = 120 // ms between two looks at the camera

/** Open the dialog, look until a code that `fits` is seen or the person closes it. @throws ScanProblem */
export async function scanCamera(
  dialog: HTMLDialogElement,
  fits: (text: string) => boolean = () => true,
): Promise<string> {
  const stream = await camera()
  const video = dialog.querySelector('video')
  if (!video) throw new Error('scanner: missing video')
  try {
    video.srcObject = stream
    await video.play()
    dialog.showModal()
    const read = await reader()
    while (dialog.open) {
      const text = await read(video).catch(() => '')
      if (text && fits(text)) return text
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
    }
    return ''
  } finally {
    for (const track of stream.getTracks()) track.stop()
    video.srcObject = null
    dialog.close()
  }
}

async function camera(): Promise<MediaStream> {
  if (!navigator.mediaDevices) throw new ScanProblem('camera_missing')
  try {
    return await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false })
  } catch (error) {
    const denied = error instanceof DOMException && error.name === 'NotAllowedError'
    throw new ScanProblem(denied ? 'camera_denied' : 'camera_missing')
  }
}

/** The text of the code on a picture. @throws ScanProblem */
export async function scanPicture(file: Blob): Promise<string> {
  const picture = await createImageBitmap(file).catch(() => {
    throw new ScanProblem('picture_broken')
  })
  try {
    const text = await (await reader())(picture)
    if (!text) throw new ScanProblem('nothing_found')
    return text
  } finally {
    picture.close()
  }
}

interface NativeDetector {
  detect(source: Picture): Promise<{ rawValue: string }[]>
}

interface NativeDetectors {
  new (options: { formats: string[] }): NativeDetector
  getSupportedFormats(): Promise<string[]>
}

let chosen: Promise<Reader> | undefined

const reader = (): Promise<Reader> => (chosen ??= chooseReader())

async function chooseReader(): Promise<Reader> {
  const detectors = (globalThis as { BarcodeDetector?: NativeDetectors }).BarcodeDetector
  if (detectors && (await detectors.getSupportedFormats()).includes('qr_code')) {
    const detector = new detectors({ formats: ['qr_code'] })
    return async (picture) => (await detector.detect(picture))[0]?.rawValue ?? ''
  }
  return loadedReader()
}

async function loadedReader(): Promise<Reader> {
  const [{ prepareZXingModule, readBarcodes }, { default: address }] = await Promise.all([
    import('zxing-wasm/reader'),
    import('zxing-wasm/reader/zxing_reader.wasm'),
  ])
  prepareZXingModule({ overrides: { locateFile: () => address } })
  return async (picture) => {
    const found = await readBarcodes(pixels(picture), { formats: ['QRCode'], tryHarder: true, maxNumberOfSymbols: 1 })
    return found[0]?.text ?? ''
  }
}

const LARGEST = 1600 // px; larger pictures only cost time

function pixels(picture: Picture): ImageData {
  const [width, height] =
    picture instanceof HTMLVideoElement ? [picture.videoWidth, picture.videoHeight] : [picture.width, picture.height]
  const scale = Math.min(1, LARGEST / Math.max(width, height))
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)))
  const context = canvas.getContext('2d')
  if (!context) throw new ScanProblem('nothing_found')
  context.drawImage(picture, 0, 0, canvas.width, canvas.height)
  return context.getImageData(0, 0, canvas.width, canvas.height)
}
