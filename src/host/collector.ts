/**
 * Once the program is loaded, V8 takes the growth of its heap for garbage and looks for some after eight seconds of calm,
 * twice and on every core: that takes as long as a hundred measurements, to give back a megabyte. For a program that
 * lasts; what is loaded afterwards is compiled anew.
 */
export async function collectOnlyWhenNeeded(): Promise<void> {
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString('--no-memory-reducer');
}
