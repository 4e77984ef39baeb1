// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** What `sheet-file.ts` uses of PDFKit 0.20 (https://pdfkit.org/docs/accessibility.html); the package brings no types. */
declare module 'pdfkit' {
  type Kind = 'Document' | 'H1' | 'H2' | 'P' | 'L' | 'LI' | 'LBody' | 'Figure'

  export interface Structure {
    add(child: Structure): Structure
    end(): void
  }

  export class PDFDocument {
    constructor(options: Record<string, unknown>)
    y: number
    readonly page: { readonly width: number }
    struct(kind: Kind, options?: { alt?: string } | (() => void), content?: () => void): Structure
    addStructure(structure: Structure): this
    font(name: string): this
    fontSize(points: number): this
    fillColor(colour: string): this
    text(text: string, x: number, y: number, options?: Record<string, unknown>): this
    rect(x: number, y: number, width: number, height: number): this
    fill(colour: string): this
    on(event: 'data', listener: (chunk: Uint8Array<ArrayBuffer>) => void): this
    on(event: 'end', listener: () => void): this
    end(): void
  }

  export function registerStdFonts(...fonts: unknown[]): void
}

declare module 'pdfkit/standard-fonts/Helvetica' {
  const font: unknown
  export default font
}

declare module 'pdfkit/standard-fonts/HelveticaBold' {
  const font: unknown
  export default font
}
