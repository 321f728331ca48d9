declare module 'upng-js' {
  interface Picture {
    readonly width: number;
    readonly height: number;
  }
  const UPNG: {
    decode(png: ArrayBuffer): Picture;
    toRGBA8(picture: Picture): ArrayBuffer[];
    encode(frames: readonly ArrayBuffer[], width: number, height: number, colours: number): ArrayBuffer;
  };
  // biome-ignore lint/style/noDefaultExport: the package has one.
  export default UPNG;
}
